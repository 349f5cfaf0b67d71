"""Bullets as arrays of weighted units, from which features of pairs are computed.

Tens of thousands of pairs are compared, so everything that concerns one bullet is computed once: its text,
its head and its titles, as words and as topics. The weight of a unit is high if it is rare in agent files
and in these bullets, and does not merely open or close lines.
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
from personac.matching.number_grid import Floats, Ints, on_grid, unit_length
from personac.matching.tokenizer import NEAR, Words, normal
from personac.model import Bullet

Rows = Sequence[tuple[str, ...]]
Weigh = Callable[[str, float], float]
_BLOCK = 4096  # bullets at once: bounds the memory
_CROWD = 0.15
_FEW = 20  # bullets; in fewer, the frequency of a word is not significant


@dataclass(frozen=True, eq=False)
class View:
    """One representation of the bullets: the weighted units of each."""

    units: NDArray[np.intc]  # rows of `vectors`, bullet by bullet in the order of the text, distinct
    size: Ints  # number of `units` of each bullet
    matrix: sparse.csr_matrix  # bullets x units: the weights
    ones: sparse.csr_matrix  # the same, 1 for every unit
    mass: Floats  # sum of a bullet's weights
    norm: Floats  # length of a bullet's row
    mean: NDArray[np.float32]  # weighted mean vector of length 1; 0 if no unit has a vector


@dataclass(frozen=True, eq=False)
class Views:
    """All representations of some bullets."""

    bullets: tuple[Bullet, ...]
    parents: tuple[str, ...]  # the text of the parent, or an empty string
    acts: tuple[Act, ...]
    normals: tuple[str, ...]
    weight: Floats  # of units
    vectors: Floats  # of units; 0 if unknown
    text: View
    head: View
    context: View  # titles and parent
    topic: View  # topics of the text, without filler
    topic_head: View
    title: View  # the innermost title or the parent, without filler; may be empty


def make_views(
    bullets: Sequence[Bullet], parents: Sequence[str], words: Words, background: Background
) -> Views:
    """Return the views of the bullets; `parents` are the texts of their parents."""
    texts = [words.units(b.text) or words.stems(b.text) for b in bullets]
    heads = [words.units(head_text(b)) or text for b, text in zip(bullets, texts, strict=True)]
    contexts = [
        words.units(" ".join((*b.section[-2:], parent))) for b, parent in zip(bullets, parents, strict=True)
    ]
    titles = title_rows(bullets, parents, texts, words)
    topics_of = cache(words.topics)  # most heads are whole texts
    topics, topic_heads = [topics_of(text) for text in texts], [topics_of(head) for head in heads]
    ones = np.ones(max(sum(map(len, rows)) for rows in (texts, heads, contexts, titles, topics, topic_heads)))
    units = _Units(_names(texts, heads, contexts, titles), texts, _text_weight(background), ones)
    topic_units = _Units(_names(topics, topic_heads), topics, _topic_weight(background), ones)
    vectors = _vectors(background, units.names)
    text, context, title = (units.view(rows, vectors) for rows in (texts, contexts, titles))
    return Views(
        tuple(bullets),
        tuple(parents),
        tuple(act_of(b) for b in bullets),
        tuple(normal(b.text) for b in bullets),
        units.weight,
        vectors,
        text,
        units.view(heads),
        context,
        topic_units.view(topics),
        topic_units.view(topic_heads),
        title,
    )


class _Units:
    """Numbered units with their weights among the bullets of `counted`; all matrices share `ones`."""

    def __init__(self, names: tuple[str, ...], counted: Rows, weigh: Weigh, ones: Floats) -> None:
        self.names = names
        self._ones = ones
        self._index = {name: at for at, name in enumerate(names)}
        count = Counter(chain.from_iterable(map(set, counted)))
        weights = [weigh(name, _crowd(count[name], len(counted))) for name in names]
        self.weight = on_grid(np.array(weights, dtype=np.float64))

    def view(self, rows: Rows, vectors: Floats | None = None) -> View:
        numbers = np.fromiter(map(self._index.__getitem__, chain.from_iterable(rows)), dtype=np.int64)
        width = len(self.names)
        key = np.repeat(np.arange(len(rows)), [len(row) for row in rows]) * width + numbers
        distinct, first = np.unique(key, return_index=True)
        bullet, columns = np.divmod(distinct, max(width, 1))
        size = np.bincount(bullet, minlength=len(rows))
        # Both matrices share their structure, for which 32 bits are enough.
        place, ends = columns.astype(np.intc), np.append(0, np.cumsum(size)).astype(np.intc)
        shape = (len(rows), width)
        matrix = sparse.csr_matrix((self.weight[columns], place, ends), shape=shape)
        ones = sparse.csr_matrix((self._ones[: len(columns)], place, ends), shape=shape)
        norm = np.sqrt(ones @ (self.weight * self.weight))
        units = numbers[np.sort(first)].astype(np.intc)
        return View(units, size, matrix, ones, ones @ self.weight, norm, _means(matrix, vectors))


def _means(matrix: sparse.csr_matrix, vectors: Floats | None) -> NDArray[np.float32]:
    """Return the mean vectors of the rows, of length 1; without `vectors` they have no dimensions."""
    width = 0 if vectors is None else vectors.shape[1]
    means = np.zeros((matrix.shape[0], width), dtype=np.float32)  # exact for numbers of the grid in [-1, 1]
    for start in range(0, len(means) if width else 0, _BLOCK):
        part = slice(start, start + _BLOCK)
        means[part] = unit_length(np.asarray(matrix[part] @ vectors))
    return means


def _names(*tables: Rows) -> tuple[str, ...]:
    return tuple(sorted(set(chain.from_iterable(chain.from_iterable(tables)))))


def _vectors(background: Background, names: Sequence[str]) -> Floats:
    width = background.vectors.shape[1]
    known = map(background.vector, names)
    rows = [np.zeros(width) if vector is None else vector for vector in known]
    return np.array(rows, dtype=np.float64).reshape(len(names), width)


def _crowd(count: int, total: int) -> float:
    """Return a factor that falls with the number of bullets that contain a unit."""
    share = max(count - 2, 0) / (total + _FEW)
    return float(max(count, 1) ** -_CROWD * (1 - share) ** 2)


def _text_weight(background: Background) -> Weigh:
    def weigh(unit: str, crowd: float) -> float:
        stats = background.stats(unit)
        return max(stats.idf - 2, 0.3) * (1 - 0.5 * max(stats.first, stats.last)) * crowd

    return weigh


def _topic_weight(background: Background) -> Weigh:
    return lambda topic, crowd: topic_idf(background, topic) * crowd


def topic_idf(background: Background, topic: str) -> float:
    """Return the rarity of a topic in agent files: that of its rarest word, or a medium value if unknown."""
    if not topic.startswith(NEAR):
        return max(background.stats(topic).idf - 2, 0.4)
    words = topic.removeprefix(NEAR).split("_")
    known = [background.stats(word).idf for word in words if word in background.index]
    return max(max(known, default=7.0) - 2, 0.4)
