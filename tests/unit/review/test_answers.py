"""The decision files that answers become, and those of the same reviewer that they replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from personac.config.decision_files import decision_name, read_decision
from personac.diagnostics.diagnostic import PersonacError
from personac.model.decided import AnchoredDecision
from personac.model.decision_format import Decision, DecisionFile
from personac.report.report_schema import ReviewRow
from personac.review.answers import Change, changes_of
from personac.review.lines import Answer
from personac.review.session import Session
from tests.unit.review.conftest import AGENT, Find

COAST, LOG, ALONE = "Call the coast guard", "Keep the log", "Never row"
Files = Callable[[], dict[str, bytes]]


def content(change: Change) -> DecisionFile:
    assert change.data is not None
    return read_decision(f"{AGENT}/{change.name}", change.data).content


def changes(session: Session, row: ReviewRow, answer: Answer) -> tuple[Change, ...]:
    return changes_of(session.snapshot().compilation, row, answer, "ada")


def test_a_file_names_its_bullets_by_persona_text_and_place(session: Session, item: Find) -> None:
    (change,) = changes(session, item(COAST), Answer("accept"))
    assert change.name == decision_name(item(COAST).key, "ada")
    (group,) = content(change).group
    assert [(one.persona, one.text, one.under) for one in group.bullets] == [
        ("keeper", "Call the coast guard when a ship runs aground", ("Keeper", "Lamp")),
        ("warden", "Call the coast guard immediately when any ship runs aground", ("Warden", "Lamp")),
    ]


def test_the_reason_is_written(session: Session, item: Find) -> None:
    (change,) = changes(session, item(COAST), Answer("drop", reason=" twice "))
    assert (content(change).reason, content(change).group[0].drop) == ("twice", True)


def test_accepting_what_is_left_out_says_why_it_is_dropped(session: Session, item: Find) -> None:
    row = changed(item(ALONE), part="left_out")
    (change,) = changes(session, row, Answer("accept"))
    assert content(change).reason == "the build leaves it out"


def test_a_dropped_line_keeps_its_reason_when_it_is_accepted(session: Session, item: Find) -> None:
    session.decide(item(COAST).key, Answer("drop", reason="twice"))
    (change,) = changes(session, item(COAST), Answer("accept"))
    assert content(change).reason == "twice"


def test_a_decision_replaces_those_about_its_bullets_alone(
    session: Session, item: Find, files: Files
) -> None:
    compilation, row = session.snapshot().compilation, item(LOG)
    one = row.groups[0]
    alone = ReviewRow("0" * 12, "moves", "undecided", (one,))
    earlier = changes_of(compilation, alone, Answer("accept"), "ada")
    session._folder.write("one", earlier)  # noqa: SLF001 - an item that the queue has not
    assert len(files()) > 1
    session.decide(row.key, Answer("both"))
    assert [path for path in files() if path.endswith(".toml")] == [f"decisions/{AGENT}/{row.key}.ada.toml"]


def test_a_decision_of_others_stays(session: Session, ben: Session, item: Find, files: Files) -> None:
    ben.decide(item(LOG).key, Answer("accept"))
    session.decide(item(LOG).key, Answer("accept"))
    assert {path.rpartition("/")[2] for path in files() if path.endswith(".toml")} == {
        f"{item(LOG).key}.{by}.toml" for by in ("ada", "ben")
    }


def test_a_new_decision_in_a_dispute_overrules_the_others(session: Session, ben: Session, item: Find) -> None:
    session.decide(item(COAST).key, Answer("accept"))
    ben.decide(item(COAST).key, Answer("both"))
    (change,) = changes(session, item(COAST), Answer("both"))
    assert content(change).over == ("ben",)


def test_a_carried_decision_is_confirmed_with_the_texts_of_now(
    session: Session, item: Find, place: Path, files: Files
) -> None:
    session.decide(item(COAST).key, Answer("edit", text="Call for help"))
    source = place / "agents" / "keeper.md"
    source.write_text(source.read_text().replace("a ship runs aground", "a ship runs aground here"))
    assert (item("aground here").part, item("aground here").state) == ("stale", "carried")
    session.decide(item("aground here").key, Answer("confirm"))
    assert item("aground here").state == "decided"
    (data,) = [data for path, data in files().items() if path.endswith(".toml")]
    assert b"Call the coast guard when a ship runs aground here" in data
    assert b"Call for help" in data


def test_a_decision_without_bullets_is_removed_whoever_made_it(session: Session) -> None:
    row = ReviewRow("0" * 12, "stale", "stale", (), files=(f"decisions/{AGENT}/000000000000.ben.toml",))
    assert changes(session, row, Answer("accept")) == (Change("000000000000.ben.toml", None),)
    with pytest.raises(PersonacError, match="none of its bullets"):
        changes(session, row, Answer("same"))


def test_a_stale_decision_is_replaced_whoever_made_it(session: Session, item: Find) -> None:
    compilation, row = session.snapshot().compilation, item(COAST)
    path = f"decisions/{AGENT}/000000000000.ben.toml"
    old = AnchoredDecision(Decision("000000000000", "ben", path, DecisionFile()), "stale")
    stale = changed(row, key="000000000000", state="stale", part="stale", files=(path,))
    written, removed = changes_of(replace(compilation, decided=(old,)), stale, Answer("same"), "ada")
    assert (written.name, removed) == (f"{row.key}.ada.toml", Change("000000000000.ben.toml", None))


def test_nothing_is_left_to_confirm_without_a_decision(session: Session, item: Find) -> None:
    with pytest.raises(PersonacError, match="left to confirm"):
        changes(session, item(COAST), Answer("confirm"))


def test_a_key_of_the_front_matter_is_set_as_the_sources_were_seen(session: Session, item: Find) -> None:
    (change,) = changes(session, item("tools"), Answer("set", value=["Read"]))
    field = content(change).field
    assert field is not None
    assert (field.key, field.value, set(field.saw)) == ("tools", ["Read"], {"keeper", "warden"})


def test_a_key_is_accepted_with_the_value_of_the_build_and_removed_without_one(
    session: Session, item: Find
) -> None:
    accepted, removed = (
        content(changes(session, item("tools"), answer)[0]).field
        for answer in (Answer("accept"), Answer("set"))
    )
    assert accepted is not None
    assert removed is not None
    assert not accepted.is_removed
    assert removed.is_removed


@pytest.mark.parametrize(("words", "verb"), [("tools", "same"), (COAST, "set")])
def test_answers_about_keys_and_about_lines_are_told_apart(
    session: Session, item: Find, words: str, verb: str
) -> None:
    with pytest.raises(PersonacError, match="key of the front matter"):
        changes(session, item(words), Answer(verb))  # type: ignore[arg-type]
