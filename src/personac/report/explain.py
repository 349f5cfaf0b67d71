"""Explain a code, the origins of a line of the canonical, or what became of a line of a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from personac.diagnostics.diagnostic import PersonacError
from personac.diagnostics.similar_codes import similar_codes
from personac.emit.provenance import MappedOrigin
from personac.paths import display_path
from personac.report.explain_code import explain_code
from personac.report.explanation import (
    BuiltAgent,
    Explanation,
    Place,
    Reason,
    SourcePlace,
    Subject,
    Why,
    explain_canonical,
    nearest,
    read_agent,
    unexplained,
)
from personac.report.named_lines import build_of_line, is_agent, lines_of, place_of
from personac.report.report_schema import LeftOutRow, encode_json
from personac.report.safe_text import count, visible
from personac.storage.build_folder import BuildFolder

_BUILD = Path("build")
_CODE = re.compile(r"PC\d+", re.IGNORECASE)
_FENCE = "---"
_RULE = re.compile(r"(?:[-*_=]\s*)*")  # a rule, the line under a heading, a fence, or nothing
_LEADS: dict[Subject, str] = {
    "bullet": "represents",
    "block": "a block kept whole, from",
    "heading": "a heading, from",
    "front matter": "front matter, from",
    "layout": "",
    "left out": "left out of the canonical, as are these with the same meaning",
}


def explain(subject: str, output: Path = _BUILD, *, as_json: bool = False, verbose: bool = False) -> str:
    """Explain `PC101`, or a line: `build/agent.md:42`, `agents/one.md:9:3`. Raises `PersonacError`.

    `output` is the folder of the build that a source was part of.
    """
    explained = explain_code(subject, as_json=as_json)
    if explained is not None:
        return explained
    place = place_of(subject)
    if place is None:
        raise _unknown(subject)
    explanation = _explain_place(*place, output)
    return encode_json(explanation) if as_json else render_explanation(explanation, verbose=verbose)


def _unknown(subject: str) -> PersonacError:
    """Return the error about what is neither a code nor a line, with codes that may be meant."""
    similar = similar_codes(subject)
    hint = "name a code (personac explain --list lists all), or a line: build/agent.md:42, agents/one.md:9"
    if similar:
        hint = f"did you mean {' or '.join(similar)}? personac explain --list lists all"
    is_code = _CODE.fullmatch(subject) is not None
    return unexplained(subject, "no such code" if is_code else "neither a code nor a line of a file", hint)


def _explain_place(path: Path, number: int, output: Path) -> Explanation:
    if is_agent(path):
        return explain_canonical(path, number)
    return _explain_source(path, number, build_of_line(path, number, output))


def _explain_source(source: Path, number: int, build: BuildFolder) -> Explanation:
    """Explain line `number` of `source`, a source of `build`. Raises `PersonacError`."""
    path, lines = build.path_of(source), lines_of(source)
    built = read_agent(build.folder, build.lock.agent, f"{display_path(source)}:{number}")
    asked = Place(display_path(source), number, lines[number - 1].strip())
    return _kept(built, asked, path) or _left_out(built, asked, path) or _not_merged(asked, lines, built)


def _kept(built: BuiltAgent, asked: Place, path: str) -> Explanation | None:
    """Explain a line that is in the canonical, by its innermost bullet, block or heading there."""
    origins = [
        (_extent(origin), line)
        for line, origins in sorted(built.provenance.lines.items())
        for origin in origins
        if origin.path == path and origin.line <= asked.line <= origin.end_line
    ]
    innermost = min((extent for extent, _ in origins), default=None)
    left_out = _innermost_left_out(built, asked, path)
    if innermost is None or (left_out is not None and _extent(left_out) < innermost):
        return None
    lines = [line for extent, line in origins if extent == innermost]
    first = built.explain(lines[0])
    places = tuple(built.place(line) for line in dict.fromkeys(lines))
    return Explanation(asked, first.subject, first.said_at, places, first.why, first.notes)


def _left_out(built: BuiltAgent, asked: Place, path: str) -> Explanation | None:
    row = _innermost_left_out(built, asked, path)
    if row is None:
        return None
    clusters = [c for c in built.report.clusters if row.bullet and row.bullet in c.members]
    others = [built.bullets[m] for cluster in clusters for m in cluster.members if m != row.bullet]
    patch = display_path(built.folder / "variants" / f"{row.persona}.patch")
    notes = (f"left out of {built.path}: {row.reason}", f"{patch} restores it")
    said_at = tuple(map(built.bullet, others))
    why = tuple(built.why(cluster.id for cluster in clusters))
    return Explanation(asked, "left out", said_at, why=why, notes=notes)


def _innermost_left_out(built: BuiltAgent, asked: Place, path: str) -> LeftOutRow | None:
    rows = [r for r in built.report.left_out if r.path == path and r.line <= asked.line <= r.end_line]
    return min(rows, key=_extent, default=None)


def _not_merged(asked: Place, lines: list[str], built: BuiltAgent) -> Explanation:
    """Explain a line that is no part of the merge: front matter that was not chosen, a heading, or layout."""
    end = lines.index(_FENCE, 1) + 1 if lines[0] == _FENCE and _FENCE in lines[1:] else 0
    if _RULE.fullmatch(asked.text):
        content = [n for n, line in enumerate(lines, start=1) if not _RULE.fullmatch(line.strip())]
        note = f"layout, without content; the nearest lines with content: {nearest(asked.line, content)}"
    elif asked.line < end:
        note = f"front matter that {built.path} does not have, or takes from another persona"
    else:
        note = f"a heading that {built.path} does not have; lines below it can be explained"
    return Explanation(asked, "layout", notes=(note,))


def _extent(lines: MappedOrigin | LeftOutRow) -> tuple[int, int]:
    """Order by size, the last start first."""
    return (lines.end_line - lines.line, -lines.line)


def render_explanation(explanation: Explanation, *, verbose: bool = False) -> str:
    """Render as lines of text that is safe on a terminal.

    Of a cluster's pairs each bullet's strongest is shown; `verbose` shows all, with their features.
    """
    lines = [
        _line(explanation.asked),
        *(f"  {note}" for note in explanation.notes),
        *_listed("in the canonical at", [_line(place) for place in explanation.stands_at]),
        *_listed(_lead(explanation), _sources(explanation.said_at)),
        *(line for why in explanation.why for line in _reasons(why, verbose=verbose)),
    ]
    return "".join(f"{visible(line)}\n" for line in lines)


def _line(place: Place) -> str:
    return f"{place.path}:{place.line}: {place.text}" if place.text else f"{place.path}:{place.line}"


def _listed(lead: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield lead
        yield from (f"  {entry}" for entry in entries)


def _lead(explanation: Explanation) -> str:
    lead = _LEADS[explanation.subject]
    if explanation.subject != "bullet":
        return lead
    bullets = len({place.bullet for place in explanation.said_at})
    personas = len({place.persona for place in explanation.said_at})
    return f"{lead} {count(bullets, 'bullet')} of {count(personas, 'persona')}"


def _sources(places: Sequence[SourcePlace]) -> list[str]:
    widest = max((len(place.relation) for place in places), default=0)
    return [f"{place.relation:{widest}}  {shown_source(place)}".lstrip() for place in places]


def shown_source(place: SourcePlace) -> str:
    """Render a place in a source: its lines, its text, and details."""
    last = f"-{place.end_line}" if place.end_line > place.line else ""
    text = f": {place.text}" if place.text else ""
    because = f" ({place.because})" if place.because else ""
    return f"{place.path}:{place.line}{last}{text}{because}"


def _reasons(why: Why, *, verbose: bool) -> Iterator[str]:
    pairs = why.pairs if verbose else _strongest(why.pairs)
    rest = "" if len(pairs) == len(why.pairs) else f"; the strongest of {len(why.pairs)} pairs, -v shows all"
    yield f"these {why.members} have the same meaning (cohesion {why.cohesion:.2f}){rest}"
    for pair in pairs:
        reasons = "; ".join(pair.reasons) or "through the others"
        yield f"  {pair.a.path}:{pair.a.line} ~ {pair.b.path}:{pair.b.line}: {pair.score:.2f}, {reasons}"
        if verbose and pair.features:
            features = ", ".join(f"{key} {value:.2f}" for key, value in sorted(pair.features.items()))
            yield f"    {features}"


def _strongest(pairs: Sequence[Reason]) -> tuple[Reason, ...]:
    """For each bullet its pair of the highest score, ties to the first; in the order of the pairs."""
    best: dict[tuple[str, int], Reason] = {}
    for pair in pairs:
        for side in (pair.a, pair.b):
            place = (side.path, side.line)
            if place not in best or best[place].score < pair.score:
                best[place] = pair
    kept = list(best.values())
    return tuple(pair for pair in pairs if pair in kept)
