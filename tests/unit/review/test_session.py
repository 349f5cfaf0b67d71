"""A session writes each answer at once, undoes without limit, and never overwrites what others changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from personac.building.live_build import LiveBuild
from personac.diagnostics.diagnostic import PersonacError
from personac.report.report_schema import Report
from personac.review.session import Answer, Session
from tests.unit.review.conftest import AGENT, Find

Files = Callable[[], dict[str, bytes]]


def lines(report: Report) -> list[str]:
    return [line.text for line in report.lines]


def test_an_answer_is_a_file_and_changes_the_canonical(session: Session, item: Find, files: Files) -> None:
    row = item("Call the coast guard")
    after = session.decide(row.key, Answer("edit", text="Call the coast guard at once"))
    assert list(files()) == [f"decisions/{AGENT}", f"decisions/{AGENT}/{row.key}.ada.toml"]
    assert "- Call the coast guard at once" in lines(after.report)
    assert item("Call the coast guard").state == "decided"
    assert item("Call the coast guard").by == ("ada",)


def test_the_generation_rises_where_something_changed_and_only_there(session: Session, item: Find) -> None:
    first = session.snapshot().generation
    assert session.snapshot().generation == first
    assert session.decide(item("Oil the lamp").key, Answer("accept")).generation > first


def test_twenty_undos_leave_nothing_behind(session: Session, files: Files) -> None:
    done = 0
    for verb in ("accept", "same", "both"):
        for row in session.snapshot().report.review:
            if not row.field and done < 20:
                step = len(session._folder.done)  # noqa: SLF001 - an equal file is no step
                session.decide(row.key, Answer(verb))
                done += len(session._folder.done) - step  # noqa: SLF001
    for _ in range(done):
        session.undo()
    assert files() == {}
    assert session.snapshot().undo == ""


def test_redo_does_the_undone_steps_again(session: Session, item: Find, files: Files) -> None:
    session.decide(item("Oil the lamp").key, Answer("accept"))
    session.decide(item("Oil the lamp").key, Answer("drop", reason="nobody does"))
    written = files()
    undone = session.undo()
    assert undone.redo.startswith("dropped: Oil the lamp")
    session.undo()
    session.redo()
    assert session.redo().undo.startswith("dropped: Oil the lamp")
    assert files() == written


def test_an_answer_after_an_undo_ends_the_redo(session: Session, item: Find) -> None:
    session.decide(item("Oil the lamp").key, Answer("accept"))
    session.undo()
    session.decide(item("Never row").key, Answer("accept"))
    with pytest.raises(PersonacError, match="nothing to do again"):
        session.redo()


def test_undo_refuses_what_was_changed_underneath(session: Session, item: Find, place: Path) -> None:
    row = item("Oil the lamp")
    session.decide(row.key, Answer("accept"))
    path = place / "decisions" / AGENT / f"{row.key}.ada.toml"
    path.write_bytes(path.read_bytes() + b"# checked out\n")
    with pytest.raises(PersonacError, match="changed since") as raised:
        session.undo()
    assert [one.code for one in raised.value.diagnostics] == ["PC702"]
    assert path.read_bytes().endswith(b"# checked out\n")


def test_what_git_checks_out_underneath_is_seen(session: Session, item: Find, place: Path) -> None:
    row = item("Oil the lamp")
    session.decide(row.key, Answer("accept"))
    (place / "decisions" / AGENT / f"{row.key}.ada.toml").unlink()
    assert item("Oil the lamp").state == "undecided"


def test_an_edited_source_is_seen(session: Session, item: Find, place: Path) -> None:
    before = session.snapshot().generation
    source = place / "agents" / "keeper.md"
    source.write_text(source.read_text() + "- Wax the banister\n")
    assert session.snapshot().generation > before
    assert "- Wax the banister" in lines(session.snapshot().report)
    assert item("Oil the lamp").state == "undecided"


def test_an_effect_is_what_the_answer_then_does_and_writes_nothing(
    session: Session, item: Find, files: Files
) -> None:
    row = item("Call the coast guard")
    told = session.effect(row.key, Answer("both"))
    assert files() == {}
    before = lines(session.snapshot().report)
    after = lines(session.decide(row.key, Answer("both")).report)
    assert len(after) - len(before) == told.added - told.removed == 1
    assert told.others == 0
    assert told.tokens > 0


def test_all_items_are_accepted_as_one_step_that_changes_no_line(session: Session, files: Files) -> None:
    before = session.snapshot().report
    keys = [row.key for row in before.review if not row.field]
    assert session.joint_effect(keys).diff == ()
    after = session.decide_all(keys)
    assert lines(after.report) == lines(before)
    assert {row.state for row in after.report.review if not row.field} == {"decided"}
    assert after.undo == f"accepted: {len(keys)} items"
    session.undo()
    assert files() == {}


def test_accepted_items_come_back_in_the_audit(session: Session) -> None:
    keys = [row.key for row in session.snapshot().report.review if not row.field]
    audit = session.decide_all(keys).audit
    assert audit is not None
    first, second, *_ = audit.left
    assert session.decide(first, Answer("accept")).audit == audit.answered(first, is_right=True)
    after = session.decide(second, Answer("drop", reason="wrong")).audit
    assert after is not None
    assert (after.right, after.wrong) == ((first,), (second,))


def test_the_seat_of_an_author_has_the_items_of_a_persona(harbour: LiveBuild, session: Session) -> None:
    everything = session.snapshot().report
    own = Session(harbour, "ada", "keeper").snapshot().report
    bullets = {bullet.id: bullet.persona for bullet in own.bullets}
    assert own.bullets == everything.bullets
    assert 0 < len(own.review) < len(everything.review)
    for row in own.review:
        assert row.field or any(bullets[one] == "keeper" for group in row.groups for one in group)


def test_an_unknown_key_is_refused_with_a_way_out(session: Session) -> None:
    with pytest.raises(PersonacError, match="no item with this key") as raised:
        session.decide("000000000000", Answer("same"))
    assert "--list" in raised.value.diagnostics[0].hint


def test_an_answer_that_a_build_could_not_follow_is_refused(
    session: Session, item: Find, files: Files
) -> None:
    with pytest.raises(PersonacError, match="no section 'Cellar'"):
        session.decide(item("Never row").key, Answer("move", section=("Cellar",)))
    assert files() == {}


def test_a_folder_that_cannot_be_written_is_told_and_left_as_it_was(
    session: Session, item: Find, place: Path, files: Files
) -> None:
    (place / "decisions").write_text("a file")
    with pytest.raises(PersonacError):
        session.decide(item("Oil the lamp").key, Answer("accept"))
    (place / "decisions").unlink()
    assert files() == {}


def test_two_reviewers_who_agree_are_two_signatures(session: Session, ben: Session, item: Find) -> None:
    row = item("Call the coast guard")
    session.decide(row.key, Answer("accept"))
    ben.decide(row.key, Answer("accept"))
    assert (item("Call the coast guard").state, item("Call the coast guard").by) == (
        "decided",
        ("ada", "ben"),
    )


def test_a_dispute_ends_when_one_decides_over_the_other(session: Session, ben: Session, item: Find) -> None:
    row = item("Call the coast guard")
    session.decide(row.key, Answer("accept"))
    ben.decide(row.key, Answer("both"))
    assert (item("Call the coast guard").part, item("Call the coast guard").state) == ("disputed", "disputed")
    session.decide(row.key, Answer("same"))
    assert item("Call the coast guard").state == "decided"


def test_notes_change_no_build(session: Session, ben: Session, item: Find, files: Files) -> None:
    row = item("Oil the lamp")
    before = session.snapshot()
    session.put_note(row.key, "Ask the captain.\n")
    ben.put_note(row.key, "I did.")
    assert session.notes() == {row.key: "Ask the captain."}
    assert session.notes_of_others() == {row.key: {"ben": "I did."}}
    assert session.snapshot().generation == before.generation
    for one in (session, ben):
        one.put_note(row.key, " ")
    assert [path for path in files() if path.endswith(".md")] == []
