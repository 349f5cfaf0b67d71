"""Finds the personas that decisions name, after files were renamed, swapped, or written anew.

The texts of decisions are what tells: a persona that most of them left for one other has been renamed to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from personac.matching.bullet_index import BulletIndex
from personac.matching.copies import Key
from personac.model.decision_format import NamedBullet

RENAMED = 0.6
"""Share of the texts and titles of a persona that another one has, which has its new name."""
KNOWN = 0.5
"""Share of these that a persona still has; one with fewer may be another."""
_CERTAIN = 3  # texts more than those that stayed, after which a persona of the same name is another


class Home(NamedTuple):
    """The persona that has the texts now, and whether this is certain enough to look for edited ones."""

    persona: str
    is_certain: bool


def homes_of(named: Iterable[NamedBullet], index: BulletIndex) -> Mapping[str, Home]:
    """Return for each persona of decisions where it is now; those that are gone are missing."""
    traces = _traces(named, index)
    best = {persona: _best(persona, trace) for persona, trace in traces.items()}
    homes = {persona: _home(persona, traces, best) for persona in sorted(traces)}
    claims = Counter(home.persona for home in homes.values() if home)
    return {
        persona: home
        for persona, home in homes.items()
        if home and (claims[home.persona] == 1 or home.persona == persona)
    }


@dataclass(frozen=True, slots=True)
class _Trace:
    """How many texts, and texts and titles, of a persona are in each persona now, and how many it had.

    `own_share` is the share of those that it has, of all that no other persona has.
    """

    texts: Counter[str]
    all: Counter[str]
    size: int
    exists: bool
    own_share: float

    def share(self, persona: str) -> float:
        return self.all[persona] / max(self.size, 1)


def _traces(named: Iterable[NamedBullet], index: BulletIndex) -> Mapping[str, _Trace]:
    texts: dict[str, set[Key]] = defaultdict(set)
    titles: dict[str, set[Key]] = defaultdict(set)
    for one in named:
        texts[one.persona].add(index.key(one.text))
        titles[one.persona].update(map(index.key, one.under))
    found: dict[str, _Trace] = {}
    for persona, own in texts.items():
        counts = Counter(where for key in own for where in index.personas_with.get(key, ()))
        above = Counter(where for key in titles[persona] for where in index.personas_under.get(key, ()))
        size = len(own) + len(titles[persona])
        places = [index.personas_with.get(key, ()) for key in own]
        places += [index.personas_under.get(key, ()) for key in titles[persona]]
        single = [where for where in places if set(where) <= {persona}]
        own_share = sum(map(bool, single)) / max(len(single), 1)
        found[persona] = _Trace(counts, counts + above, size, persona in index.by_words, own_share)
    return found


def _best(persona: str, trace: _Trace) -> str:
    """Return the persona with most of the texts, if one has: the own one of several."""
    ranked = sorted((-count, -trace.all[name], name != persona, name) for name, count in trace.texts.items())
    if not ranked:
        return persona if trace.exists else ""
    is_clear = len(ranked) == 1 or ranked[0][:3] < ranked[1][:3]
    return ranked[0][3] if is_clear else ""


def _home(persona: str, traces: Mapping[str, _Trace], best: Mapping[str, str]) -> Home | None:
    trace, other = traces[persona], best[persona]
    share = trace.share(persona)
    stays = Home(persona, is_certain=trace.own_share >= KNOWN) if trace.exists else None
    if other in {"", persona} or best.get(other) == other:  # nothing has more, or what has is itself
        return stays
    rivals = (name for name in trace.texts if name not in {persona, other} and best.get(name) != name)
    is_moved = trace.share(other) >= RENAMED and not any(trace.share(name) >= KNOWN for name in rivals)
    if stays is None:
        return Home(other, is_certain=True) if is_moved else None
    gain = trace.texts[other] - trace.texts[persona]
    is_swapped = best.get(other) == persona
    is_another = share < KNOWN and (bool(best.get(other)) or gain >= _CERTAIN)
    if gain > 0 and is_moved and (is_swapped or is_another):
        return Home(other, is_certain=True)
    return stays if share >= KNOWN else Home(persona, is_certain=False)
