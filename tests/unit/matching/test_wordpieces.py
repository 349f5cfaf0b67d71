"""Word pieces, and the vectors made of them, with the data of the package."""

from __future__ import annotations

import numpy as np
import pytest

from personac.matching.wordpieces import WordPieces, judge_bytes, unmarked


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[ ] **Trim** the `wick`", "Trim the wick"),
        ("[x] # Trim   the\twick ", "Trim the wick"),
        ("a [x] stays", "a [x] stays"),
        ("", ""),
    ],
)
def test_marks_and_blanks_are_not_read(text: str, plain: str) -> None:
    assert unmarked(text) == plain


def test_a_text_has_the_same_pieces_alone_and_among_others(pieces: WordPieces) -> None:
    texts = ["Trim the wick", "", "Trim the wick daily"]
    together = pieces.ids(texts)
    assert together == [pieces.ids([text])[0] for text in texts]
    assert together[1] == []
    assert together[2][: len(together[0])] == together[0]
    assert pieces.ids([]) == []


def test_any_script_has_pieces(pieces: WordPieces) -> None:
    assert all(pieces.ids(["Лампа", "ランプ", "مصباح", "\u2192", "😀"]))


def test_special_pieces_are_no_part_of_texts(pieces: WordPieces) -> None:
    start, end = pieces.special("[CLS]"), pieces.special("[SEP]")
    assert start != end
    assert {start, end}.isdisjoint(pieces.ids(["Trim the wick"])[0])
    with pytest.raises(KeyError):
        pieces.special("[WICK]")


def test_only_the_beginning_of_a_long_text_is_read(pieces: WordPieces) -> None:
    text = "wick " * 400  # 2,000 characters
    assert pieces.ids([text + "lamp"]) == pieces.ids([text])


def test_vectors_have_length_1_and_do_not_depend_on_marks_order_or_neighbours(pieces: WordPieces) -> None:
    vectors = pieces.vectors(["trim the wick", "the *wick* trim", "oil the lamp", ""])
    assert np.allclose((vectors[:3] ** 2).sum(axis=1), 1, atol=1e-3)
    assert vectors[0].tolist() == vectors[1].tolist() == pieces.vectors(["trim the wick"])[0].tolist()
    assert not vectors[3].any()
    assert pieces.vectors([]).shape == (0, vectors.shape[1])


def test_texts_of_one_meaning_are_nearer_than_others(pieces: WordPieces) -> None:
    error, failure, tea = pieces.vectors(["log every error", "record all failures", "serve green tea"])
    assert error @ failure > error @ tea


def test_data_of_the_judge_is_in_the_package() -> None:
    assert b"\nschema" in judge_bytes("judge.toml")
    with pytest.raises(FileNotFoundError):
        judge_bytes("wick.toml")
