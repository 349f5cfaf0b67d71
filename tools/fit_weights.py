"""Fit the weights of the first stage on gold groups, and write weights.toml.

    python -m tools.fit_weights OUT.toml GROUP_DIR...

Every GROUP_DIR contains personas, units.json and gold.json, as ../shared/gold does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from personac.config.loader import load_rules
from personac.matching.classifier import SCHEMA, Weights
from personac.matching.prepared_bullets import load_knowledge
from tools.fitting import Labelled, fit, label
from tools.gold import load_group

_HEAD = """\
# The classifier, fitted on labelled groups: written by tools/fit_weights.py, read by the package.
# A pair's score is 1 / (1 + exp(-x)); x is the intercept and, for each feature,
# weight * (value - centre) / spread.
"""


def render(weights: Weights, groups: Sequence[Labelled], today: str) -> str:
    """Return the text of weights.toml."""
    names = ", ".join(f'"{group.group.name}"' for group in groups)
    kept = sum(int((group.label >= 0).sum()) for group in groups)
    same = sum(int((group.label == 1).sum()) for group in groups)
    head = [
        f'{_HEAD}schema = "{SCHEMA}"',
        f'fitted = "{today}"',
        f"groups = [{names}]",
        f"pairs = {kept} # candidates with a label",
        f"same = {same} # of these, pairs of which an editor keeps one",
        f"intercept = {weights.intercept:.4f}",
        "",
        "[features]",
    ]
    rows = zip(weights.names, weights.weight, weights.centre, weights.spread, strict=True)
    body = [f"{n} = {{ weight = {w + 0.0:.4f}, centre = {c:.5f}, spread = {s:.5f} }}" for n, w, c, s in rows]
    return "\n".join([*head, *body, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.toml")
    parser.add_argument("groups", type=Path, nargs="+", metavar="GROUP_DIR")
    options = parser.parse_args(arguments)
    rules = load_rules([])
    knowledge = load_knowledge(rules)
    groups = [label(load_group(folder, rules), knowledge, rules) for folder in sorted(options.groups)]
    weights = fit(groups, groups[0].features.names)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    options.out.write_text(render(weights, groups, today), encoding="utf-8")
    print(f"{options.out}: fitted on {', '.join(g.group.name for g in groups)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
