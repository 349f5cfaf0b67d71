from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from personac.report.up_to_date_report import refuse_old_report


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        Path("agents").mkdir(exist_ok=True)
        Path(f"agents/{name}.md").write_text(f"---\nname: {name}\ndescription: d\n---\n\n- Oil the {name}\n")
    Path("rules").mkdir()
    Path("rules/x.toml").write_text("[matching]\njudge = false\n")
    assert not build(Request(use_cache=False)).is_failed
    return tmp_path


def refusal() -> str:
    with pytest.raises(PersonacError) as caught:
        refuse_old_report(Path("build"))
    (one,) = caught.value.diagnostics
    assert (one.code, one.path) == ("PC604", "build/report.json")
    assert one.hint.startswith("build again: personac build")
    return one.message


def test_a_report_of_the_sources_as_they_are_is_fine(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_old_report(Path("build"))
    monkeypatch.chdir(project / "agents")
    refuse_old_report(Path("../build"))
    refuse_old_report(project / "elsewhere")


def test_a_changed_and_a_removed_input_make_it_old() -> None:
    Path("agents/one.md").write_text("- Something else\n")
    assert refusal() == "older than its sources: agents/one.md changed since the build"
    Path("agents/two.md").unlink()
    Path("rules/x.toml").write_text("")
    assert refusal() == (
        "older than its sources: agents/one.md, agents/two.md, rules/x.toml changed since the build"
    )


def test_added_sources_make_it_old() -> None:
    with pytest.raises(PersonacError, match=r"older than its sources: agents/x\.md added since the build"):
        refuse_old_report(Path("build"), ["agents/x.md"])
    Path("agents/one.md").write_text("- Something else\n")
    message = r"agents/one\.md changed and agents/x\.md added since the build"
    with pytest.raises(PersonacError, match=message):
        refuse_old_report(Path("build"), ["agents/x.md"])


def test_a_build_whose_inputs_are_all_elsewhere_is_not_judged(project: Path) -> None:
    for path in [*project.glob("agents/*"), *project.glob("rules/*")]:
        path.unlink()
    refuse_old_report(Path("build"))
