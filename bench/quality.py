"""Measure how well matching agrees with manual labels: the figures of docs/matching.md.

    python -m bench.quality [GOLD] [--ablate] [--shipped]

Every group is scored with weights and a threshold that were fitted on the others. --ablate repeats this
without each family of features and each list of words. --shipped scores whole builds with the weights of the
package, which were fitted on these groups: this is no measure of quality, but shows that a build does what
was measured. GOLD defaults to ../shared/gold.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.baselines import BASELINES, baseline_rows
from bench.measures import Judge, Row, means, show
from personac.building.builder import compile_request
from personac.building.output_store import write_built
from personac.building.request import Request
from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.matching.classifier import score
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.matching.tokenizer import Words
from tools.fitting import Labelled, fit_all, grouped, label
from tools.gold import NoGoldError, find_groups, load_group

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
FAMILIES: Mapping[str, frozenset[str]] = {
    "words": frozenset(
        ["shared", "head_most", "aligned", "aligned_most", "head_aligned", "head_in_least", "head_in_most"]
    ),
    "topics": frozenset(["topic", "topic_lighter", "topic_head", "topic_head_shared", "topic_head_least"]),
    "vectors": frozenset(
        ["meaning", "context", "aligned", "aligned_most", "head_aligned", "head_in_least", "head_in_most"]
    ),
    "characters": frozenset(["characters", "token_set"]),
    "speech acts": frozenset(["one_quote", "one_relation", "one_output", "one_metric"]),
    "competition": frozenset(["rank_worst", "rank_best", "density"]),
    "places": frozenset(["context", "same_list", "brief_titles_apart", "brief_one_title"]),
    "same persona": frozenset(["same_persona", "same_persona_apart", "same_persona_brief"]),
    "lengths": frozenset(["both_leads", "shortest", "length_ratio"]),
}


def leave_one_out(groups: Sequence[Labelled], names: Sequence[str], judge: Judge) -> list[Row]:
    """Score each group with weights and threshold fitted on the others."""
    rows = []
    for item in groups:
        weights = fit_all([group for group in groups if group is not item], names)
        clusters = grouped(item, score(item.features, weights), weights.threshold)
        rows.append(judge.row(item.group.name, clusters, item.group, weights.threshold))
    return rows


def shipped(folders: Sequence[Path], groups: Sequence[Labelled], judge: Judge) -> list[Row]:
    """Build each group as a user would, and score its report."""
    rows = []
    for folder, item in zip(folders, groups, strict=True):
        with tempfile.TemporaryDirectory() as output:
            request = Request(tuple(sorted(folder.glob("*.md"))), Path(output), Path(output))
            write_built(compile_request(request), request)
            report = json.loads(Path(output, "report.json").read_text("utf-8"))
        ids = {b["id"]: f"{Path(b['path']).stem}{b['line']}" for b in report["bullets"]}
        labelled = set(item.group.labelled)
        clusters = [sorted({ids[m] for m in c["members"]} & labelled) for c in report["clusters"]]
        threshold = load_rules([]).matching.threshold
        rows.append(judge.row(item.group.name, [c for c in clusters if len(c) > 1], item.group, threshold))
    return rows


def ablate(groups: Sequence[Labelled], knowledge: Knowledge, rules: Rules, judge: Judge) -> None:
    """Print the agreement without each family of features, each list of words, and the guards."""
    names = groups[0].features.names
    print("\nwithout a family of features")
    for family, removed in FAMILIES.items():
        rows = leave_one_out(groups, [name for name in names if name not in removed], judge)
        print(f"- {family}: {means(rows)}", flush=True)
    print("\nwithout a list of words, or the guards")
    for name, words in reduced_words(rules).items():
        reduced = replace(knowledge, words=words)
        again = [label(item.group, reduced, rules) for item in groups]
        print(f"- {name}: {means(leave_one_out(again, names, judge))}", flush=True)
    unguarded = [replace(item, barred=frozenset()) for item in groups]
    print(f"- guards: {means(leave_one_out(unguarded, names, judge))}", flush=True)


def reduced_words(rules: Rules) -> Mapping[str, Words]:
    """Return vocabularies without one or two of their lists, by what is missing."""
    full = rules.vocabulary
    return {
        "groups": Words((), full.near, full.filler, full.title_filler),
        "near": Words(full.groups, (), full.filler, full.title_filler),
        "groups and near": Words((), (), full.filler, full.title_filler),
        "filler": Words(full.groups, full.near, (), full.title_filler),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--shipped", action="store_true")
    options = parser.parse_args(arguments)
    try:
        folders = find_groups(options.gold)
    except NoGoldError as error:
        print(error, file=sys.stderr)
        return 2
    rules = load_rules([])
    knowledge = load_knowledge(rules)
    judge = Judge(options.gold)
    groups = [label(load_group(folder, rules), knowledge, rules) for folder in folders]
    show("leave one group out", leave_one_out(groups, groups[0].features.names, judge))
    for name, measure in BASELINES.items():
        show(f"baseline: {name}", baseline_rows([item.group for item in groups], measure, judge))
    if options.ablate:
        ablate(groups, knowledge, rules, judge)
    if options.shipped:
        show("the weights of the package, which were fitted on these groups", shipped(folders, groups, judge))
    return 0


if __name__ == "__main__":
    sys.exit(main())
