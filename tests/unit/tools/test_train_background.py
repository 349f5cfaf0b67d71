from __future__ import annotations

import random
from pathlib import Path

import pytest

from personac.matching.corpus_stats import read_background
from personac.matching.tokenizer import Words
from tools.corpus import read_corpus
from tools.train_background import main, pack, train

SYLLABLES = [f"{a}{b}" for a in "bdfgklmnprtvz" for b in "aiou"]
WORDS = [f"{a}{b}k" for a in SYLLABLES[:12] for b in SYLLABLES[:12]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four repositories of made-up words, a few of which keep together."""
    rng = random.Random(3)  # noqa: S311 - the same corpus each time
    for repository in "wxyz":
        path = tmp_path / repository / "agents" / "a.md"
        path.parent.mkdir(parents=True)
        topics = [rng.sample(WORDS, 12) for _ in range(30)]
        sections = [
            f"## {words[0]}\n" + "".join(f"- {_line(rng, words)}\n" for _ in range(9)) for words in topics
        ]
        path.write_text("---\nname: a\n---\n" + "\n".join(sections), encoding="utf-8")
    return tmp_path


def _line(rng: random.Random, words: list[str]) -> str:
    return " ".join([*rng.sample(words, 4), "Golden gate" if rng.random() < 0.3 else "plain"])


def test_the_same_files_give_the_same_bytes_for_the_matcher(folder: Path) -> None:
    one, other = (pack(train(read_corpus([folder], words), words)) for words in (Words(), Words()))
    assert one == other
    background = read_background(one)
    assert background.words > 100
    assert any(" " in unit for unit in background.index)
    assert background.stats("plain").last > background.stats(WORDS[0]).last
    assert background.vector(WORDS[0]) is not None


def test_repeated_texts_count_once_and_binary_files_are_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_corpus([folder], Words())
    (folder / "w" / "copy.md").write_bytes((folder / "w" / "agents" / "a.md").read_bytes())
    (folder / "w" / "broken.md").write_bytes(b"- \xff\n")
    after = read_corpus([folder], Words())
    assert after.lines == before.lines
    assert after.files == before.files + 2
    assert "broken.md: left out: byte 2" in capsys.readouterr().err


def test_the_amount_of_data_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out.npz"
    assert main([str(out), str(folder)]) == 0
    assert out.stat().st_size > 1000
    assert "in 4 files" in capsys.readouterr().out


def test_too_little_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "out.npz"), str(folder / "w")]) == 1
    assert "too few to learn from; add folders" in capsys.readouterr().err
    assert not (folder / "out.npz").exists()
