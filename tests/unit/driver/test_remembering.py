"""Builds with a cache: what they need not do again, and that they say the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from personac.driver import remembering as module
from personac.driver.build import Request, build
from personac.driver.cache_folder import VARIABLE
from personac.driver.library import Built
from personac.driver.remembering import makers_stamp, open_memory
from personac.frontend import parse as parsing
from personac.frontend.normalise import Normaliser
from personac.frontend.parsed_form import Parsed
from personac.ir import Bullet, Persona
from personac.passes import extract as extracting
from personac.source import Source

_WORDS = ("cache", "queue", "index", "token", "shard", "retry", "batch", "route", "event", "audit", "trace")


@pytest.fixture
def cache(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(here / "cache"))
    return here / "cache"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The paths of what is parsed and extracted."""
    found: dict[str, list[str]] = {"parse": [], "extract": []}
    parse, extract = parsing.parse, extracting.extract

    def parse_noted(source: Source, own_id: str) -> Parsed:
        found["parse"].append(source.path)
        return parse(source, own_id)

    def extract_noted(persona: Persona, normaliser: Normaliser) -> tuple[Bullet, ...]:
        found["extract"].append(persona.source.path)
        return extract(persona, normaliser)

    monkeypatch.setattr(parsing, "parse", parse_noted)
    monkeypatch.setattr(extracting, "extract", extract_noted)
    return found


def persona(number: int) -> str:
    one, two = _WORDS[number % len(_WORDS)], _WORDS[number // len(_WORDS) % len(_WORDS)]
    return f"---\nname: p{number}\ndescription: d\n---\n\n- The {one} holds {number} of every {two}\n"


def sources_only(made: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same without the canonical, which is parsed as a persona would be; forgotten afterwards."""
    found = {name: sorted(path for path in paths if "/" in path) for name, paths in made.items()}
    for paths in made.values():
        paths.clear()
    return found


def test_the_stamp_tells_code_libraries_and_python_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = [makers_stamp()]
    assert makers_stamp() == stamps[0]
    for name, value in (
        ("code_stamp", lambda: "edited"),
        ("version", lambda library: f"0.0.0 of {library}"),
        ("_LIBRARIES", ("there-is-no-such-library",)),
        ("unidata_version", "0.0.0"),
        ("is_installed", lambda: True),
        ("VERSION", "0.0.0"),
    ):
        monkeypatch.setattr(module, name, value)
        stamps.append(makers_stamp())
    assert len(set(stamps)) == 7


def test_a_library_without_metadata_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LIBRARIES", ("there-is-no-such-library",))
    assert makers_stamp()


def outputs(built: Built) -> dict[str, bytes]:
    return dict(built.outputs)


@pytest.mark.usefixtures("cache")
def test_an_edit_of_one_of_100_personas_costs_one_parse(here: Path, made: dict[str, list[str]]) -> None:
    (here / "agents").mkdir()
    for number in range(100):
        (here / "agents" / f"p{number:02}.md").write_text(persona(number))
    build(Request())
    assert {name: len(paths) for name, paths in sources_only(made).items()} == {"parse": 100, "extract": 100}
    (here / "agents" / "p42.md").write_text(f"{persona(42)}- One more rule\n")
    build(Request())
    assert sources_only(made) == {"parse": ["agents/p42.md"], "extract": ["agents/p42.md"]}


@pytest.fixture
def one(here: Path) -> Request:
    """A project of one persona."""
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_text(persona(1))
    return Request(name="x")


def test_without_a_cache_nothing_is_kept(one: Request, cache: Path, made: dict[str, list[str]]) -> None:
    for _ in range(2):
        build(one._replace(cached=False))
        assert sources_only(made) == {"parse": ["agents/a.md"], "extract": ["agents/a.md"]}
    assert not cache.exists()


def test_an_empty_name_is_no_folder(one: Request, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    build(one)
    assert [path.name for path in here.iterdir()] == ["agents"]


@pytest.mark.usefixtures("cache")
def test_a_build_without_a_change_makes_nothing_and_a_file_of_another_name_is_parsed_already(
    one: Request, here: Path, made: dict[str, list[str]]
) -> None:
    build(one)
    sources_only(made)
    build(one)
    assert made == {"parse": [], "extract": []}  # the canonical was parsed before, too
    (here / "agents" / "a.md").rename(here / "agents" / "b.md")
    build(one)
    assert sources_only(made) == {"parse": [], "extract": ["agents/b.md"]}


@pytest.mark.usefixtures("cache")
def test_another_vocabulary_reads_bullets_anew(one: Request, here: Path, made: dict[str, list[str]]) -> None:
    build(one)
    assert sources_only(made) == {"parse": ["agents/a.md"], "extract": ["agents/a.md"]}
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_text('[vocabulary]\ngroups = [["queue", "shard"]]\n')
    built = build(one)
    assert sources_only(made) == {"parse": [], "extract": ["agents/a.md"]}
    assert outputs(built) == outputs(build(one._replace(cached=False)))


def damaged(folder: Path) -> Iterator[None]:
    """Damage the cache in another way each time."""
    entries = sorted(path for path in folder.glob("*/*/*") if path.is_file())
    assert entries
    for path in entries:
        path.write_bytes(path.read_bytes()[:-1])
    yield
    for path in entries:
        path.write_bytes(b"")
    yield
    for path in entries:
        path.write_bytes(random.Random(7).randbytes(1000))  # noqa: S311 - noise
    yield


def test_a_damaged_cache_is_not_believed(one: Request, cache: Path) -> None:
    expected = outputs(build(one))
    for _ in damaged(cache):
        assert outputs(build(one)) == expected
    assert outputs(build(one)) == expected


def test_real_personas_give_the_same_with_and_without(
    shared: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shared)
    paths = sorted((shared / "wild").rglob("*.md"))
    random.Random(6).shuffle(paths)  # noqa: S311 - a reproducible shuffle
    groups = [paths[at : at + 6] for at in range(0, 60, 6)][::5]
    for group in groups:
        requests = [
            Request(tuple(group), Path("x"), name="x", cached=cached) for cached in (False, True, True)
        ]
        alone, first, again = (outputs(build(request)) for request in requests)
        assert alone == first == again
    assert cache.is_dir()


def test_one_memory_serves_build_after_build(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As --watch has it: the same comes out as of a process of its own, edit after edit."""
    monkeypatch.chdir(shared)
    memory = open_memory(cached=False)
    for group in (sorted((shared / "seeds").glob("*.md"))[:count] for count in (5, 3, 5)):
        request = Request(tuple(group), Path("x"), name="x", cached=False)
        assert outputs(build(request, memory)) == outputs(build(request))
        memory.forget_unused()
