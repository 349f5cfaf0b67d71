"""Reads pairs that are labelled one by one: hard pairs, real pairs, and those of tools/labels.

Hard and real pairs are those of the measuring data (../shared/gold/pairs). The real pairs of tools/labels are
only places in a corpus of public repositories; their texts are read from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract
from personac.matching.prepared_bullets import Knowledge
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse
from tools.folds import block_of_real_pair
from tools.judge_rows import ALWAYS, Row, make_side

SAME, COVERS, DIFFERENT = "same", "covers", "diff"
# What a label counts as. `unsure` counts as nothing. Where one labelling said `covers`, a second one said
# `same` in a good half of the cases.
_TARGETS = {SAME: 1.0, COVERS: 0.55, DIFFERENT: 0.0}
_HARD, _REAL, _WRITTEN = 1.0, 1.5, 0.9  # weights of rows; real pairs are what the judge reads
_OWN_REAL = {SAME: 1.2, COVERS: 0.7, DIFFERENT: 1.2}

_Texts = dict[int, tuple[str, str]]  # scope and text of the bullet of a line


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of a file: both texts with the headings above them; unknown keys are ignored."""

    a: str
    b: str
    scope_a: str
    scope_b: str
    id: str = ""
    kind: str = ""
    label: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the corpus."""

    path: str
    line: int


def hard_rows(folder: Path, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the hard pairs of `folder`; each file p1.jsonl, p2.jsonl, … is a fold."""
    for fold, path in enumerate(sorted(folder.glob("p*.jsonl"))):
        for pair in read_pairs(path):
            yield _row(pair, knowledge, ("hard", path.stem, fold), (float(pair.same), _HARD))


def real_rows(folder: Path, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the real pairs of `folder` that are the same or different."""
    for pair in read_pairs(folder / "real.jsonl"):
        if pair.label in {SAME, DIFFERENT}:
            block, fold = block_of_real_pair(pair.id)
            yield _row(pair, knowledge, ("real", block, fold), (_TARGETS[pair.label], _REAL))


def written_rows(labels: Path, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the written pairs of tools/labels."""
    for pair in read_pairs(labels / "written_pairs.jsonl"):
        yield _row(pair, knowledge, ("own written", "", ALWAYS), (float(pair.same), _WRITTEN))


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs, one a line. Raises `msgspec.DecodeError` if a line is none."""
    decoder = msgspec.json.Decoder(Pair)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]


def _row(pair: Pair, knowledge: Knowledge, origin: tuple[str, str, int], target: tuple[float, float]) -> Row:
    sides = ((pair.scope_a, pair.a), (pair.scope_b, pair.b))
    left, right = sorted(make_side(scope, text, knowledge.quantities) for scope, text in sides)
    source, block, fold = origin
    return Row(source, block, fold, pair.kind, left, right, *target)


def own_real_rows(labels: Path, corpus: Path, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the real pairs of tools/labels, with the texts of the files of `corpus`.

    Raises `OSError` if a file is missing, and `LookupError` if a line is no bullet: it is another corpus.
    """
    files: dict[str, _Texts] = {}
    for one, other, label in read_places(labels / "real_pairs.tsv"):
        if label not in _OWN_REAL:
            continue
        for place in (one, other):
            if place.path not in files:
                files[place.path] = _texts_by_line(corpus, place.path, knowledge)
        texts = (_text_at(files, place) for place in (one, other))
        left, right = sorted(make_side(*text, knowledge.quantities) for text in texts)
        yield Row("own real", "", ALWAYS, "", left, right, _TARGETS[label], _OWN_REAL[label])


def read_places(path: Path) -> Iterator[tuple[Place, Place, str]]:
    """Yield two places and their label for each line `path:line<TAB>path:line<TAB>label`."""
    for line in path.read_text("utf-8").splitlines():
        one, other, label = line.split("\t")
        yield _place(one), _place(other), label


def _place(text: str) -> Place:
    path, _, line = text.rpartition(":")
    return Place(path, int(line))


def _text_at(files: Mapping[str, _Texts], place: Place) -> tuple[str, str]:
    try:
        return files[place.path][place.line]
    except KeyError:
        message = f"{place.path}:{place.line}: no bullet begins here"
        raise LookupError(message) from None


def _texts_by_line(corpus: Path, path: str, knowledge: Knowledge) -> _Texts:
    """Return scopes and texts of the bullets of a file by their lines; of a line the first bullet counts."""
    persona, _ = parse(Source(path, (corpus / path).read_bytes()), "corpus")
    bullets = extract(persona, Normaliser(Vocabulary.from_groups(())))
    texts: _Texts = {}
    for bullet, scope in zip(bullets, knowledge.scopes.read_all(bullets), strict=True):
        texts.setdefault(bullet.line, (scope.text, bullet.text))
    return texts
