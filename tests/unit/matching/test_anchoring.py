from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import pytest

from personac.matching.anchoring import anchor_all
from personac.matching.bullet_index import bullet_under, named_bullet
from personac.matching.prepared_bullets import Knowledge
from personac.model.decided import AnchoredDecision
from personac.model.decision_format import DecidedGroup, Decision, DecisionFile, NamedBullet
from tests.unit.helpers import extracted

HEAD = "# Work\n\n"
CALM = ("Work",)


def decision(*groups: Sequence[NamedBullet], key: str = "a") -> Decision:
    content = DecisionFile(group=tuple(DecidedGroup(tuple(own)) for own in groups))
    return Decision(key, "ada", f"decisions/x/{key}.ada.toml", content)


def one(persona: str, text: str, under: tuple[str, ...] = CALM) -> Decision:
    return decision([NamedBullet(persona, text, under)], key=f"{persona} {text} {under}")


class Anchored:
    """Finds the bullets of decisions in files."""

    def __init__(self, knowledge: Knowledge, files: Mapping[str, str]) -> None:
        self.bullets = extracted(files).bullets
        self._knowledge = knowledge

    def all(self, *decisions: Decision) -> tuple[AnchoredDecision, ...]:
        scopes = self._knowledge.scopes.read_all(self.bullets)
        return anchor_all(decisions, self.bullets, scopes, self._knowledge)

    def found(self, *decisions: Decision) -> tuple[str, list[str]]:
        """Return the state of the first decision, and the bullets that were found."""
        first = self.all(*decisions)[0]
        return first.state, [f"{self.bullets[at].persona}: {self.bullets[at].text}" for at in first.bullets]


Files = Callable[[Mapping[str, str]], Anchored]


@pytest.fixture
def files(knowledge: Knowledge) -> Files:
    return lambda texts: Anchored(knowledge, {f"{name}.md": text for name, text in texts.items()})


STALE: tuple[str, list[str]] = ("stale", [])
STORE = "Store the nightly backups of the ledger in a second region"


def test_the_same_words_are_found_whatever_their_case_and_marks(files: Files) -> None:
    texts = {"a": f"{HEAD}- keep logs **short**.\n- Measure it\n"}
    assert files(texts).found(one("a", "Keep logs short")) == ("exact", ["a: keep logs short."])


def test_the_same_words_in_another_order_are_another_text(files: Files) -> None:
    texts = {"a": f"{HEAD}- The service calls the gateway before the ledger\n- Measure it\n"}
    assert files(texts).found(one("a", "The gateway calls the service before the ledger")) == STALE


def test_a_bullet_is_found_in_another_section(files: Files) -> None:
    texts = {"a": "# Work\n\n## Style\n\n- Keep logs short\n"}
    assert files(texts).found(one("a", "Keep logs short"))[0] == "exact"


@pytest.mark.parametrize("title", ["Never do this", "If the nightly restore has failed"])
def test_a_bullet_below_a_title_that_turns_it_is_not_found(files: Files, title: str) -> None:
    texts = {"a": f"# Work\n\n## {title}\n\n- Keep logs short\n"}
    assert files(texts).found(one("a", "Keep logs short")) == STALE


def test_of_equal_texts_the_one_in_its_place_is_found(files: Files) -> None:
    texts = {"a": "# Work\n\n## Gate\n\n- Keep logs short\n\n## Ledger\n\n- Keep logs short\n"}
    anchored = files(texts)
    (found,) = anchored.all(one("a", "Keep logs short", ("Work", "Ledger")))
    assert [anchored.bullets[at].section for at in found.bullets] == [("Work", "Ledger")]


def test_of_equal_texts_none_is_found_if_neither_is_in_its_place(files: Files) -> None:
    texts = {"a": "# Work\n\n## Gate\n\n- Keep logs short\n\n## Ledger\n\n- Keep logs short\n"}
    assert files(texts).found(one("a", "Keep logs short", ("Work", "Vault"))) == STALE


def test_a_text_that_is_gone_is_not_its_namesake_of_one_decision(files: Files) -> None:
    texts = {"a": "# Work\n\n## Ledger\n\n- Keep logs short\n"}
    names = [NamedBullet("a", "Keep logs short", ("Work", title)) for title in ("Gate", "Ledger")]
    anchored = files(texts)
    (found,) = anchored.all(decision(names[:1], names[1:]))
    assert (found.state, found.missing, len(found.lines)) == ("stale", (names[0],), 1)
    both = files({"a": "# Work\n\n## Vault\n\n- Keep logs short\n"}).all(decision(names[:1], names[1:]))
    assert both[0].missing == tuple(names)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Store the nightly backups of the ledger in a second regoin", "carried"),
        ("Store the nightly backups of the ledger safely in a second region", "carried"),
        ("Store the nightly backups of the ledger in a region", "carried"),
        ("Store the nightly copies of the ledger in a second region", "carried"),
        ("Keep the nightly copies of the ledger in a second region", "stale"),
        ("Never store the nightly backups of the ledger in a second region", "stale"),
        ("Store the nightly backups of the ledger in a second region only if asked", "stale"),
        ("Store the nightly backups of the ledger in a second region after the audit", "stale"),
        ("Store the nightly backups of the ledger in 3 second regions", "stale"),
        ("Paint the fence", "stale"),
    ],
)
def test_small_edits_are_carried_unless_they_turn_the_meaning(files: Files, text: str, state: str) -> None:
    texts = {"a": f"{HEAD}- {text}\n- Measure it\n"}
    assert files(texts).found(one("a", STORE), one("a", "Measure it"))[0] == state


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Event delegation", "Event delegation patterns"),
        ("Alert rules", "Alert"),
        ("Use pnpm here", "Use npm here"),
        ("Retry 3 times at most", "Retry 5 times at most"),
        ("Prefer queues over polling", "Prefer polling over queues"),
        ("Удаляйте старые журналы раз в неделю", "\u041d\u0435 удаляйте старые журналы раз в неделю"),
        ("Archiviare i registri vecchi ogni settimana", "Non archiviare i registri vecchi ogni settimana"),
        ("古い記録を毎週削除する", "古い記録を毎週削除しない"),
        ("\u2705 Ship the build on the day of the freeze", "\u274c Ship the build on the day of the freeze"),
        ("Is the ledger closed at night?", "Never is the ledger closed at night?"),
    ],
)  # fmt: skip
def test_what_may_be_another_bullet_is_not_carried(files: Files, old: str, new: str) -> None:
    assert (
        files({"a": f"{HEAD}- {new}\n- Measure it\n"}).found(one("a", old), one("a", "Measure it")) == STALE
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Удаляйте старые журналы раз в неделю", "Удаляйте старые журнлы раз в неделю"),
        ("\U0001f680 Ship the build on Fridays at noon", "\U0001f680 Ship the buidl on Fridays at noon"),
        ("**Backups**: store the nightly ones abroad", "**Backups**: store all the nightly ones abroad"),
    ],
)
def test_other_scripts_emoji_and_leads_are_carried(files: Files, old: str, new: str) -> None:
    texts = {"a": f"{HEAD}- {new}\n- Measure it\n"}
    assert files(texts).found(one("a", old.replace("*", "")), one("a", "Measure it"))[0] == "carried"


def test_an_edit_that_two_texts_may_have_become_is_of_none(files: Files) -> None:
    texts = {"a": f"{HEAD}- {STORE} safely\n- Measure it\n"}
    both = one("a", STORE), one("a", f"{STORE} soon"), one("a", "Measure it")
    assert [found.state for found in files(texts).all(*both)] == ["stale", "stale", "exact"]


def test_of_two_texts_that_are_about_as_close_none_is_taken(files: Files) -> None:
    texts = {"a": f"{HEAD}- {STORE} safely\n- {STORE} soon\n- Measure it\n"}
    assert files(texts).found(one("a", STORE), one("a", "Measure it")) == STALE


def test_what_a_decision_is_about_already_is_no_edit(files: Files) -> None:
    texts = {"a": f"{HEAD}- {STORE} safely\n- Measure it\n"}
    assert files(texts).found(one("a", STORE), one("a", f"{STORE} safely")) == STALE


def test_an_edit_with_the_words_of_another_persona_is_not_carried(files: Files) -> None:
    texts = {"a": f"{HEAD}- {STORE} safely\n- Measure it\n", "b": f"{HEAD}- Own\n"}
    assert files(texts).found(one("a", STORE), one("b", f"{STORE} safely"), one("a", "Measure it")) == STALE


def test_edits_below_an_edited_parent_are_carried(files: Files) -> None:
    texts = {"a": f"{HEAD}- Plan the restores\n  - {STORE} safely\n"}
    named = one("a", STORE, ("Work", "Plan all restores"))
    assert files(texts).found(named, one("a", "Plan the restores"))[0] == "carried"


BOOK = "# Book\n\n- Bind the pages in order\n- Number each chapter\n- Cut the edges last\n"
SHIP = "# Ship\n\n- Hoist the sails at dawn\n- Coil every rope\n- Sound the bell hourly\n"


def about(persona: str, text: str) -> tuple[Decision, ...]:
    title, *bullets = [line.strip("-# ") for line in text.splitlines() if line]
    return tuple(one(persona, bullet, (title,)) for bullet in bullets)


def test_a_renamed_persona_is_found_by_its_texts(files: Files) -> None:
    found = files({"tome": BOOK, "ship": SHIP}).all(*about("book", BOOK), *about("ship", SHIP))
    assert {one.state for one in found} == {"exact"}


def test_a_renamed_persona_keeps_its_edited_texts(files: Files) -> None:
    edited = BOOK.replace("the pages", "all the pages")
    assert files({"tome": edited}).found(*about("book", BOOK)) == (
        "carried",
        ["tome: Bind all the pages in order"],
    )


def test_swapped_personas_are_found_by_their_texts(files: Files) -> None:
    anchored = files({"book": SHIP, "ship": BOOK})
    decisions = (*about("book", BOOK), *about("ship", SHIP))
    assert anchored.found(*decisions) == ("exact", ["ship: Bind the pages in order"])
    assert {one.state for one in anchored.all(*decisions)} == {"exact"}


def test_a_persona_written_anew_is_another(files: Files) -> None:
    anew = (
        BOOK.replace("Number each", "Number every single")
        .replace("last", "first")
        .replace("# Book", "# Tome")
    )
    decisions = about("book", BOOK.replace("Bind the pages", "Bind all the pages"))
    assert {one.state for one in files({"book": anew, "ship": SHIP}).all(*decisions)} == {"stale"}


def test_a_copy_of_a_file_does_not_take_its_decisions(files: Files) -> None:
    anchored = files({"book": BOOK, "book-2": BOOK})
    assert anchored.found(*about("book", BOOK)) == ("exact", ["book: Bind the pages in order"])


def test_a_persona_that_may_be_either_of_two_is_neither(files: Files) -> None:
    decisions = about("book", BOOK)
    assert files({"one": BOOK, "two": BOOK}).found(*decisions) == STALE
    assert files({"one": BOOK, "two": BOOK.replace("each", "every")}).found(*decisions) == STALE


def test_a_removed_persona_is_not_one_that_decisions_know(files: Files) -> None:
    decisions = (*about("book", BOOK), *about("tome", BOOK))
    assert files({"tome": BOOK}).found(*decisions) == STALE


def test_two_personas_do_not_become_one(files: Files) -> None:
    decisions = (*about("book", BOOK), *about("tome", BOOK))
    assert files({"new": BOOK}).found(*decisions) == STALE


def test_the_order_of_decisions_does_not_matter(files: Files) -> None:
    anchored = files({"a": f"{HEAD}- {STORE} safely\n- Measure it\n- Keep logs short\n"})
    decisions = [
        one("a", STORE),
        one("a", "Keep logs short"),
        one("a", "Measure this"),
        one("b", "Measure it"),
    ]
    results = [{own.decision.key: own for own in anchored.all(*some)} for some in permutations(decisions)]
    assert all(result == results[0] for result in results)


def test_a_bullet_is_named_by_its_persona_text_and_place() -> None:
    bullets = extracted({"a.md": "# Work\n\nBefore a release:\n\n- Tag it\n  - Sign the tag\n"}).bullets
    tag, sign = bullets
    assert named_bullet(tag) == NamedBullet("a", "Tag it", ("Work", "Before a release"))
    assert bullet_under(sign, "Tag it") == ("Work", "Before a release", "Tag it")


def test_no_decisions_about_bullets_need_no_bullets(knowledge: Knowledge) -> None:
    assert anchor_all([], (), (), knowledge) == ()
