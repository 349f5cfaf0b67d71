from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from numpy.typing import NDArray

from personac.matching.classifier import read_weights
from personac.matching.corpus_stats import UNSEEN, Background, checked, read_background, read_table


def _archive() -> bytes:
    arrays: dict[str, NDArray[np.generic]] = {
        "units": np.frombuffer(b"cach\nredi\ncach_miss", dtype=np.uint8),
        "vectors": np.array([[3, 4], [0, 2], [1, 0]], dtype=np.int8),
        "meta": np.array([9, 2, 1], dtype=np.int64),
        "idf": np.array([32, 64]),
        "spread": np.array([50, 50]),
        **{name: np.array([255, 0]) for name in ("first", "last", "topical", "proper")},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in arrays.items():
            held = io.BytesIO()
            np.save(held, values)
            archive.writestr(f"{name}.npy", held.getvalue())
    return out.getvalue()


def test_the_statistics_of_a_word() -> None:
    result = read_background(_archive())
    assert (result.stats("cach").idf, result.stats("redi").idf) == (2.0, 4.0)
    assert result.stats("cach_miss") is result.stats("never seen") is UNSEEN
    assert (result.is_name("cach"), result.is_name("redi"), result.is_name("x")) == (True, False, False)


def test_vectors_are_of_length_one_and_a_phrase_has_that_of_its_words() -> None:
    result = read_background(_archive())
    known = [result.vector(unit) for unit in ("cach", "redi_new", "cach_miss")]
    assert [v.round(3).tolist() for v in known if v is not None] == [[0.6, 0.8], [0, 1], [1, 0]]
    assert result.vector("x") is result.vector("x_y") is None


def test_the_data_of_the_package_has_words_but_no_text(background: Background) -> None:
    assert background.words > 3000
    assert max(len(unit.split("_")) for unit in background.index) <= 8
    assert background.stats("test").idf < background.stats("kubernet").idf
    assert background.is_name("kubernet")


def test_data_of_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'personac-guards/9'"):
        read_table("guards.toml", "personac-guards/9")
    with pytest.raises(ValueError, match="the schema is None"):
        read_weights("")
    assert checked('schema = "a/1"', "a/1") == {"schema": "a/1"}
