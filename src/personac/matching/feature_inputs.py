"""Bullets made ready for scoring: views of weighted units, as arrays aligned over all bullets.

Scoring compares tens of thousands of pairs, so what is known of a bullet is
worked out once: its text, what it is about (its head), where it stands, each
as words and as topics. A weight says how much a shared unit tells: rare at
large, rare here, no mere opening or closing word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from personac.matching.bullet_traits import Act, act_of, head_text, title_rows
from personac.matching.corpus_stats import Background
from personac.matching.fixed_point import Floats, Ints, on_grid, unit_length
from personac.matching.tokenizer import NEAR, Words, normal
from personac.model import Bullet

Rows = Sequence[tuple[str, ...]]
Weigh = Callable[[str, float], float]
_BLOCK = 4096  # bullets at once: bounds the memory
_CROWD = 0.15
_FEW = 20  # bullets; below this many, how often a word is said here tells little


@dataclass(frozen=True, eq=False)
class View:
    """One way to look at the bullets: which units each has, weighted."""

    units: NDArray[np.intc]  # rows of `vectors`, bullet by bullet in the order of the text, without repeats
    size: Ints  # how many of `units` each bullet has
    matrix: sparse.csr_matrix  # bullets x units, the weight of every unit that is there
    ones: sparse.csr_matrix  # the same, 1 for every unit
    mass: Floats  # sum of a bullet's weights
    norm: Floats  # length of a bullet's row
    mean: NDArray[np.float32]  # weighted mean vector of length 1; 0 where nothing is known


@dataclass(frozen=True, eq=False)
class Views:
    """All views of some bullets."""

    bullets: tuple[Bullet, ...]
    parents: tuple[str, ...]  # the text that a bullet is nested under, or an empty string
    acts: tuple[Act, ...]
    normals: tuple[str, ...]
    weight: Floats  # of units
    vectors: Floats  # of units; 0 where unknown
    text: View
    head: View
    context: View  # titles and parent
    topic: View  # text as topics, without filler
    topic_head: View
    title: View  # what the innermost title or the parent names, without filler; may be empty


def look(bullets: Sequence[Bullet], parents: Sequence[str], words: Words, background: Background) -> Views:
    """Look at the bullets; `parents` are the texts they are nested under."""
    texts = [words.units(b.text) or words.stems(b.text) for b in bullets]
    heads = [words.units(head_text(b)) or text for b, text in zip(bullets, texts, strict=True)]
    contexts = [
        words.units(" ".join((*b.section[-2:], parent))) for b, parent in zip(bullets, parents, strict=True)
    ]
    titles = title_rows(bullets, parents, texts, words)
    ones = _Ones()
    said = _Units(_names(texts, heads, contexts, titles), texts, _text_weight(background), ones)
    vectors = _vectors(background, said.names)
    topics_of = cache(words.topics)  # most heads are whole texts
    topics, topic_heads = [topics_of(text) for text in texts], [topics_of(head) for head in heads]
    named = _Units(_names(topics, topic_heads), topics, _topic_weight(background), ones)
    text, context, title = (said.view(rows, vectors) for rows in (texts, contexts, titles))
    return Views(
        tuple(bullets),
        tuple(parents),
        tuple(act_of(b) for b in bullets),
        tuple(normal(b.text) for b in bullets),
        said.weight,
        vectors,
        text,
        said.view(heads),
        context,
        named.view(topics),
        named.view(topic_heads),
        title,
    )


class _Ones:
    """As many ones as anybody asks for, in one array for all matrices that are made of them."""

    def __init__(self) -> None:
        self._all = np.ones(0)

    def of(self, count: int) -> Floats:
        if count > len(self._all):
            self._all = np.ones(count)
        return self._all[:count]


class _Units:
    """Units by number, each with its weight among the bullets of `counted`."""

    def __init__(self, names: tuple[str, ...], counted: Rows, weigh: Weigh, ones: _Ones) -> None:
        self.names = names
        self._ones = ones
        self._index = {name: at for at, name in enumerate(names)}
        count = Counter(chain.from_iterable(map(set, counted)))
        weights = [weigh(name, _crowd(count[name], len(counted))) for name in names]
        self.weight = on_grid(np.array(weights, dtype=np.float64))

    def view(self, rows: Rows, vectors: Floats | None = None) -> View:
        said = np.fromiter(map(self._index.__getitem__, chain.from_iterable(rows)), dtype=np.int64)
        width = len(self.names)
        key = np.repeat(np.arange(len(rows)), [len(row) for row in rows]) * width + said
        distinct, first = np.unique(key, return_index=True)
        bullet, columns = np.divmod(distinct, max(width, 1))
        size = np.bincount(bullet, minlength=len(rows))
        # Both matrices share what says where; 32 bits are enough for it.
        place, ends = columns.astype(np.intc), np.append(0, np.cumsum(size)).astype(np.intc)
        shape = (len(rows), width)
        matrix = sparse.csr_matrix((self.weight[columns], place, ends), shape=shape)
        ones = sparse.csr_matrix((self._ones.of(len(columns)), place, ends), shape=shape)
        norm = np.sqrt(ones @ (self.weight * self.weight))
        units = said[np.sort(first)].astype(np.intc)
        return View(units, size, matrix, ones, ones @ self.weight, norm, _means(matrix, vectors))


def _means(matrix: sparse.csr_matrix, vectors: Floats | None) -> NDArray[np.float32]:
    """Return the mean vectors of the rows, of length 1; of no length at all without `vectors`."""
    width = 0 if vectors is None else vectors.shape[1]
    means = np.zeros((matrix.shape[0], width), dtype=np.float32)  # holds all of the grid in [-1, 1]
    for start in range(0, len(means) if width else 0, _BLOCK):
        part = slice(start, start + _BLOCK)
        means[part] = unit_length(np.asarray(matrix[part] @ vectors))
    return means


def _names(*tables: Rows) -> tuple[str, ...]:
    return tuple(sorted(set(chain.from_iterable(chain.from_iterable(tables)))))


def _vectors(background: Background, names: Sequence[str]) -> Floats:
    width = background.vectors.shape[1]
    found = [background.vector(name) for name in names]
    rows = [np.zeros(width) if vector is None else vector for vector in found]
    return np.array(rows, dtype=np.float64).reshape(len(names), width)


def _crowd(count: int, total: int) -> float:
    """What is said on many lines here says less here."""
    share = max(count - 2, 0) / (total + _FEW)
    return float(max(count, 1) ** -_CROWD * (1 - share) ** 2)


def _text_weight(background: Background) -> Weigh:
    def weigh(unit: str, crowd: float) -> float:
        known = background.stats(unit)
        return max(known.idf - 2, 0.3) * (1 - 0.5 * max(known.first, known.last)) * crowd

    return weigh


def _topic_weight(background: Background) -> Weigh:
    return lambda topic, crowd: topic_idf(background, topic) * crowd


def topic_idf(background: Background, topic: str) -> float:
    """Return how rare a topic is at large: as its rarest word, moderately where none is known."""
    if not topic.startswith(NEAR):
        return max(background.stats(topic).idf - 2, 0.4)
    words = topic.removeprefix(NEAR).split("_")
    known = [background.stats(word).idf for word in words if word in background.index]
    return max(max(known, default=7.0) - 2, 0.4)
