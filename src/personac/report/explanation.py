"""The explanation of one line: its origins or its place in the canonical, as data, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from personac.model import Relation
from personac.report.escape import visible
from personac.report.machine_formats import encode_json
from personac.report.model import Row
from personac.report.summary import count

Subject = Literal["bullet", "block", "heading", "front matter", "layout", "left out"]
_LEADS: dict[Subject, str] = {
    "bullet": "represents",
    "block": "a block kept whole, from",
    "heading": "a heading, from",
    "front matter": "front matter, from",
    "layout": "",
    "left out": "left out of the canonical, as are these with the same meaning",
}


class Place(Row, frozen=True):
    """A line of a file, relative to the working directory, and its text."""

    path: str
    line: int
    text: str


class SourcePlace(Place, frozen=True):
    """A place in a source: its persona, last line and bullet, and its relation to the canonical ("": none).

    `because` has details, where there are any.
    """

    end_line: int
    persona: str
    bullet: str
    relation: Relation | Literal[""]
    because: str = ""


class Reason(Row, frozen=True):
    """Two compared bullets of a cluster: their places, and the score with its reasons."""

    a: Place
    b: Place
    score: float
    reasons: tuple[str, ...]
    features: dict[str, float]


class Why(Row, frozen=True):
    """Why the bullets of one cluster were merged."""

    cluster: str
    members: int
    cohesion: float
    pairs: tuple[Reason, ...]


class Explanation(Row, frozen=True):
    """What is known about one line; `notes` are sentences for people.

    `stands_at` are its lines in the canonical, where `asked` is a line of a source.
    """

    asked: Place
    subject: Subject
    said_at: tuple[SourcePlace, ...] = ()
    stands_at: tuple[Place, ...] = ()
    why: tuple[Why, ...] = ()
    notes: tuple[str, ...] = ()
    schema: Literal["personac-explanation/1"] = "personac-explanation/1"


def encode_explanation(explanation: Explanation) -> str:
    """Encode as JSON with an indentation of two spaces and a final newline."""
    return encode_json(explanation)


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
    return [f"{place.relation:{widest}}  {_source(place)}".lstrip() for place in places]


def _source(place: SourcePlace) -> str:
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
