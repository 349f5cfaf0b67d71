"""Bullets for measurements, in any number: the first ones of whole personas in a fixed order.

    python -m bench.timing.growth OUT DATA SIZE…

DATA is a folder of agent files, a tar archive of them, or `synthetic`: then they are derived from this
project's own agents (`substitution`). Files are ordered by a digest of their paths, which is arbitrary but
always the same, so that every size is a part of all larger ones. Bullets with a known text are left out, so
that no program gains by its treatment of exact copies. For each size OUT contains bullets.txt, one bullet a
line; bullets.json, the same as extracted by personac; and personas/, their files. This is a process of its
own: see `processes`.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import msgspec

from bench.timing.processes import ROOT
from bench.timing.substitution import Text, personas
from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract
from personac.model import Bullet
from personac.model.source import Source, UndecodableError
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse

SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Grown:
    """The bullets of one size, without stems, and their files."""

    bullets: tuple[Bullet, ...]
    files: tuple[Text, ...]


def persona_files(data: str) -> Iterator[Text]:
    """Yield the files of `data` in their fixed order; synthetic ones never end."""
    if data == SYNTHETIC:
        own = sorted((ROOT / "agents").glob("*.md"))
        return personas([Text(path.stem, path.read_text("utf-8")) for path in own])
    files = sorted(_archived(Path(data)) if Path(data).is_file() else _in_folder(Path(data)), key=_rank)
    return (Text(Path(name).stem, text) for name, content in files if (text := _decoded(content)) is not None)


def grow(files: Iterable[Text], sizes: Sequence[int]) -> Iterator[Grown]:
    """Yield the bullets of each of `sizes`, in rising order. Raises `ValueError` if files are missing."""
    wanted, seen = sorted(set(sizes)), set[str]()
    bullets, taken = list[Bullet](), list[Text]()
    for file in files:
        taken.append(replace(file, name=f"{len(taken):05}-{file.name}"))
        for bullet in _bullets(taken[-1]):
            if bullet.text not in seen:
                seen.add(bullet.text)
                bullets.append(bullet)
        while wanted and len(bullets) >= wanted[0]:
            yield Grown(tuple(bullets[: wanted.pop(0)]), tuple(taken))
        if not wanted:
            return
    message = f"only {len(bullets)} bullets in {len(taken)} files, {wanted[0]} needed"
    raise ValueError(message)


def write(grown: Grown, folder: Path) -> None:
    """Write bullets in all three forms into `folder`."""
    write_files(grown.files, folder / "personas")
    texts = "".join(f"{bullet.text}\n" for bullet in grown.bullets)
    (folder / "bullets.txt").write_text(texts, "utf-8", newline="")
    (folder / "bullets.json").write_bytes(msgspec.json.encode(grown.bullets))
    (folder / "files.json").write_text(json.dumps(len(grown.files)), "utf-8")


def write_files(files: Iterable[Text], folder: Path) -> None:
    """Write persona files."""
    folder.mkdir(parents=True)
    for file in files:
        (folder / f"{file.name}.md").write_text(file.content, "utf-8", newline="")


def _bullets(file: Text) -> Iterator[Bullet]:
    persona, _ = parse(Source(f"{file.name}.md", file.content.encode()), file.name)
    for bullet in extract(persona, Normaliser(Vocabulary.from_groups(()))):
        yield replace(bullet, stems=())


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*.md"):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _archived(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member) if member.name.endswith(".md") else None
            if file is not None:
                yield member.name, file.read()


def _rank(file: tuple[str, bytes]) -> tuple[bytes, str]:
    return blake2b(file[0].encode(), digest_size=8).digest(), file[0]


def _decoded(content: bytes) -> str | None:
    """Return the text of a file, None if a build would reject it."""
    source = Source("", content)
    try:
        _ = source.text
    except UndecodableError:
        return None
    return content.decode("utf-8")


if __name__ == "__main__":
    _, out, data, *numbers = sys.argv
    for made in grow(persona_files(data), [int(number) for number in numbers]):
        write(made, Path(out, str(len(made.bullets))))
