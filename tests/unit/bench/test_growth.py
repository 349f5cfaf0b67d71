from __future__ import annotations

import json
import tarfile
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from bench.timing.grouping import write_grouped
from bench.timing.growth import SYNTHETIC, Grown, grow, persona_files, write
from bench.timing.substitution import Text
from personac.model import Bullet


def grown(*sizes: int) -> list[Grown]:
    return list(grow(persona_files(SYNTHETIC), sizes))


def test_sizes_are_met_exactly_with_distinct_texts() -> None:
    for size, made in zip((50, 400, 2_000), grown(2_000, 50, 400), strict=True):
        assert len({bullet.text for bullet in made.bullets}) == len(made.bullets) == size


def test_a_size_is_a_part_of_every_larger_one_and_always_the_same() -> None:
    small, large = grown(50, 400)
    assert large.bullets[:50] == small.bullets
    assert large.files[: len(small.files)] == small.files
    assert grown(50, 400) == [small, large]


def test_the_same_bullets_are_written_in_three_forms(tmp_path: Path) -> None:
    (made,) = grown(120)
    write(made, tmp_path / "120")
    texts = (tmp_path / "120" / "bullets.txt").read_text("utf-8").split("\n")
    bullets = msgspec.json.decode((tmp_path / "120" / "bullets.json").read_bytes(), type=tuple[Bullet, ...])
    assert texts == [*(bullet.text for bullet in bullets), ""]
    assert bullets == made.bullets
    assert {bullet.stems for bullet in bullets} == {()}
    personas = sorted(path.name for path in (tmp_path / "120" / "personas").iterdir())
    assert personas == [f"{file.name}.md" for file in made.files]


def test_too_few_files_are_reported() -> None:
    with pytest.raises(ValueError, match="only 1 bullets in 2 files, 5 needed"):
        list(grow([Text("one", "- the same\n"), Text("two", "- the same\n")], [5]))


def test_folder_and_archive_give_one_order_and_only_text(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "deep").mkdir(parents=True)
    for number in range(8):
        (folder / "deep" / f"{number}.md").write_text(f"- line {number}\n", "utf-8")
    (folder / "latin.md").write_bytes(b"- caf\xe9\n")
    (folder / "notes.txt").write_text("- no agent\n", "utf-8")
    with tarfile.open(tmp_path / "files.tar.gz", "w:gz") as archive:
        for path in sorted(folder.rglob("*.*"), reverse=True):
            archive.add(path, path.relative_to(folder).as_posix())
    files = list(persona_files(str(folder)))
    assert files == list(persona_files(str(tmp_path / "files.tar.gz")))
    assert sorted(file.name for file in files) == [str(number) for number in range(8)]
    assert [file.name for file in files] != sorted(file.name for file in files)


def test_groups_hold_whole_personas_of_like_names(tmp_path: Path) -> None:
    write_grouped(SYNTHETIC, tmp_path, 3, 4)
    folders = sorted(tmp_path.iterdir())
    assert [len(list(folder.iterdir())) for folder in folders] == [4, 4, 4]
    written = sorted(path.name.partition("-")[2] for folder in folders for path in folder.iterdir())
    assert written == sorted(f"{file.name}.md" for file in islice(persona_files(SYNTHETIC), 12))


def test_groups_need_enough_files(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("- one\n", "utf-8")
    with pytest.raises(ValueError, match="only 1 files"):
        write_grouped(str(tmp_path), tmp_path / "out", 2, 2)


def test_real_files_grow_too(shared: Path) -> None:
    (made,) = grow(persona_files(str(shared / "wild")), [1_000])
    assert len({bullet.text for bullet in made.bullets}) == 1_000
    assert json.dumps([file.name for file in made.files])
