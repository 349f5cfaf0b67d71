"""The compiler: the passes in their order, each run once for one set of sources.

A pass takes what the passes before it made and returns something new. `--timings` shows these steps:

    stage made    steps
                  knowledge
    Parsed        parse
    Extracted     extract, redundant-personas
    Matched       propose, score, judge, guard, decisions, cluster
    Planned       procedures, align, trunk, lists, divide, cover, phrase, decide
    Merged        merge, decided-lines, front-matter, keep
    Compilation   emit, references, losses, overlap, lint, targets, near-misses, variants

There is one exception: `keep` emits the canonical repeatedly to fit a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from personac.config.decision_files import read_decisions
from personac.config.front_matter_schema import FrontMatterRules
from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.diagnostics.diagnostic import Diagnostic
from personac.emit.canonical_markdown import Emitter, emit
from personac.emit.variant_patches import variants_of
from personac.extraction.bullets import extract_all
from personac.front_matter.agent_name import derive_name
from personac.front_matter.decided_fields import anchor_fields, field_reports, with_decided
from personac.front_matter.field_merge import FieldMerger, moved_examples
from personac.front_matter.lint import lint
from personac.front_matter.move_examples import new_examples, with_examples
from personac.matching.classifier import score_pairs
from personac.matching.clustering import cluster
from personac.matching.constraints import Evidence, add_decisions, guard, weigh
from personac.matching.copies import exact_key
from personac.matching.explanations import NearMisses, near_misses
from personac.matching.file_overlap import copied_files, unrelated_personas
from personac.matching.ignored_findings import without_ignored
from personac.matching.judge import load_judge, open_from, unjudged
from personac.matching.near_blocks import near_blocks
from personac.matching.prepared_bullets import Knowledge, load_knowledge, prepare
from personac.matching.redundant_personas import find_repeats
from personac.matching.subsumption import find_covers
from personac.matching.unscored_pairs import below_copies, by_copies_only
from personac.merging.assembly import Plan, merge
from personac.merging.cluster_division import divided_clusters
from personac.merging.cluster_wording import phrase, with_compounds
from personac.merging.decided_lines import with_decided_lines
from personac.merging.decided_plan import with_decisions
from personac.merging.lead_ins import LeadIns
from personac.merging.losses import losses_of, lost_names
from personac.merging.procedures import with_whole_procedures
from personac.merging.selection import keep
from personac.merging.trunk import order_of
from personac.merging.whole_lists import ListPlan, covers_within, lists_of
from personac.model import Compilation, Extracted, KeptApart, Matched, Merged, Parsed, Planned
from personac.model.source import Source
from personac.observer import NOBODY, Observer, observed_step
from personac.outline.section_alignment import align, common_words, title_reader
from personac.parsing.hidden_characters import hidden_characters, hidden_in_decisions
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse_all
from personac.parsing.prompt_tags import TagNames
from personac.references.adapter import ReferenceAdapter
from personac.targets.target_files import write_targets

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a build, and may be missing.

    `background` replaces the word statistics of the package; `cache` is the folder of what the judge has
    read; `decisions` are the files of reviewers about any agent, as display paths and bytes.
    """

    background: bytes | None = None
    cache: Path | None = None
    decisions: tuple[tuple[str, bytes], ...] = ()


class Scored(NamedTuple):
    """The evidence without decisions, and the pairs that guards bar."""

    evidence: Evidence
    apart: tuple[KeptApart, ...]


class MatchResult(NamedTuple):
    """Clusters, and the evidence that they were made from."""

    matched: Matched
    evidence: Evidence


def compile_personas(
    sources: Iterable[Source],
    rules: Rules,
    name: str = "",
    aids: Aids | None = None,
    observer: Observer = NOBODY,
) -> Compilation:
    """Run all passes over `sources`.

    `name` takes precedence over the name in the rules and the derived one. `observer` is notified of every
    step. Raises `PersonacError`.
    """
    compiler = Compiler(rules, aids or Aids(), observer)
    parsed = compiler.parse(sources, name)
    extracted = compiler.extract(parsed)
    matching = compiler.match(extracted)
    return compiler.finish(compiler.merge(matching), matching.evidence)


class Compiler:
    """The passes of one build, stage by stage, and what they share: the rules and the knowledge of words."""

    def __init__(self, rules: Rules, aids: Aids, observer: Observer = NOBODY) -> None:
        """Load the knowledge of words; see `compile_personas`."""
        self._rules = rules
        self._observer = observer
        self._normaliser, self._knowledge = self._run("knowledge", _load_knowledge, rules, aids.background)
        self._tag_names = TagNames.from_rules(rules.prompt_tags)
        self._judge = load_judge(self._knowledge.pieces, aids.cache)
        self._decisions = aids.decisions

    def normal_form(self, text: str) -> tuple[str, ...]:
        """Return what is equal for texts that decisions and links of the rules take for one."""
        return exact_key(text, self._knowledge.words)

    def parse(self, sources: Iterable[Source], name: str = "") -> Parsed:
        """Parse the sources, name the agent, and read the decisions about it.

        Raises `PersonacError` with every source that is not text, or with every problem of the decisions.
        """
        personas, diagnostics = self._run("parse", parse_all, sources, self._tag_names)
        name = name or self._rules.agent.name or derive_name(personas)
        hidden = hidden_characters(personas, self._rules.hidden.characters)
        decisions = read_decisions(self._decisions, name)
        return Parsed(personas=personas, name=name, decisions=decisions, diagnostics=(*diagnostics, *hidden))

    def extract(self, parsed: Parsed) -> Extracted:
        """Extract the bullets, and find the personas that only repeat others."""
        bullets = self._run("extract", extract_all, parsed.personas, self._normaliser)
        extracted = Extracted(**parsed.carried(), bullets=bullets)
        knowledge = self._knowledge
        scopes = knowledge.scopes.read_all(bullets)
        foreign = knowledge.languages.foreign_files(parsed.personas, bullets)
        repeats = self._run("redundant-personas", find_repeats, extracted, knowledge.copies, scopes)
        return replace(extracted, repeats=repeats, diagnostics=(*extracted.diagnostics, *foreign))

    def match(self, extracted: Extracted) -> MatchResult:
        """Cluster the bullets. Raises `PersonacError` where two links of the rules contradict each other."""
        return self.decide(extracted, self.score(extracted))

    def score(self, extracted: Extracted) -> Scored:
        """Score pairs of bullets, and find those that guards bar; decisions have no part in this."""
        evidence = self._evidence(extracted)
        return Scored(evidence, self._run("guard", guard, evidence, self._rules.matching.merge_from))

    def decide(self, extracted: Extracted, scored: Scored) -> MatchResult:
        """Cluster the bullets, and let decisions change the clusters. Raises `PersonacError` as `match`."""
        rules, decisions = self._rules, extracted.decisions
        hidden = hidden_in_decisions(decisions, rules.hidden.characters)
        extracted = replace(extracted, diagnostics=(*extracted.diagnostics, *hidden))
        evidence = self._run("decisions", add_decisions, scored.evidence, rules, decisions)
        matched = self._run("cluster", cluster, extracted, evidence, scored.apart, rules.matching)
        return MatchResult(matched, evidence)

    def _evidence(self, extracted: Extracted) -> Evidence:
        """Propose pairs, score and judge them; on return the large inputs of the features are released."""
        bullets, repeats, settings = extracted.bullets, extracted.repeats, self._rules.matching
        prepared, views = self._run("propose", prepare, bullets, self._knowledge, settings, repeats)
        pairs, weights = prepared.candidates, self._knowledge.weights
        scores = self._run("score", score_pairs, views, pairs, weights, open_from(pairs))
        if settings.judge:
            scores = self._run("judge", self._judge.judged, prepared, scores)
        else:
            scores = unjudged(prepared, scores)
        scores = below_copies(prepared, by_copies_only(prepared, scores))
        return weigh(prepared, scores)

    def plan(self, matching: MatchResult, lead_ins: LeadIns) -> Plan:
        """Find out how the canonical grows, which no decision changes, and what decisions change then."""
        planned, evidence = self._undecided_plan(matching, lead_ins), matching.evidence
        settings = self._rules.merge
        decided = self._run("decide", with_decisions, planned, matching.matched, evidence, settings)
        return Plan(planned, decided, evidence.decisions)

    def _undecided_plan(self, matching: MatchResult, lead_ins: LeadIns) -> Planned:
        """Find procedures, topics, the trunk and lists that stay whole; phrase every cluster."""
        evidence, rules, knowledge = matching.evidence, self._rules, self._knowledge
        matched = replace(matching.matched, clusters=matching.matched.undecided)
        reader = title_reader(matched, knowledge.words, rules.outline)
        whole = self._run("procedures", with_whole_procedures, matched, reader)
        alignment, diagnostics = self._run("align", align, whole.matched, knowledge, rules.outline)
        order = self._run("trunk", order_of, whole.matched, rules.merge.trunk)
        plan = ListPlan(whole, alignment, lead_ins, reader, order.personas)
        lists = self._run("lists", lists_of, plan)
        with_parts = rules.merge.covered == "fold"
        division = self._run("divide", divided_clusters, plan, lists, with_parts=with_parts)
        matched = replace(whole.matched, clusters=division.clusters)
        covers = self._run("cover", find_covers, matched, evidence)
        inside, prepared = covers_within(lists, covers), evidence.prepared
        wordings, folded = self._run("phrase", phrase, matched, inside, prepared, rules.merge)
        return Planned(
            **matched.carried((*whole.diagnostics, *diagnostics, *order.diagnostics)),
            duplicates=matching.matched.undecided,
            order=order.personas,
            covers=covers,
            wordings=wordings,
            folded=with_compounds(matched, folded, division.in_parts),
            in_parts=frozenset(division.in_parts),
            procedures=whole.procedures,
            lists=division.lists,
            alignment=alignment,
        )

    def merge(self, matching: MatchResult) -> Merged:
        """Merge the clusters into one agent. Raises `PersonacError` where a budget is too small."""
        lead_ins, rules = self.lead_ins(matching.matched), self._rules
        merged = self._run("merge", merge, self.plan(matching, lead_ins), lead_ins, rules.merge)
        merged = self._run("decided-lines", with_decided_lines, merged)
        merged = self._run("front-matter", _merge_front_matter, merged, rules.front_matter, self._normaliser)
        adapter = ReferenceAdapter(merged.personas, self._tag_names)
        emitter = Emitter(merged.personas)
        return self._run(
            "keep", keep, merged, rules.keep, lambda cut: adapter.adapted(emitter.emit(cut)).canonical
        )

    def lead_ins(self, extracted: Extracted) -> LeadIns:
        """Return what compares the lead-ins of these personas."""
        words, scopes = self._knowledge.words, self._knowledge.scopes
        return LeadIns(
            words, common_words(extracted.distinct, words), scopes.read_all(extracted.bullets), scopes
        )

    def finish(self, merged: Merged, evidence: Evidence) -> Compilation:
        """Emit and check the canonical, list what it loses, and make every persona a patch on it."""
        rules = self._rules
        emitted = self._run("emit", emit, merged)
        adapter = ReferenceAdapter(merged.personas, self._tag_names)
        canonical, found = self._run("references", adapter.adapted, emitted)
        examples = moved_examples(merged.personas) if rules.front_matter.examples == "move" else ()
        losses = self._run("losses", losses_of, merged, emitted, self._knowledge.words, examples)
        overlap = self._run("overlap", _overlap_findings, merged)
        known = (*merged.diagnostics, *lost_names(merged, losses), *found, *overlap)
        keys = with_decided(rules.front_matter, merged.decided_fields)
        diagnostics = self._run("lint", lint, merged, canonical, known, keys)
        merger = FieldMerger(merged.personas, merged.name, keys, self._normaliser)
        targets = self._run("targets", write_targets, canonical, merger, rules.agent.targets)
        wanted = NearMisses(rules.matching.merge_from, evidence.decisions.bars)
        pairs = self._run("near-misses", near_misses, merged, merged.duplicates, evidence.explainer, wanted)
        variants = self._run("variants", variants_of, canonical, merged.personas)
        linted = replace(merged, diagnostics=(*diagnostics, *targets.diagnostics))
        compilation = Compilation(
            **linted.carried(),
            canonical=canonical,
            variants=variants,
            near_misses=pairs,
            losses=losses,
            targets=targets.files,
            bullet_keys=tuple((one.persona, *self.normal_form(one.text)) for one in linted.bullets),
        )
        return without_ignored(compilation, rules, self._knowledge.words)

    def _run(self, step: str, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with observed_step(self._observer, step):
            return run(*args, **kwargs)


def _load_knowledge(rules: Rules, background: bytes | None) -> tuple[Normaliser, Knowledge]:
    normaliser = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
    return normaliser, load_knowledge(rules, normaliser.stemmer, background)


def _overlap_findings(planned: Planned) -> tuple[Diagnostic, ...]:
    """Return what is odd about whole files and blocks of several personas."""
    return (*copied_files(planned.personas), *unrelated_personas(planned), *near_blocks(planned))


def _merge_front_matter(merged: Merged, rules: FrontMatterRules, normaliser: Normaliser) -> Merged:
    personas, decided = merged.personas, anchor_fields(merged.decisions, merged.personas)
    keys = with_decided(rules, decided)
    fields, diagnostics = FieldMerger(personas, merged.name, keys, normaliser).merge_all()
    examples = moved_examples(personas) if rules.examples == "move" else ()
    return replace(
        merged,
        fields=fields,
        decided_fields=decided,
        body=with_examples(merged.body, new_examples(examples, personas)),
        diagnostics=(*merged.diagnostics, *diagnostics, *field_reports(decided)),
    )
