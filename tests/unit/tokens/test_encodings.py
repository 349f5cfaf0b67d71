from __future__ import annotations

import socket

import pytest

from personac.tokens.encodings import ENCODINGS, Encoding, encoder, is_installed

needs_rs_bpe = pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install personac[tokens]")


@needs_rs_bpe
@pytest.mark.parametrize("encoding", ENCODINGS)
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
