from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.builder import compile_request
from personac.building.live_build import Files, LiveBuild
from personac.building.request import Request
from personac.config.decision_files import encode_decision
from personac.diagnostics.diagnostic import PersonacError
from personac.model.decision_format import DecidedGroup, DecisionFile, NamedBullet

NAME = "0f3a9c21b7de.ada.toml"
DROP = DecisionFile(
    reason="said below", group=(DecidedGroup((NamedBullet("one", "Rotate them"),), drop=True),)
)
FILE = ("decisions/keeper/" + NAME, encode_decision(DROP))


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveBuild:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("one", "two"):
        text = f"---\nname: keeper\ndescription: d\n---\n\n- Keep logs short\n- Rotate them\n- Own {name}\n"
        path = Path("agents", f"{name}.md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text if name == "one" else text.replace("- Rotate them\n", ""))
    Path("rules").mkdir()
    Path("rules/x.toml").write_text("[matching]\njudge = false\n")
    return LiveBuild(Request())


def _texts(live: LiveBuild, files: Files) -> list[str]:
    return [line.text for line in live.built(files).compilation.canonical.lines]


def test_it_knows_the_agent_and_the_folder_of_its_decisions(live: LiveBuild) -> None:
    assert live.agent == "keeper"
    assert live.folder == Path("decisions/keeper")


def test_it_builds_with_the_given_decisions_only(live: LiveBuild) -> None:
    assert "- Rotate them" in _texts(live, ())
    assert "- Rotate them" not in _texts(live, [FILE])
    assert "- Rotate them" in _texts(live, ())


def test_a_whole_build_has_the_same_canonical_and_a_report(live: LiveBuild) -> None:
    built = live.built([FILE])
    Path(FILE[0]).parent.mkdir(parents=True)
    Path(FILE[0]).write_bytes(FILE[1])
    assert built.compilation.canonical == compile_request(Request()).compilation.canonical
    assert [persona.id for persona in built.report.personas] == ["one", "two"]


def test_it_reads_the_decisions_of_its_agent(live: LiveBuild) -> None:
    for agent in ("keeper", "other"):
        folder = Path("decisions", agent)
        folder.mkdir(parents=True)
        (folder / NAME).write_bytes(FILE[1])
    assert live.decisions() == (FILE,)


def test_decisions_about_another_agent_are_not_read(live: LiveBuild) -> None:
    assert _texts(live, [("decisions/other/" + NAME, b"[")]) == _texts(live, ())


def test_it_reads_sources_and_rules_again_that_have_changed(live: LiveBuild) -> None:
    assert "- Added" not in _texts(live, ())
    path = Path("agents/one.md")
    path.write_text(path.read_text() + "- Added\n")
    assert "- Added" in _texts(live, ())
    Path("rules/x.toml").write_text("[matching\n")
    with pytest.raises(PersonacError):
        live.built(())


def test_a_decision_that_cannot_be_read_ends_one_build_only(live: LiveBuild) -> None:
    with pytest.raises(PersonacError):
        live.built([(FILE[0], b"[")])
    assert "- Rotate them" not in _texts(live, [FILE])
