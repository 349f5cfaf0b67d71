"""The compiler: the passes in their order, each called once for one set of sources.

`fixpoint` and a budget (`keep`) are the two exceptions: they run passes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.emit.canonical_markdown import emit
from personac.emit.variant_patches import variants_of
from personac.extraction.bullets import extract_all
from personac.front_matter.agent_name import derive_name
from personac.front_matter.field_merge import FieldMerger, moved_examples
from personac.front_matter.lint import lint
from personac.front_matter.move_examples import new_examples, with_examples
from personac.matching.clustering import cluster
from personac.matching.constraints import guard
from personac.matching.near_misses import near_misses
from personac.matching.prepared_bullets import load_knowledge, prepare
from personac.matching.redundant_personas import find_repeats
from personac.matching.scoring import Evidence, score
from personac.matching.subsumption import find_covers
from personac.merging.assembly import merge
from personac.merging.cluster_wording import phrase
from personac.merging.fixpoint import Matching, Merging, merge_until_stable
from personac.merging.remnants import tidy
from personac.merging.selection import keep
from personac.model import Canonical, Compilation, Extracted, Matched, Merged, Parsed, Planned
from personac.model.source import Source
from personac.observer import NOBODY, Observer, observed_step
from personac.outline.section_alignment import align
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse_all


def compile_personas(
    sources: Iterable[Source],
    rules: Rules,
    name: str = "",
    background: bytes | None = None,
    observer: Observer = NOBODY,
) -> Compilation:
    """Run every pass over `sources`.

    `name` overrides the rules' and the derived one, `background` the knowledge
    of words that ships with the package. `observer` is notified of every pass.
    """
    compiler = Compiler(rules, background, observer)
    matching = compiler.match(compiler.extract(compiler.parse(sources, name)))
    merging = merge_until_stable(matching, compiler.merge, compiler.match_alone)
    return compiler.finish(merging, matching.evidence)


class Compiler:
    """The passes of one build, stage by stage, and what they share: the rules and the knowledge of words."""

    def __init__(self, rules: Rules, background: bytes | None = None, observer: Observer = NOBODY) -> None:
        """Load what is known of words; see `compile_personas`."""
        self._rules = rules
        self._observer = observer
        with self._step("knowledge"):
            self._normaliser = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
            self._knowledge = load_knowledge(rules, self._normaliser.stemmer, background)

    def parse(self, sources: Iterable[Source], name: str = "") -> Parsed:
        """Parse the sources, and name the agent. Raises `PersonacError` with every source that is no text."""
        with self._step("parse"):
            personas, diagnostics = parse_all(sources)
        return Parsed(personas, name or self._rules.agent.name or derive_name(personas), diagnostics)

    def extract(self, parsed: Parsed) -> Extracted:
        """Extract the bullets, and find the personas that only repeat others."""
        with self._step("extract"):
            extracted = Extracted(parsed, extract_all(parsed.personas, self._normaliser))
        with self._step("redundant-personas"):
            return replace(extracted, repeats=find_repeats(extracted, self._knowledge.words))

    def match(self, extracted: Extracted) -> Matching:
        """Cluster the bullets. Raises `PersonacError` where two decisions cannot both hold."""
        evidence, settings = self._score(extracted), self._rules.matching
        with self._step("guard"):
            apart = guard(evidence, settings.threshold)
        with self._step("cluster"):
            return Matching(cluster(extracted, evidence, apart, settings), evidence)

    def _score(self, extracted: Extracted) -> Evidence:
        """Propose pairs and score them; the views, which are large, are released."""
        with self._step("propose"):
            prepared, views = prepare(
                extracted.bullets, self._knowledge, self._rules.matching, extracted.repeats
            )
        with self._step("score"):
            return score(prepared, views, self._rules)

    def match_alone(self, canonical: Canonical) -> Matched:
        """Cluster the bullets of a canonical as the only source."""
        source = Source(f"{canonical.name}.md", canonical.data)
        return self.match(self.extract(self.parse((source,), canonical.name))).matched

    def merge(self, matching: Matching) -> Merging:
        """Merge the clusters into one agent. Raises `PersonacError` where a budget cannot be kept."""
        planned = self.plan(matching)
        with self._step("merge"):
            merged = merge(planned, self._rules.merge)
        with self._step("tidy"):
            merged = tidy(merged)
        with self._step("front-matter"):
            merged = self._with_front_matter(merged)
        with self._step("keep"):
            merged = keep(merged, self._rules.keep, emit)
        with self._step("emit"):
            return Merging(merged, emit(merged))

    def plan(self, matching: Matching) -> Planned:
        """Choose the wording of every cluster, and align the sections."""
        matched, prepared = matching.matched, matching.evidence.prepared
        with self._step("cover"):
            covers = find_covers(matched, prepared)
        with self._step("phrase"):
            wordings, folded = phrase(matched, covers, prepared, self._rules.merge)
        with self._step("align"):
            outline, diagnostics = align(matched, self._knowledge, self._rules.outline)
        return Planned(matched, covers, wordings, folded, outline, diagnostics)

    def _with_front_matter(self, merged: Merged) -> Merged:
        rules, personas = self._rules.front_matter, merged.personas
        fields, diagnostics = FieldMerger(personas, merged.name, rules, self._normaliser).merge_all()
        examples = moved_examples(personas) if rules.examples == "move" else ()
        return replace(
            merged,
            fields=fields,
            body=with_examples(merged.body, new_examples(examples, personas)),
            diagnostics=(*merged.diagnostics, *diagnostics),
        )

    def finish(self, merging: Merging, evidence: Evidence) -> Compilation:
        """Check the canonical, and write every persona as a diff from it."""
        merged, canonical = merging
        stages = merged.parsed, merged.matched, merged.planned, merged
        earlier = (diagnostic for stage in stages for diagnostic in stage.diagnostics)
        with self._step("lint"):
            diagnostics = lint(merged, canonical, earlier, self._rules.front_matter)
        with self._step("near-misses"):
            pairs = near_misses(merged.matched, evidence.explainer, self._rules.matching.threshold)
        with self._step("variants"):
            variants = variants_of(canonical, merged.personas)
        return Compilation(merged, canonical, variants, pairs, diagnostics)

    def _step(self, name: str) -> AbstractContextManager[None]:
        return observed_step(self._observer, name)
