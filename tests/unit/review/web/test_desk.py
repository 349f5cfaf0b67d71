"""The desk gives the page items, parts, lists and effects as HTML that sources cannot write into."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from personac.report.report_schema import Report, ReviewRow
from personac.review.session import Answer, Effect
from personac.review.web.desk import Desk, UnknownItemError
from tests.unit.report.conftest import HARM
from tests.unit.review.web.conftest import Setting
from tests.unit.review.web.fake_session import KEEPERS, FakeSession, refusal, session_of

IDLE = "this changes nothing"


@pytest.fixture
def desk(session: FakeSession) -> Desk:
    return Desk(session)


def key_of(session: FakeSession, part: str) -> str:
    return next(row.key for row in session.snapshot().report.review if row.part == part)


def shown(desk: Desk, key: str, side: str = "item") -> str:
    items = desk.items([key])["items"]
    assert isinstance(items, dict)
    html = items[key][side]
    assert isinstance(html, str)
    return html


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" :", ":")


def keys_of(html: str) -> list[str]:
    return re.findall(r'data-at="(.)"', html)


def test_a_merge_that_loses_words_says_which_and_offers_them_back(desk: Desk, session: FakeSession) -> None:
    html = shown(desk, key_of(session, "losses"))
    assert "given up: rises" in plain(html)
    assert 'data-put="Polish the lens with spirit every morning before the sun rises is up"' in html
    assert 'class="member' in html
    assert "<mark>rises</mark>" in html
    assert "day.md:11" in plain(html)
    assert set(keys_of(html)) == {"a", "d", "b", "e", "m", "x", "1", "2"}


def test_a_contradiction_has_sides_that_win_with_a_reason(desk: Desk, session: FakeSession) -> None:
    html = shown(desk, key_of(session, "contradictions"))
    assert html.count("this side wins") == 2
    assert html.count('data-asks="reason"') == 3
    assert "<ins>15</ins>" in html
    assert "<del>5 </del>" in html


def test_a_near_miss_shows_its_score_apart_so_that_it_can_be_hidden(desk: Desk, session: FakeSession) -> None:
    html = shown(desk, key_of(session, "near_misses"))
    before, _, scores = html.partition('<div class="pairs-of">')
    assert "0.97" not in before
    assert "0.97" in scores
    assert "s" in keys_of(html)
    assert "leave apart" in html


def test_a_key_of_the_front_matter_shows_each_value(desk: Desk, session: FakeSession) -> None:
    html = shown(desk, key_of(session, "front_matter"))
    assert "Front matter: tools" in plain(html)
    assert "Read, Bash" in html
    assert set(keys_of(html)) == {"1", "a", "e", "x"}


def test_the_value_of_a_persona_is_chosen_as_its_file_has_it(desk: Desk, session: FakeSession) -> None:
    row = next(row for row in session.report.review if row.field == "color")
    desk.decide(row.key, Answer("use", "night"))
    assert session.done[-1].answer == Answer("set", value="blue")


def test_what_nobody_says_is_no_value(desk: Desk, session: FakeSession) -> None:
    row = next(row for row in session.report.review if row.field == "color")
    desk.decide(row.key, Answer("use", "nobody"))
    assert session.done[-1].answer == Answer("set", value=None)


def test_a_value_is_written_as_text_or_as_json() -> None:
    sources = {
        path: data.replace(b"tools: Read, Bash", b"skills: [lamps, fog]") for path, data in KEEPERS.items()
    }
    session = session_of(sources)
    desk = Desk(session)
    key = next(row.key for row in session.report.review if row.field == "skills")
    assert "[&#34;lamps&#34;,&#34;fog&#34;]" in shown(desk, key)
    for text, value in (('["fog"]', ["fog"]), ("fog", "fog")):
        desk.decide(key, Answer("set", value=text))
        assert session.done[-1].answer == Answer("set", value=value)
    colour = next(row.key for row in session.report.review if row.field == "color")
    desk.decide(colour, Answer("set", value="7"))
    assert session.done[-1].answer == Answer("set", value="7")


def test_a_decided_item_says_who_decided_and_where(desk: Desk, session: FakeSession) -> None:
    key = key_of(session, "losses")
    desk.decide(key, Answer("accept"))
    text = plain(shown(desk, key))
    assert "decided by anna" in text
    assert "Decided in a.toml" in text


@pytest.mark.parametrize("state", ["carried", "stale"])
def test_what_was_carried_is_confirmed(state: str) -> None:
    def review(report: Report) -> tuple[ReviewRow, ...]:
        return tuple(replace(row, state=state, by=("ben",)) for row in report.review)

    session = session_of(review=review)
    html = shown(Desk(session), key_of(session, "sure"))
    assert "confirm as it stands" in html
    assert f"{state} by ben" in plain(html)


def test_the_canonical_shows_the_lines_around_the_item(desk: Desk, session: FakeSession) -> None:
    html = shown(desk, key_of(session, "losses"), "canonical")
    assert "around line 12" in plain(html)
    assert html.count('id="own-') == 1
    assert "Polish the lens" in html
    assert "## Lamp" in html


def test_what_is_not_in_the_canonical_is_said(session: FakeSession) -> None:
    left = next(bullet for bullet in session.report.bullets if bullet.state == "left_out")

    def review(_report: Report) -> tuple[ReviewRow, ...]:
        return (ReviewRow("abc", "left_out", "undecided", ((left.id,),)),)

    desk = Desk(session_of(review=review))
    assert "Not in the canonical" in shown(desk, "abc")
    assert "No line of this item is in the canonical" in shown(desk, "abc", "canonical")


def test_an_item_whose_bullets_are_gone_is_still_named() -> None:
    def review(_report: Report) -> tuple[ReviewRow, ...]:
        return (ReviewRow("abc", "stale", "stale", (("gone:1",),), lost=("brass",)),)

    desk = Desk(session_of(review=review))
    assert "abc" in plain(shown(desk, "abc"))


def test_the_queue_counts_what_is_open(desk: Desk, session: FakeSession) -> None:
    before = plain(str(desk.queue()["html"]))
    assert "Contradictions (1 of 1 open)" in before
    reply = desk.decide(key_of(session, "contradictions"), Answer("both"))
    assert "Contradictions (0 of 1 open)" in plain(str(reply["html"]))
    assert "Undo: both" in plain(str(reply["steps"]))


def test_search_finds_words_of_bullets_personas_and_sections(desk: Desk) -> None:
    for words, number in (
        ("lens MORNING", 1),
        ("night lens", 1),
        ("weather", 2),
        ("nothing-like-it", 0),
        ("", 12),
    ):
        keys = desk.search(words)["keys"]
        assert isinstance(keys, list)
        assert (words, len(keys)) == (words, number)
    assert "No item has all these words" in str(desk.search("nothing-like-it")["html"])


def test_sections_of_the_canonical_are_listed_once(desk: Desk) -> None:
    sections = desk.sections()["sections"]
    assert isinstance(sections, list)
    assert ["Lamp"] in sections
    assert len(sections) == len({tuple(path) for path in sections})


def test_all_of_one_kind_are_those_at_or_above_a_score() -> None:
    def review(report: Report) -> tuple[ReviewRow, ...]:
        rows = [row for row in report.review if row.part == "sure"]
        return tuple(replace(row, score=0.9 - number / 10) for number, row in enumerate(rows))

    session = session_of(review=review)
    desk, rows = Desk(session), session.report.review
    assert desk.like(rows[0].key)["keys"] == [rows[0].key]
    assert desk.like(rows[1].key)["keys"] == [rows[1].key, rows[0].key]
    desk.decide(rows[0].key, Answer("accept"))
    assert desk.like(rows[1].key)["keys"] == [rows[1].key]
    assert "1 item." in str(desk.like(rows[1].key)["html"])


def test_many_are_accepted_as_one_step(desk: Desk, session: FakeSession) -> None:
    keys = [row.key for row in session.report.review if row.part == "sure"]
    reply = desk.decide_all(keys)
    assert [step.keys for step in session.done] == [tuple(keys)]
    assert reply["go"] in keys


def test_the_effect_of_an_answer_is_told_in_words_and_as_a_diff(desk: Desk, session: FakeSession) -> None:
    key = key_of(session, "losses")
    reply = desk.effect(key, Answer("different", "day:1"), desk.generation)
    assert reply["words"] == "+1 line, +9 tokens, nothing else moves"
    assert 'class="added"' in str(reply["html"])
    joint = desk.joint_effect([key], desk.generation)
    assert joint["words"] == "changes nothing"
    assert "stays as it is" in str(joint["html"])


def test_an_answer_that_does_not_fit_is_told_before_it_is_given(
    desk: Desk, session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_key: str, _answer: Answer) -> Effect:
        raise refusal(IDLE, "choose <another> one")

    monkeypatch.setattr(session, "effect", refused)
    reply = desk.effect(key_of(session, "losses"), Answer("same"), desk.generation)
    assert reply["words"] == f"cannot: {IDLE}"
    assert "choose &lt;another&gt; one" in str(reply["html"])


def test_the_effect_on_an_older_generation_is_not_computed(desk: Desk, session: FakeSession) -> None:
    key = key_of(session, "losses")
    assert desk.effect(key, Answer("accept"), desk.generation - 1) == {"stale": True}
    assert session.asked == []


def test_a_note_is_shown_with_those_of_others(desk: Desk, session: FakeSession) -> None:
    key = key_of(session, "losses")
    desk.note(key, "ask ben")
    text = plain(shown(desk, key))
    assert "Your note ask ben" in text
    assert "Note of ben see ask ben" in text
    with pytest.raises(UnknownItemError):
        desk.note("abc", "x")


def test_the_newest_generation_is_shown(desk: Desk, session: FakeSession) -> None:
    session.generation = 5
    assert desk.refresh() == 5
    assert desk.generation == 5
    assert desk.items([])["generation"] == 5


def test_hostile_sources_are_text(setting_of: Callable[[FakeSession], Setting]) -> None:
    sources = {
        path: data.replace(b"Trim the wick", f"{HARM} Trim the wick".encode()).replace(b"Lamp", HARM.encode())
        for path, data in KEEPERS.items()
    }
    page = setting_of(session_of(sources, lambda report: report.review)).page
    keys = [key for key, _, _ in page.get("/queue").json["items"]]
    html = "".join(
        text
        for one in page.get("/items?" + "&".join(f"key={key}" for key in keys)).json["items"].values()
        for text in one.values()
    )
    html += page.get("/search?q=wick").json["html"] + page.get("/queue").json["html"]
    assert "&lt;script&gt;" in html
    assert "&lt;U+202E&gt;txet" in html
    assert re.findall(r"<(?:script|img|iframe|a)\b", html) == []
    assert re.findall(r"[\u202a-\u202e\u200b\x1b]", html) == []


def test_a_few_of_those_accepted_at_once_come_back_unmarked(desk: Desk, session: FakeSession) -> None:
    keys = [row.key for row in session.report.review if row.part == "sure"]
    reply = desk.decide_all(keys)
    items = reply["items"]
    assert isinstance(items, list)
    back = [key for key, part, is_open in items if part == "sure" and is_open]
    assert len(back) == 2
    assert "decided" not in plain(shown(desk, back[0]))
    assert "Audit" not in str(reply["html"])
    reply = desk.decide(back[0], Answer("both"))
    assert "1 of 1 were answered otherwise: at most 100% of the" in str(reply["html"])
    assert "decided by anna" in plain(shown(desk, back[0]))


def test_ten_minutes_are_packed_and_what_remains_is_said(desk: Desk, session: FakeSession) -> None:
    everything = desk.sitting(10.0)
    assert isinstance(everything["keys"], list)
    assert len(everything["keys"]) == len(session.report.review)
    assert everything["remains"] == "nothing remains unread"
    assert desk.sitting(0.0)["keys"] == []
    assert "remain unread" in str(desk.sitting(0.0)["remains"])


def test_the_seat_of_an_author_is_named(session: FakeSession) -> None:
    session.persona = "night"
    assert "What became of night" in str(Desk(session).queue()["html"])
