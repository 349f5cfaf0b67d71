from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from tools.cut_vocabulary import kept_pieces, main

WORDS = [
    "[PAD]",
    "[unused0]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "zebra",
    "agent",
    "a",
    "##b",
    "file",
    "\u4e2d",
]


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    path = tmp_path / "base.json"
    vocabulary = {piece: number for number, piece in enumerate(WORDS)}
    special = {"[CLS]": 3, "[SEP]": 4}
    path.write_text(
        json.dumps(
            {
                "version": "1.0",
                "truncation": {
                    "direction": "Right",
                    "max_length": 8,
                    "strategy": "LongestFirst",
                    "stride": 0,
                },
                "padding": None,
                "added_tokens": [
                    {"id": number, "content": piece, "single_word": False, "lstrip": False, "rstrip": False}
                    | {"normalized": False, "special": True}
                    for piece, number in special.items()
                ],
                "normalizer": {"type": "Lowercase"},
                "pre_tokenizer": {"type": "Whitespace"},
                "post_processor": {
                    "type": "TemplateProcessing",
                    "single": [
                        {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                        {"Sequence": {"id": "A", "type_id": 0}},
                        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
                    ],
                    "pair": [
                        {"Sequence": {"id": "A", "type_id": 0}},
                        {"Sequence": {"id": "B", "type_id": 1}},
                    ],
                    "special_tokens": {
                        piece: {"id": piece, "ids": [number], "tokens": [piece]}
                        for piece, number in special.items()
                    },
                },
                "decoder": None,
                "model": {
                    "type": "WordPiece",
                    "unk_token": "[UNK]",
                    "continuing_subword_prefix": "##",
                    "max_input_chars_per_word": 100,
                    "vocab": vocabulary,
                },
            }
        ),
        encoding="utf-8",
    )
    return path


def test_pieces_in_most_files_stay_and_keep_their_meaning(
    tokenizer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tokenizer.parent / "corpus"
    corpus.mkdir()
    for name, text in (
        ("a", b"file agent"),
        ("b", b"file zebra zebra"),
        ("c", b"agent file"),
        ("d", b"\xff"),
    ):
        (corpus / f"{name}.md").write_bytes(text)
    out = tokenizer.parent / "cut.json"
    assert main([str(tokenizer), str(corpus), str(out), "--size", "9"]) == 0
    cut = Tokenizer.from_file(str(out))
    assert list(cut.get_vocab()) != []
    assert cut.get_vocab_size() == 9
    assert cut.encode("agent file zebra ab").tokens == [
        "[CLS]",
        "agent",
        "file",
        "[UNK]",
        "a",
        "##b",
        "[SEP]",
    ]
    assert cut.encode("file " * 20).tokens.count("file") == 20  # no truncation any more
    output = capsys.readouterr()
    assert "9 pieces; the last one is in 2 files" in output.out
    assert "d.md: left out: not UTF-8" in output.err


def test_special_pieces_and_letters_always_stay() -> None:
    vocabulary = {piece: number for number, piece in enumerate(WORDS)}
    kept = kept_pieces(vocabulary, {6: 3}, 1)
    assert kept == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b"]
    assert kept_pieces(vocabulary, {6: 3}, 9)[7:] == ["zebra", "agent"]
