"""The page of the review as a reviewer uses it: keys, fields, dialogs, widths, colours, and who is let in."""

from __future__ import annotations

import threading
from importlib.resources import files
from typing import Any

import pytest
from msgspec.structs import replace

from personac.review.session import Answer, Snapshot
from tests.browser.reviewing import OpenReview, ReviewTab, enter, go_to, key_of, serving
from tests.browser.tab import ENTER, ESCAPE
from tests.unit.report.conftest import HARM
from tests.unit.review.web.fake_session import KEEPERS, FakeSession, refusal, session_of

CONTROL, SHIFT, ALT, DOWN, TAB = "\ue009", "\ue008", "\ue00a", "\ue015", "\ue004"


@pytest.fixture
def session(keepers: FakeSession) -> FakeSession:
    return FakeSession(keepers.report, keepers.compilation)


@pytest.fixture
def page(review: OpenReview, session: FakeSession) -> ReviewTab:
    return review(session)


def answers(session: FakeSession) -> list[Answer]:
    return [step.answer for step in session.done]


def test_the_next_item_is_shown_at_the_keypress(page: ReviewTab, session: FakeSession) -> None:
    rows = session.report.review
    assert page.at == rows[0].key
    page.wait("review.state.shown.size > 2")
    shown = page.driver.execute_script(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}));"
        "return document.querySelector('article').dataset.key"
    )
    assert shown == rows[1].key
    page.ready()
    assert [step.keys for step in session.done] == [(rows[0].key,)]
    assert page.undecided() == len(rows) - 1
    assert f"{len(rows) - 1} items are open" in page.said


def test_a_key_that_decides_nothing_says_so(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "left_out")
    at = page.at
    page.press("d")
    assert page.said == "d decides nothing here: the buttons show what does."
    page.press("9")
    assert page.said == "9 decides nothing here: the buttons show what does."
    assert page.at == at
    for _ in range(2 * len(session.report.review)):
        if page.at:
            page.press("a")
    page.press("s")
    assert page.said == "Nothing is left to decide."
    assert all(answer.verb == "accept" for answer in answers(session))


def test_a_key_before_the_item_is_there_decides_nothing_and_says_so(
    page: ReviewTab, session: FakeSession
) -> None:
    page.do("review.morph(document.getElementById('item'), '<p>Loading.</p>')")
    page.key("a")
    assert page.said == "The item is not here yet: nothing was decided."
    assert session.done == []


def test_a_preview_is_dimmed_until_it_is_of_the_newest_generation(
    page: ReviewTab, session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide, may_go = session.decide, threading.Event()

    def slow(key: str, answer: Answer) -> Snapshot:
        may_go.wait(20)
        return decide(key, answer)

    monkeypatch.setattr(session, "decide", slow)
    page.wait("review.state.shown.size > 2")
    is_old = "document.getElementById('canonical').classList.contains('old')"
    assert not page.ask(is_old)
    page.key("a")
    assert page.ask(is_old)
    page.key("j")
    assert page.ask(is_old)
    may_go.set()
    page.ready()
    assert not page.ask(is_old)
    assert len(session.done) == 1


def test_the_whole_queue_is_decided_by_keys_alone(page: ReviewTab, session: FakeSession) -> None:
    for _ in session.report.review:
        page.press("a")
    assert "Nothing is left to decide" in page.text
    assert "Nothing remains unread" in page.text
    assert {key for step in session.done for key in step.keys} == {row.key for row in session.report.review}
    page.press(*["u"] * len(session.report.review))
    assert session.done == []
    assert page.undecided() == len(session.report.review)


def test_each_answer_has_its_key(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    lens = {one.text[-5:]: one.id for one in session.report.bullets if one.text.startswith("Polish")}
    page.press("d", "u", "2", "u", "b", "u")
    page.press("x")
    page.key("Twice said", ENTER)
    page.ready()
    assert answers(session) == [Answer("drop", reason="Twice said")]
    page.press("u")
    go_to(page, "losses")
    page.press("2")
    assert answers(session) == [Answer("use", lens["rises"])]


def test_a_reason_is_asked_where_a_side_of_a_contradiction_goes(
    page: ReviewTab, session: FakeSession
) -> None:
    go_to(page, "contradictions")
    page.key("1")
    page.click("#ask-yes")
    assert "A reason is needed" in page.ask("document.getElementById('ask-note').textContent")
    page.do("document.getElementById('ask-text').focus()")
    page.key("The chief said so")
    page.key(CONTROL + ENTER)
    page.ready()
    (answer,) = answers(session)
    assert (answer.verb, answer.reason) == ("use", "The chief said so")


def test_the_line_is_edited_in_its_place(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.key("e")
    page.key(" and dry it")
    page.wait("document.querySelector('#effect h3')?.textContent.startsWith('with this wording')")
    page.key(CONTROL + ENTER)
    page.ready()
    assert answers(session) == [
        Answer("edit", text="Polish the lens with spirit every morning before the sun is up and dry it")
    ]
    go_to(page, "sure")
    page.key("e")
    page.key("x")
    page.key(ESCAPE)
    assert len(session.done) == 1
    assert page.ask("document.querySelectorAll('.editor:not([hidden])').length") == 0


def test_an_empty_line_is_refused_with_a_way_out(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.key("e")
    page.do("document.activeElement.value = ' '")
    page.key(CONTROL + ENTER)
    assert "What to do: write it" in page.problem
    assert session.done == []


def test_a_lost_word_is_put_back_with_one_key(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.key("w")
    page.key(CONTROL + ENTER)
    page.ready()
    (answer,) = answers(session)
    assert "sun rises is up" in answer.text


def test_a_value_of_the_front_matter_is_written(page: ReviewTab, session: FakeSession) -> None:
    page.key("e")
    page.do("document.activeElement.value = ''")
    page.key("Read")
    page.key(CONTROL + ENTER)
    page.ready()
    assert answers(session) == [Answer("set", value="Read")]


def test_a_line_moves_to_a_section_that_is_typed(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.key("m")
    page.wait("document.getElementById('ask').open")
    page.key("STOR")
    assert page.ask("[...document.querySelectorAll('#ask-choices button')].map(b => b.textContent)") == [
        "Storms"
    ]
    page.key(ENTER)
    page.ready()
    assert answers(session) == [Answer("move", section=("Storms",))]


def test_the_focus_says_which_member_is_taken_out(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    lens = [one.id for one in session.report.bullets if one.text.startswith("Polish")]
    page.press("d")
    page.press("u")
    go_to(page, "losses")
    page.key("\ue013")
    page.press("d")
    assert [step.answer.member for step in session.done] == [lens[0]]


def test_a_key_names_its_effect_before_it_is_pressed(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.wait("[...document.querySelectorAll('article [data-ahead]')].every(b => b.dataset.known === '')")
    effects = page.ask(
        "[...document.querySelectorAll('[data-verb=different] small')].map(s => s.textContent)"
    )
    assert effects == ["+1 line, +9 tokens, nothing else moves"]
    assert session.done == []
    page.do("document.querySelector('[data-verb=different]').focus()")
    page.wait("document.querySelector('#effect .added')")
    assert "take out" in page.ask("document.querySelector('#effect h3').textContent")


def test_scores_are_hidden_until_they_are_asked_for_or_decided(page: ReviewTab) -> None:
    go_to(page, "near_misses")
    visible = "document.querySelector('.pairs-of').checkVisibility()"
    assert not page.ask(visible)
    page.key("v")
    assert page.ask(visible)
    page.key("v")
    key = page.at
    page.press("a")
    page.do("review.show(arguments[0])", key)
    page.ready()
    assert page.ask(visible)


def test_all_of_one_kind_are_listed_before_they_are_accepted(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "sure")
    page.key("A")
    page.wait("document.getElementById('many-effect').textContent.includes('changes nothing')")
    listed = page.ask("document.querySelectorAll('#many-list button').length")
    assert listed == len([row for row in session.report.review if row.part == "sure"])
    assert session.done == []
    page.click("#many-yes")
    page.ready()
    assert [len(step.keys) for step in session.done] == [listed]
    assert page.ask("review.state.items.filter(i => i.part === 'sure' && i.open).length") == 2  # the audit's
    page.press("u")
    assert session.done == []


def test_search_finds_an_item(page: ReviewTab) -> None:
    page.key("/")
    page.key("wick")
    page.wait("document.querySelector('#found button')")
    page.key(ENTER)
    page.ready()
    assert "Trim the wick" in page.text


def test_a_note_is_left_for_colleagues(page: ReviewTab, session: FakeSession) -> None:
    key = page.at
    page.key("n")
    page.key("ask ben a or b")
    page.key(CONTROL + ENTER)
    page.wait("document.querySelector('.own-note')")
    assert session.kept == {key: "ask ben a or b"}
    assert session.done == []


def test_skip_and_move_decide_nothing(page: ReviewTab, session: FakeSession) -> None:
    keys = [row.key for row in session.report.review]
    seen = [page.at]
    for key in (".", "j", "k", "k", "k"):
        page.press(key)
        seen.append(page.at)
    assert seen == [keys[0], keys[1], keys[2], keys[1], keys[0], keys[0]]
    assert session.done == []
    assert page.said == "This is the first item."


def test_letters_do_nothing_in_fields_with_modifiers_or_during_composition(
    page: ReviewTab, session: FakeSession
) -> None:
    press = {"key": "a", "bubbles": True}
    page.key(CONTROL + "a")
    page.key(ALT + "a")
    page.key(SHIFT + "j")
    page.do(
        "for (const more of [{isComposing: true}, {keyCode: 229}, {metaKey: true}])"
        " document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true, ...more}))"
    )
    page.key("/")
    page.key("abdusjk.")
    page.key(ESCAPE)  # empties the field
    page.key(ESCAPE)
    assert not page.ask("document.querySelector('dialog[open]')")
    page.do("document.getElementById('parts').focus()")
    page.do(
        "document.getElementById('parts').dispatchEvent(new KeyboardEvent('keydown', arguments[0]))", press
    )
    assert session.done == []
    assert page.at == session.report.review[0].key


def test_letters_can_be_switched_off_and_every_action_is_a_button(
    page: ReviewTab, session: FakeSession
) -> None:
    page.key("?")
    page.click("#letters")
    page.key(ESCAPE)
    page.press("a", "j", "u")
    assert (session.done, page.at) == ([], session.report.review[0].key)
    for button in ("[data-at=a]", "[data-do=on]", "[data-do=back]", "[data-do=skip]", "#undo", "#redo"):
        page.click(button)
        page.ready()
    assert len(session.done) == 1
    page.driver.refresh()
    page.ready()
    page.press("a")
    assert len(session.done) == 1
    page.do("localStorage.clear()")


def test_what_went_wrong_is_said_with_what_to_do(page: ReviewTab, session: FakeSession) -> None:
    session.refused = refusal("the file was changed by git", "look at it with git diff")
    key = page.at
    page.press("a")
    told = "decisions/a.toml:1: the file was changed by git. What to do: look at it with git diff."
    assert page.problem == told
    assert page.at == key
    assert page.undecided() == len(session.report.review)
    page.press("a")
    assert page.problem == ""
    page.driver.get_log("browser")  # the browser notes the answer 409


def test_an_item_that_is_gone_is_left(page: ReviewTab, session: FakeSession) -> None:
    gone = page.at
    session.report = replace(session.report, review=session.report.review[1:])
    session.generation += 1
    page.wait(f"document.querySelector('article').dataset.key !== '{gone}'")
    assert "no longer in the queue" in page.said


def test_focus_and_scroll_stay_when_somebody_else_decides(page: ReviewTab, session: FakeSession) -> None:
    go_to(page, "losses")
    page.key(DOWN)
    focused = "document.activeElement.dataset.member"
    before = page.ask(focused)
    session.decide(session.report.review[0].key, Answer("accept"))
    page.wait("review.state.generation === 2")
    page.ready()
    assert page.ask(focused) == before


@pytest.mark.usefixtures("review")
def test_two_tabs_show_the_same_queue(session: FakeSession, chromium: Any) -> None:  # noqa: ANN401
    with serving(session) as served:
        one = enter(chromium, served)
        first = chromium.current_window_handle
        chromium.switch_to.new_window("tab")
        second = enter(chromium, served)
        second.press("a")
        chromium.switch_to.window(first)
        one.wait("review.state.generation === 2")
        one.ready()
        assert one.undecided() == len(session.report.review) - 1
        one.press("u")
        assert session.done == []
        chromium.switch_to.window(second.driver.window_handles[1])
        second.wait("review.state.generation === 3")
        chromium.close()
        chromium.switch_to.window(first)
    chromium.get("about:blank")
    chromium.get_log("browser")


@pytest.mark.usefixtures("review")
def test_a_link_is_good_once_and_a_reload_needs_none(session: FakeSession, chromium: Any) -> None:  # noqa: ANN401
    with serving(session) as served:
        link = served.link()
        chromium.get(link)
        page = ReviewTab(chromium)
        page.ready()
        assert page.ask("location.href") == f"http://{served.host}/"
        chromium.refresh()
        page.ready()
        assert page.at == session.report.review[0].key
        page.do("sessionStorage.clear()")
        chromium.get("about:blank")
        chromium.get(link)
        page.wait("document.getElementById('problem').textContent")
        assert "press Enter in the terminal for a new link" in page.problem
        assert page.ask("document.querySelector('article')") is None
        chromium.get("about:blank")
    assert any("403" in entry["message"] for entry in chromium.get_log("browser"))


def test_ten_minutes_end_with_what_remains(page: ReviewTab, session: FakeSession) -> None:
    page.click("#sitting")
    page.wait("review.state.sitting")
    page.ready()
    assert "In ten minutes" in page.said
    page.do("review.state.sitting = new Set([review.state.at])")
    page.press("a")
    assert "The ten minutes are done" in page.text
    page.wait("document.getElementById('remains')?.textContent")
    assert f"{len(session.report.review) - 1} items remain unread" in page.text


def test_hostile_personas_do_nothing(review: OpenReview) -> None:
    huge = "w\u200bord " * 3_000
    sources = {
        path: data.replace(b"Trim the wick", f"{HARM} {huge} Trim the wick".encode())
        .replace(b"Lamp", HARM.encode())
        .replace(b"color: blue", b"color: '<img src=x onerror=window.hit=1>'")
        for path, data in KEEPERS.items()
    }
    session = session_of(sources, lambda report: report.review)
    page = review(session)
    for row in session.report.review:
        page.do("return review.show(arguments[0])", row.key)
        page.ready()
        assert page.at == row.key
        assert (
            page.ask("document.querySelectorAll('main :is(script, img, iframe, a, style, [onload])').length")
            == 0
        )
        for key in ("v", "e", ESCAPE):
            page.key(key)
    page.key("/")
    page.key("wick")
    page.wait("document.querySelector('#found button, #found p')")
    page.key(ESCAPE)
    page.key("A")
    page.key(ESCAPE)
    assert page.ask("window.hit === undefined && location.pathname === '/'")
    assert page.ask("[...review.state.shown.values()].some(s => s.item.includes('&lt;U+202E&gt;'))")


# Behind a timer, since the browser lets what a driver evaluates use `eval`.
INTRUDE = """
const done = arguments[0];
const tries = [
    () => {
        const script = document.createElement('script');
        script.textContent = 'window.hit = 1';
        document.body.append(script);
    },
    () => { document.body.innerHTML = '<p>'; window.hit = 2; },
    () => { trustedTypes.createPolicy('other', {createHTML: html => html}); window.hit = 3; },
    () => { new Function('window.hit = 4')(); },
    () => { eval('window.hit = 5'); },
];
setTimeout(() => {
    for (const one of tries) try { one(); } catch { }
    setTimeout(() => done(window.hit ?? 0));
});
"""


def test_no_other_script_runs_and_no_other_policy_can_be_made(page: ReviewTab) -> None:
    assert page.driver.execute_async_script(INTRUDE) == 0
    assert page.driver.get_log("browser")  # the browser says that it refused


def resize(page: ReviewTab, width: int, scale: float = 1.0) -> None:
    metrics = {
        "width": round(width / scale),
        "height": round(900 / scale),
        "deviceScaleFactor": scale,
        "mobile": False,
    }
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def test_long_titles_and_words_are_no_wider_than_a_phone(review: OpenReview) -> None:
    title = "Programming Languages and Frameworks of the Backend Technology Stack"
    text = f"# A\n\n## {title}\n\n### {'X' * 90}\n\n- Read the tests of the parser first {'y' * 90}\n"
    sources = {"agents/a.md": text.encode(), "agents/b.md": text.encode()}
    page = review(session_of(sources, lambda report: report.review))
    resize(page, 320, 1)
    assert title in page.text
    assert page.ask("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("width", "zoom"),
    [(320, 1), (375, 1), (640, 1), (899, 1), (900, 1), (1150, 1), (1400, 1), (1280, 2), (640, 2)],
)
def test_nothing_is_wider_than_the_window(
    page: ReviewTab, session: FakeSession, width: int, zoom: int
) -> None:
    resize(page, width, zoom)
    for row in session.report.review:
        page.do("return review.show(arguments[0])", row.key)
        page.ready()
        assert page.ask("document.documentElement.scrollWidth") <= round(width / zoom)
    is_narrow = width / zoom < 900
    assert page.ask("document.getElementById('parts').checkVisibility()") is is_narrow
    assert page.ask("document.getElementById('canonical').checkVisibility()") is not is_narrow
    if is_narrow:
        page.click("#drawer")
        assert page.ask("document.getElementById('canonical').checkVisibility()")
        assert page.ask("document.documentElement.scrollWidth") <= round(width / zoom)
        page.key(ESCAPE)
        assert not page.ask("document.getElementById('canonical').checkVisibility()")
        page.do(
            "const parts = document.getElementById('parts'); parts.value = 'sure';"
            "parts.dispatchEvent(new Event('change', {bubbles: true}))"
        )
        page.ready()
        assert page.at == key_of(page, "sure")


def test_forced_colours_still_tell_what_is_focused(page: ReviewTab) -> None:
    features = [{"name": "forced-colors", "value": "active"}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    go_to(page, "losses")
    assert page.ask("matchMedia('(forced-colors: active)').matches")
    for selector in (".members > .focused", ".around .own", ".parts [aria-current]"):
        style = page.ask("getComputedStyle(document.querySelector(arguments[0])).outlineStyle", selector)
        assert (selector, style) == (selector, "solid")
    assert "given up:" in page.text


RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations));
"""
LOSSES = "document.querySelector('[data-part=losses]').click();"
SURE = "document.querySelector('[data-part=sure]').click();"
STATES = {
    "item": "",
    "contradiction": "document.querySelector('[data-part=contradictions]').click()",
    "scores": "document.getElementById('scores').click()",
    "editing": f"{LOSSES} review.edit()",
    "reason": f"{LOSSES} document.querySelector('[data-verb=drop]').click()",
    "move": f"{LOSSES} document.querySelector('[data-verb=move]').click()",
    "note": "document.querySelector('[data-do=note]').click()",
    "search": "document.getElementById('search-button').click()",
    "all of one kind": f"{SURE} document.querySelector('[data-do=many]').click()",
    "keys": "document.getElementById('help-button').click()",
    "problem": "review.fail('It failed', 'try again')",
    "end": "review.show('')",
    "older preview": "document.getElementById('canonical').classList.add('old')",
    "drawer": "document.getElementById('drawer').click()",
}
DIALOGS = {"reason", "move", "note", "search", "all of one kind", "keys"}


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1360),
        ("dark", 375),
        pytest.param("dark", 1360, marks=pytest.mark.long),
        pytest.param("light", 375, marks=pytest.mark.long),
    ],
)
def test_axe_finds_no_serious_fault_in_any_state(
    review: OpenReview, session: FakeSession, scheme: str, width: int
) -> None:
    page = review(session)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    resize(page, width)
    page.driver.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    faults = {}
    for name, script in STATES.items():
        page.do(script)
        page.wait("document.body.dataset.busy === undefined")
        page.do("return new Promise(done => setTimeout(done, 200))")
        assert page.ask("document.querySelector('dialog[open]') !== null") is (name in DIALOGS)
        found = page.driver.execute_async_script(RUN_AXE)
        faults[name] = [
            (fault["id"], fault["nodes"][0]["failureSummary"], fault["nodes"][0]["html"][:200])
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        ]
        page.do("document.querySelector('dialog[open]')?.close(); review.fail(''); review.leave()")
        page.do("return review.show(review.state.items[0].key)")
        page.ready()
    assert {name: found for name, found in faults.items() if found} == {}
