from __future__ import annotations

import hashlib
import random
import tarfile
from collections import defaultdict, deque
from pathlib import Path

import pytest

from bench.scan.agent_files import AgentFile, agent_file, read_files
from bench.scan.growing import Growth, grow, renamed, with_text
from bench.scan.rewording import WORD, Wording
from bench.scan.shares import Shares, near_pairs, similarity
from bench.scan_corpus import compare, main, make, unpacked, write

TEXT = """---
name: gardener
description: Grows plants in small rooms
---
# Gardener

Water the plants with care and look at each leaf.

- Water each pot in the early morning hours
- Turn the pots toward the light of the window
1. Count the pots before you leave the room

```bash
- not an item
```

## At the end

- Close the window of the room at night
"""
BOILERPLATE = "- Ask before you do anything that cannot be undone"


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret


def corpus(count: int) -> list[AgentFile]:
    """Return files of `count` trades, all with one line of boilerplate."""
    syllables = ("ba", "de", "fi", "go", "hu", "la", "me", "ni", "po", "ru")
    chance = dice(0)
    files = []
    for number in range(count):
        lines = [" ".join("".join(chance.choices(syllables, k=3)) for _ in range(9)) for _ in range(20)]
        items = "\n".join(f"- {line}" for line in lines)
        files.append(agent_file(f"trade-{number}", f"---\nname: t{number}\n---\n{items}\n{BOILERPLATE}\n"))
    return files


def test_a_file_is_front_matter_lines_and_items_outside_code() -> None:
    file = agent_file("gardener", TEXT)
    assert file.text == TEXT
    assert file.front[1] == "name: gardener"
    assert [file.lines[number][:8] for number in file.items] == [
        "- Water ",
        "- Turn t",
        "1. Count",
        "- Close ",
    ]
    assert agent_file("plain", "- one\n").items == (0,)


def test_a_file_is_cut_before_the_item_that_is_too_many() -> None:
    file = agent_file("gardener", TEXT)
    assert len(file.until_item(2).items) == 2
    assert file.until_item(2).text.endswith("window\n")
    assert file.until_item(9) is file


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "note.txt"):
        (tmp_path / name).write_text("- item\n")
    assert [file.name for file in read_files([tmp_path, tmp_path])] == ["a", "b", "a", "b"]


def test_a_line_said_anew_keeps_its_form_and_loses_its_words() -> None:
    wording = Wording.of([file.lines for file in corpus(20)], 99)
    line = "Water **each pot**: in the early morning hours (at 6)"
    said = [wording.anew(line, dice(seed)) for seed in range(50)]
    assert all(WORD.sub("w", one) == WORD.sub("w", line) for one in said)
    shared = [similarity(frozenset(WORD.findall(line)), frozenset(WORD.findall(one))) for one in said]
    assert max(shared) < 0.7
    assert not set(wording.anew("Water pots", dice(3)).split()) & {"Water", "pots"}


def test_an_edited_line_is_a_near_copy() -> None:
    wording = Wording.of([file.lines for file in corpus(20)], 99)
    line = "Turn the pots toward the light of the window every single day"
    words = frozenset(line.split())
    said = {wording.edited(line, dice(seed)) for seed in range(50)}
    assert len(said) > 10
    assert min(similarity(words, frozenset(one.split())) for one in said) >= 0.7
    assert wording.edited("---", dice(0)) == "---"


def test_lines_of_many_files_and_structure_stay() -> None:
    wording = Wording.of([file.lines for file in corpus(3)], 3)
    assert wording.boilerplate == [BOILERPLATE]
    assert all(wording.is_kept(line) for line in ("", BOILERPLATE, "```bash", "<rules>"))
    assert not wording.is_kept("- A line of one file")


def test_copies_and_drifted_copies_are_made_of_recent_files() -> None:
    made = list(grow(corpus(30), 30 * 21 * 8, seed=1))
    names = defaultdict[tuple[str, ...], list[str]](list)
    for file in made[:-1]:
        names[tuple(file.lines)].append(file.name)
    copies = sum(len(of_one) - 1 for of_one in names.values())
    assert 0.05 * len(made) < copies < 0.2 * len(made)
    assert all(len(of_one) == len(set(of_one)) for of_one in names.values())


def test_a_drifted_copy_says_most_of_the_same_under_one_name() -> None:
    files = corpus(20)
    growth = Growth(Wording.of([file.lines for file in files], 99), dice(1), deque(files))
    drifted = growth.drifted(files[0])
    kept = set(files[0].lines) & set(drifted.lines)
    assert drifted.name == files[0].name
    assert len(files[0].lines) / 2 < len(kept) < len(files[0].lines)


def test_the_same_seed_gives_the_same_files_and_exactly_so_many_items() -> None:
    files = corpus(12)
    texts, again, other = ([f.text for f in grow(files, 1_000, seed)] for seed in (5, 5, 6))
    assert texts == again != other
    assert sum(len(file.items) for file in grow(files, 1_000, 5)) == 1_000
    assert sum(len(file.items) for file in grow(files, 3, 5)) == 3


def test_boilerplate_grows_with_the_corpus_and_other_lines_do_not() -> None:
    files = list(grow(corpus(40), 40 * 21 * 5, seed=2))
    having = sum(BOILERPLATE in file.lines for file in files)
    assert having > 0.8 * len(files)
    shares = Shares.of([[file.lines[item] for item in file.items] for file in files])
    assert shares.lines == 40 * 21 * 5
    assert 0.05 < shares.repeated[0] < 0.6
    assert 0 < shares.near < 0.3
    assert "items" in str(shares)


def test_near_pairs_are_those_of_all_pairs() -> None:
    chance = dice(4)
    sets = [frozenset(chance.sample(range(12), chance.randint(1, 8))) for _ in range(150)]
    words = [frozenset(map(str, one)) for one in sets]
    found = {tuple(sorted(pair)) for pair in near_pairs(words, 0.7)}
    pairs = ((one, other) for one in range(150) for other in range(one + 1, 150))
    assert found == {(a, b) for a, b in pairs if similarity(words[a], words[b]) >= 0.7 - 1e-9}
    assert len(found) > 20


def test_an_archive_becomes_folders_of_a_thousand_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "corpus" / "owner__name"
    source.mkdir(parents=True)
    for file in corpus(4):
        (source / f"{file.name}.md").write_text(file.text)
    archive = tmp_path / "corpus.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tmp_path / "corpus", "corpus")
    assert main(["500", str(tmp_path / "one"), "--corpus", str(archive)]) == 0
    assert "500 list items" in capsys.readouterr().out
    make(500, tmp_path / "two", 1, source)
    one, two = (digest(tmp_path / name) for name in ("one", "two"))
    assert one == two
    with unpacked(archive) as folder:
        assert len(list(folder.rglob("*.md"))) == 4
    assert main(["200", "none", "--corpus", str(source), "--shares"]) == 0
    assert "near" in capsys.readouterr().out


def test_a_folder_has_a_thousand_files(tmp_path: Path) -> None:
    file = agent_file("a", "- x\n")
    assert write([file] * 1_001, tmp_path) == (1_001, 1_001)
    assert [len(list(folder.iterdir())) for folder in sorted(tmp_path.iterdir())] == [1_000, 1]


def test_parts_of_a_stream_are_compared() -> None:
    lines = list(compare(grow(corpus(10), 10 * 21 * 3, 1), 10))
    assert lines[0].startswith("files 1 to 10: 210 items")
    assert len(lines) >= 2


def test_names_and_texts_are_exchanged() -> None:
    assert renamed(["---", "name: a", "model: b"], "c") == ["---", "name: c", "model: b"]
    assert with_text("  - one", "3. two") == "  - two"


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.md")):
        found.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return found.hexdigest()
