"""Explain: a code of the catalogue, or where a line of the canonical came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from personac.backend.provenance import MappedOrigin, ProvenanceMap, decode_map
from personac.diagnostics.kinds import NOTHING_TO_EXPLAIN, catalogue
from personac.diagnostics.model import Diagnostic, Kind, PersonacError
from personac.driver.render import load_report
from personac.report.escape import visible
from personac.report.model import ClusterRow, Report

_PLACE = re.compile(r"(?P<path>.+\.md):(?P<line>[0-9]{1,9})", re.DOTALL)


def explain(subject: str) -> str:
    """Explain `PC101` or `build/agent.md:42`. Raises `PersonacError`."""
    kinds = {kind.code: kind for kind in catalogue()}
    if subject.upper() in kinds:
        return _explain_kind(kinds[subject.upper()])
    place = _PLACE.fullmatch(subject)
    if place is not None:
        return visible(_explain_line(Path(place["path"]), int(place["line"])))
    raise _nothing(subject, "name a code, such as PC101, or a line of a canonical: build/agent.md:42")


def _explain_kind(kind: Kind) -> str:
    return f"{kind.code} {kind.slug} ({kind.severity})\n{kind.summary}\n\n{kind.explanation}\n"


def _explain_line(canonical: Path, number: int) -> str:
    provenance, place = _load_map(canonical), f"{canonical}:{number}"
    origins = provenance.lines.get(number, ())
    if origins:
        return "\n".join(_story(canonical, number, origins, load_report(canonical.parent))) + "\n"
    if not 1 <= number <= _line_count(canonical):
        raise _nothing(place, "the agent has no such line; count from 1 in the built file")
    return f"{place}: layout; it comes from no source\n"


def _line_count(path: Path) -> int:
    try:
        return len(path.read_bytes().splitlines())
    except OSError:
        raise _nothing(str(path), f"{path} is not there: build first, or name a built agent") from None


def _load_map(canonical: Path) -> ProvenanceMap:
    path = canonical.with_suffix(".map.json")
    try:
        return decode_map(path.read_bytes())
    except OSError:
        raise _nothing(str(canonical), f"{path} is not there: build first, or name a built agent") from None
    except msgspec.MsgspecError as error:
        raise _nothing(str(canonical), f"{path} is damaged ({error}): build again") from None


def _story(canonical: Path, number: int, origins: tuple[MappedOrigin, ...], report: Report) -> Iterator[str]:
    texts = {bullet.id: bullet.text for bullet in report.bullets}
    by_place = {(bullet.path, bullet.line): bullet.id for bullet in report.bullets}
    yield f"{canonical}:{number} comes from"
    for origin in origins:
        text = texts.get(by_place.get((origin.path, origin.line), ""), "")
        yield f"  {origin.relation:12} {origin.path}:{origin.line}" + (f": {text}" if text else "")
    clusters = {cluster.id: cluster for cluster in report.clusters}
    for cluster_id in sorted({origin.cluster for origin in origins} & set(clusters)):
        yield from _reasons(clusters[cluster_id])


def _reasons(cluster: ClusterRow) -> Iterator[str]:
    yield f"because its {len(cluster.members)} bullets say the same (cohesion {cluster.cohesion:.2f}):"
    for why in cluster.why:
        reasons = "; ".join(why.reasons) or "through the others"
        yield f"  {why.a} ~ {why.b}: {why.score:.2f}, {reasons}"
        if why.features:
            features = ", ".join(f"{key} {value:.2f}" for key, value in sorted(why.features.items()))
            yield f"    features: {features}"


def _nothing(subject: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(NOTHING_TO_EXPLAIN, subject, 0, 0, "nothing to explain here", hint))
