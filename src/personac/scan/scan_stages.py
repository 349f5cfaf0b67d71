"""The stages of a scan in their order: what each reads of earlier ones, and what it writes.

    stage    tasks       reads                              writes
    hash     chunks      paths                              files (contents by their hashes), problems
    parse    partitions  files                              places, personas, occurrences, units, frequencies
    sign     partitions  units, occurrences                 units (each once), bands, hot units
    pair     partitions  bands                              pairs
    verify   partitions  pairs, units                       forest
    fold     once        forests                            forest of all partitions
    share    partitions  occurrences, forest                said
    link     partitions  said                               links
    count    once        frequencies, hot units             both of all partitions
    rank     partitions  personas, frequencies, hot units   bodies and descriptions (profiles), posts
    meet     partitions  posts                              meetings
    relate   partitions  meetings, profiles                 relations
    group    once        personas, places, links, relations draft of the report
    measure  families    draft, files                       family

A stage is a function of tables to tables. A partition holds the keys that leave its number when they are
divided by the number of partitions; in each, rows are sorted and without repeats, so results are the same
for any number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from personac.emit.lockfile import DiagnosticRow
from personac.model.source import Source
from personac.scan.components import folded, forest
from personac.scan.draft import drafted
from personac.scan.evidence import Evidence
from personac.scan.near_copies import BANDS, PAIRS, candidate_pairs, signed, units_of, verified
from personac.scan.persona_names import NameReader
from personac.scan.profiles import (
    HOT_UNITS,
    KINDS,
    POSTS,
    PROFILES,
    hot_units,
    posts,
    profiled,
)
from personac.scan.reading import (
    FILES,
    FREQUENCIES,
    OCCURRENCES,
    PERSONAS,
    PLACES,
    PROBLEMS,
    UNITS,
    hash_files,
    parse_files,
)
from personac.scan.relations import MEETINGS, RELATIONS, meetings, related, worth_comparing
from personac.scan.scan_report import ScanReport
from personac.scan.scanned_personas import scanned_personas
from personac.scan.shared_words import LINKS, SAID, linked, said_by_root
from personac.scan.tables import (
    Keys,
    Schema,
    Table,
    distinct,
    joined,
    numbers,
    objects,
    parted,
    row_tuples,
    rows,
    rows_with,
    summed,
)
from personac.scan.unit_reader import Reader
from personac.scan.work_folder import WorkFolder

Written = Mapping[str, Sequence[Table]]
Spread = Literal["once", "chunks", "partitions", "families"]
DRAFT = Schema((("draft", "bytes"),))
FAMILY = Schema((("family", "bytes"),))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its name, what it has a task for, and the function that runs one."""

    name: str
    spread: Spread
    run: Callable[[WorkFolder, int], Written]


def _hash(work: WorkFolder, number: int) -> Written:
    files, problems = hash_files(work.part("list", "paths", 0, number))
    return {"files": parted(files, "content", work.plan.partitions), "problems": [problems]}


def _parse(work: WorkFolder, number: int) -> Written:
    parsed = parse_files(
        work.of_chunks("hash", "files", FILES, number), Reader(work.plan.rules, work.plan.background)
    )
    partitions = work.plan.partitions
    return {
        "places": [parsed.places],
        "personas": [parsed.personas],
        "occurrences": parted(parsed.occurrences, "unit", partitions),
        "units": parted(parsed.units, "unit", partitions),
        "frequencies": [parsed.frequencies],
        "problems": [parsed.problems],
    }


def _sign(work: WorkFolder, number: int) -> Written:
    units, bands = signed(work.of_partitions("parse", "units", UNITS, number))
    hot = hot_units(work.of_partitions("parse", "occurrences", OCCURRENCES, number))
    return {"units": [units], "bands": parted(bands, "band", work.plan.partitions), "hot": [hot]}


def _pair(work: WorkFolder, number: int) -> Written:
    pairs = candidate_pairs(work.of_partitions("sign", "bands", BANDS, number))
    return {"pairs": parted(pairs, "a", work.plan.partitions)}


def _verify(work: WorkFolder, number: int) -> Written:
    pairs = distinct(work.of_partitions("pair", "pairs", PAIRS, number), "a", "b")
    own = ((work.part("sign", "units", at), wanted) for at, wanted in _by_partition(units_of(pairs), work))
    units = joined([rows_with(table, "unit", wanted) for table, wanted in own], UNITS)
    return {"forest": [forest(verified(pairs, distinct(units, "unit")))]}


def _by_partition(keys: Keys, work: WorkFolder) -> Iterator[tuple[int, Keys]]:
    """Yield the number of each partition that has some of the keys, and those."""
    part = keys % np.uint64(work.plan.partitions)
    return ((int(at), keys[part == at]) for at in np.unique(part))


def _fold(work: WorkFolder, _number: int) -> Written:
    return {"forest": [folded(work.parts("verify", "forest", range(work.plan.partitions)))]}


def _share(work: WorkFolder, number: int) -> Written:
    occurrences = work.of_partitions("parse", "occurrences", OCCURRENCES, number)
    said = said_by_root(occurrences, work.part("fold", "forest", 0))
    return {"said": parted(said, "root", work.plan.partitions)}


def _link(work: WorkFolder, number: int) -> Written:
    return {"links": [linked(work.of_partitions("share", "said", SAID, number))]}


def _count(work: WorkFolder, _number: int) -> Written:
    frequencies = summed(work.of_partitions("parse", "frequencies", FREQUENCIES), FREQUENCIES)
    return {
        "frequencies": [frequencies],
        "hot": [distinct(work.of_partitions("sign", "hot", HOT_UNITS), "unit")],
    }


def _rank(work: WorkFolder, number: int) -> Written:
    frequencies, hot = (work.part("count", table, 0) for table in ("frequencies", "hot"))
    contents = sum(table.num_rows for table in work.parts("parse", "personas", range(work.plan.partitions)))
    profiles = profiled(work.part("parse", "personas", number), frequencies, hot, contents)
    met = joined([posts(table, kind) for kind, table in enumerate(profiles)], POSTS)
    bodies, descriptions = (distinct(table, "content") for table in profiles)
    return {
        "body": [bodies],
        "description": [descriptions],
        "posts": parted(met, "bucket", work.plan.partitions),
    }


def _meet(work: WorkFolder, number: int) -> Written:
    met = meetings(work.of_partitions("rank", "posts", POSTS, number))
    return {"meetings": parted(met, "a", work.plan.partitions)}


def _relate(work: WorkFolder, number: int) -> Written:
    met = worth_comparing(work.of_partitions("meet", "meetings", MEETINGS, number))
    wanted = list(_by_partition(units_of(met), work))
    profiles = tuple(_profiles_of(work, kind, wanted) for kind in KINDS)
    return {"relations": [related(met, profiles)]}


def _profiles_of(work: WorkFolder, kind: str, wanted: Sequence[tuple[int, Keys]]) -> Table:
    """Return the profiles of contents of several partitions, sorted."""
    found = [rows_with(work.part("rank", kind, at), "content", own) for at, own in wanted]
    return distinct(joined(found, PROFILES), "content")


def _group(work: WorkFolder, _number: int) -> Written:
    rules = work.plan.rules
    reader = Reader(rules, work.plan.background)
    names = NameReader(rules.scan.generic, reader.words, reader.background)
    personas, places = (
        work.of_partitions("parse", "personas", PERSONAS),
        work.of_partitions("parse", "places", PLACES),
    )
    links = summed(work.of_partitions("link", "links", LINKS), LINKS)
    relations = distinct(work.of_partitions("relate", "relations", RELATIONS), "a", "b", "kind")
    evidence = Evidence(
        scanned_personas(personas, places, names), row_tuples(links), row_tuples(relations), rules.scan
    )
    report = drafted(evidence, reader.words, work.plan.roots, _problems(work))
    return {"draft": [DRAFT.table([msgspec.json.encode(report)])]}


def _problems(work: WorkFolder) -> tuple[DiagnosticRow, ...]:
    tables = (
        work.of_chunks("hash", "problems", PROBLEMS, 0),
        work.of_partitions("parse", "problems", PROBLEMS),
    )
    found = sorted(row for table in tables for row in row_tuples(table))
    hint = "mend the file, or leave it out"
    skipped = (
        DiagnosticRow(code, "warning", path, 0, 0, f"skipped: {why}", hint) for path, code, why in found
    )
    return (*work.plan.problems, *skipped)


def _measure(work: WorkFolder, number: int) -> Written:
    from personac.scan.built_families import built_family  # no other stage needs what builds

    draft, plan = draft_of(work), work.plan
    row = draft.families[number]
    content_of = {file.path: int(file.content, 16) for file in draft.files}
    sources = [Source(one.path, _data(work, content_of[one.path])) for one in row.members]
    built = built_family(row, sources, plan.rules, plan.background)
    return {"family": [FAMILY.table([msgspec.json.encode(built)])]}


def _data(work: WorkFolder, content: int) -> bytes:
    """Return the bytes of a file by their hash."""
    batch = content % work.plan.partitions
    for table in work.parts("hash", "files", range(work.plan.chunks), batch):
        places = np.flatnonzero(numbers(table, "content") == content)
        if len(places):
            data: bytes = objects(rows(table, places[:1]), "data")[0]
            return data
    raise AssertionError(content)


def draft_of(work: WorkFolder) -> ScanReport:
    """Return the report without measured merges. Raises `PersonacError`."""
    return work.value("group", "draft", 0, ScanReport)


STAGES = (
    Stage("hash", "chunks", _hash),
    Stage("parse", "partitions", _parse),
    Stage("sign", "partitions", _sign),
    Stage("pair", "partitions", _pair),
    Stage("verify", "partitions", _verify),
    Stage("fold", "once", _fold),
    Stage("share", "partitions", _share),
    Stage("link", "partitions", _link),
    Stage("count", "once", _count),
    Stage("rank", "partitions", _rank),
    Stage("meet", "partitions", _meet),
    Stage("relate", "partitions", _relate),
    Stage("group", "once", _group),
    Stage("measure", "families", _measure),
)
"""The stages in their order."""


def stage_named(name: str) -> Stage:
    """Return a stage by its name. Raises `KeyError`."""
    return {stage.name: stage for stage in STAGES}[name]
