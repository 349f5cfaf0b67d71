from __future__ import annotations

import sys

import pytest

from personac.diagnostics.model import PersonacError
from personac.tokens import counter as module
from personac.tokens.counter import counter
from personac.tokens.encodings import is_installed


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_installed", lambda: False)
    monkeypatch.setitem(sys.modules, "rs_bpe", None)
    monkeypatch.setitem(sys.modules, "rs_bpe.bpe", None)


def test_the_estimate_is_rounded_up() -> None:
    found = counter("estimate")
    assert (found.name, found.count(""), found.count("word"), found.weigh("word")) == ("estimate", 0, 2, 103)


@pytest.mark.usefixtures("nothing_installed")
def test_auto_estimates_where_nothing_is_installed() -> None:
    assert counter("auto").name == "estimate"


@pytest.mark.usefixtures("nothing_installed")
def test_a_named_tokenizer_has_to_be_installed() -> None:
    with pytest.raises(PersonacError) as caught:
        counter("cl100k_base")
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == ("PC434", "rules")
    assert "cl100k_base is not installed" in found.message
    assert "pip install" in found.hint


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install personac[tokens]")
def test_auto_counts_where_it_can() -> None:
    found = counter("auto")
    assert (found.name, found.count("word word"), found.weigh("word word")) == ("o200k_base", 2, 200)
