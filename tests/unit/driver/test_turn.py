from __future__ import annotations

from pathlib import Path

import pytest

from personac.backend.turns import turns
from personac.diagnostics.model import PersonacError
from personac.driver.turn import Patience, let_finish, writing


def code(caught: pytest.ExceptionInfo[PersonacError]) -> str:
    (found,) = caught.value.diagnostics
    assert found.hint
    return found.code


def test_a_folder_in_use_is_refused_without_waiting(here: Path) -> None:
    told: list[str] = []
    with turns(here / "build"):
        with (
            pytest.raises(PersonacError) as caught,
            writing(Path("build"), Patience(wait=False, tell=told.append)),
        ):
            pass
        assert code(caught) == "PC532"
        with pytest.raises(PersonacError) as caught:
            let_finish(Path("build"), Patience(wait=False, tell=told.append))
        assert code(caught) == "PC532"
    with writing(Path("build"), Patience(wait=False)) as alone:
        assert alone
    assert told == []


def test_who_waits_says_so_once_and_in_vain_says_why(here: Path) -> None:
    told: list[str] = []
    with turns(here / "build"), pytest.raises(PersonacError) as caught:
        let_finish(Path("build"), Patience(tell=told.append), seconds=0.1)
    assert code(caught) == "PC532"
    assert told == ["another build writes to build; waiting…"]
    assert not let_finish(Path("build"), Patience())


def test_folders_that_cannot_be_made_are_told(here: Path) -> None:
    (here / "file").touch()
    with pytest.raises(PersonacError) as caught, writing(Path("file/x/build"), Patience()):
        pass
    assert code(caught) == "PC503"


def test_what_goes_wrong_inside_is_not_ours(here: Path) -> None:
    with pytest.raises(FileNotFoundError), writing(here / "build", Patience()):
        (here / "nothing").read_bytes()
    assert list(here.iterdir()) == []
