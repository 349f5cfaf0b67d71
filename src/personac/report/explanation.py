"""Where one line came from or went to, as data, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from personac.ir import Relation
from personac.report.escape import visible
from personac.report.model import Row

Subject = Literal["bullet", "block", "heading", "front matter", "layout", "left out"]
_LEADS: dict[Subject, str] = {
    "bullet": "stands for",
    "block": "is kept whole; it comes from",
    "heading": "is the heading of",
    "front matter": "is front matter; it comes from",
    "layout": "",
    "left out": "is left out of the canonical; the same is said by",
}


class Place(Row, frozen=True):
    """A line of a file, as seen from the working directory; `text` is what stands there."""

    path: str
    line: int
    text: str


class SaidAt(Place, frozen=True):
    """A place in a source: whose, up to which line, which bullet, and how it got into the canonical.

    `relation` is "" where it did not. `because` says more, where there is more to say.
    """

    end_line: int
    persona: str
    bullet: str
    relation: Relation | Literal[""]
    because: str = ""


class Reason(Row, frozen=True):
    """Two bullets of a cluster that were compared: where they stand, and what came of it."""

    a: Place
    b: Place
    score: float
    reasons: tuple[str, ...]
    features: dict[str, float]


class Why(Row, frozen=True):
    """Why the bullets of one cluster are one."""

    cluster: str
    members: int
    cohesion: float
    pairs: tuple[Reason, ...]


class Explanation(Row, frozen=True):
    """What is known of one line; `notes` are sentences for people.

    `stands_at` are the lines of the canonical that say it, where the line asked
    for is one of a source.
    """

    asked: Place
    subject: Subject
    said_at: tuple[SaidAt, ...] = ()
    stands_at: tuple[Place, ...] = ()
    why: tuple[Why, ...] = ()
    notes: tuple[str, ...] = ()
    schema: Literal["personac-explanation/1"] = "personac-explanation/1"


def encode_explanation(found: Explanation) -> str:
    """Encode as JSON with two blanks of indentation and a final newline."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8") + "\n"


def render_explanation(found: Explanation, *, verbose: bool = False) -> str:
    """Render as lines of text that a terminal takes for text.

    Of a cluster's pairs each bullet's strongest is shown; `verbose` shows all, with their features.
    """
    lines = [
        _shown(found.asked),
        *(f"  {note}" for note in found.notes),
        *_listed("stands in the canonical at", [_shown(place) for place in found.stands_at]),
        *_listed(_lead(found), _sources(found.said_at)),
        *(line for why in found.why for line in _because(why, verbose=verbose)),
    ]
    return "".join(f"{visible(line)}\n" for line in lines)


def _shown(place: Place) -> str:
    return f"{place.path}:{place.line}: {place.text}" if place.text else f"{place.path}:{place.line}"


def _listed(lead: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield lead
        yield from (f"  {entry}" for entry in entries)


def _lead(found: Explanation) -> str:
    lead = _LEADS[found.subject]
    if found.subject != "bullet":
        return lead
    bullets = len({place.bullet for place in found.said_at})
    personas = len({place.persona for place in found.said_at})
    return f"{lead} {_count(bullets, 'bullet')} of {_count(personas, 'persona')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _sources(places: Sequence[SaidAt]) -> list[str]:
    widest = max((len(place.relation) for place in places), default=0)
    return [f"{place.relation:{widest}}  {_source(place)}".lstrip() for place in places]


def _source(place: SaidAt) -> str:
    last = f"-{place.end_line}" if place.end_line > place.line else ""
    text = f": {place.text}" if place.text else ""
    because = f" ({place.because})" if place.because else ""
    return f"{place.path}:{place.line}{last}{text}{because}"


def _because(why: Why, *, verbose: bool) -> Iterator[str]:
    pairs = why.pairs if verbose else _strongest(why.pairs)
    yield f"because these {why.members} say the same (cohesion {why.cohesion:.2f})" + _of(pairs, why.pairs)
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


def _of(shown: Sequence[Reason], pairs: Sequence[Reason]) -> str:
    return "" if len(shown) == len(pairs) else f"; the strongest of {len(pairs)} pairs, -v shows all"
