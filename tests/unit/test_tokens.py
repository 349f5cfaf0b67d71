from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac import tokens as module
from personac.diagnostics.diagnostic import PersonacError
from personac.tokens import HUNDRED, Encoding, counter, encoder, is_installed, weigh

needs_rs_bpe = pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install -e '.[tokens]'")


@needs_rs_bpe
@pytest.mark.parametrize("encoding", get_args(Encoding))
def test_counts_without_the_network(encoding: Encoding, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    count = encoder(encoding)
    assert count("") == 0
    assert count("Hello, world! This is a pure Python BPE.") == 12


@needs_rs_bpe
def test_special_tokens_are_ordinary_text() -> None:
    assert encoder("o200k_base")("<|endoftext|>") > 1


@needs_rs_bpe
def test_the_encodings_differ() -> None:
    text = "\u706f\u53f0\u5b88 keeps the light"
    assert encoder("o200k_base")(text) != encoder("cl100k_base")(text)


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_installed", lambda: False)
    monkeypatch.setitem(sys.modules, "rs_bpe", None)
    monkeypatch.setitem(sys.modules, "rs_bpe.bpe", None)


def test_the_estimate_is_rounded_up() -> None:
    estimate = counter("estimate")
    sizes = (estimate.count(""), estimate.count("word"), estimate.weigh("word"))
    assert (estimate.name, *sizes) == ("estimate", 0, 2, 103)


@pytest.mark.usefixtures("nothing_installed")
def test_auto_is_the_estimate_without_rs_bpe() -> None:
    assert counter("auto").name == "estimate"


@pytest.mark.usefixtures("nothing_installed")
def test_a_named_tokenizer_must_be_installed() -> None:
    with pytest.raises(PersonacError) as caught:
        counter("cl100k_base")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC434", "rules")
    assert "cl100k_base is not installed" in diagnostic.message
    assert "pip install" in diagnostic.hint


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install -e '.[tokens]'")
def test_auto_uses_an_encoding_if_installed() -> None:
    auto = counter("auto")
    assert (auto.name, auto.count("word word"), auto.weigh("word word")) == ("o200k_base", 2, 200)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("", 0),
        ("word", 103),
        ("word word", 206),
        ("measured", 107),
        ("camelCase", 206),
        ("123", 160),
        ("1234", 320),
        ("...", 76 + 2 * 31),
        ("a\n", 205),
        ("a\n\n  \n", 205),
        ("\u4e0d", 70),
    ],
)
def test_weights(text: str, hundredths: int) -> None:
    assert weigh(text) == hundredths


@given(st.lists(st.text(alphabet="ab1.- \u00e9", min_size=1).filter(lambda t: t == t.strip())))
def test_the_estimate_is_additive_over_lines(lines: list[str]) -> None:
    assert weigh("".join(f"{line}\n" for line in lines)) == sum(weigh(f"{line}\n") for line in lines)


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install -e '.[tokens]'")
@pytest.mark.parametrize("encoding", get_args(Encoding))
def test_the_estimate_is_close_to_the_count_of_real_agents(shared: Path, encoding: str) -> None:
    count = encoder(encoding)  # type: ignore[arg-type]
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "wild").rglob("*.md"))]
    errors = sorted(abs(weigh(text) / HUNDRED / count(text) - 1) for text in texts)
    assert errors[len(errors) // 2] < 0.02
    assert errors[int(len(errors) * 0.95)] < 0.06
