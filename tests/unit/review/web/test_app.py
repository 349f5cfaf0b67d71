"""The server of the review page refuses whatever does not come from its own page, and answers that one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import RULES_BAD_VALUE
from personac.review.session import Answer
from tests.unit.review.web.asgi import HOST, OWN, send
from tests.unit.review.web.conftest import Setting
from tests.unit.review.web.fake_session import refusal

DATA = ("/queue", "/items?key=a", "/search?q=lens", "/sections", "/like?key=a", "/changes?since=0")
POSTS = ("/decide", "/accept-all", "/effect", "/joint-effect", "/note", "/undo", "/redo")
BROKEN = "no TOML"
PUBLIC = ("/", "/review.css", "/review.js")


@pytest.mark.parametrize("path", DATA)
@pytest.mark.parametrize("token", ["", "wrong", "Ünïcode"])
def test_data_needs_the_token(setting: Setting, path: str, token: str) -> None:
    setting.outside.token = token
    reply = setting.outside.get(path)
    assert reply.status == 401
    assert "Enter" in reply.json["hint"]


def test_two_tokens_are_one_too_many(setting: Setting) -> None:
    token = setting.page.token
    headers = [("host", HOST), *[("authorization", f"Bearer {token}")] * 2]
    assert send(setting.outside.app, "GET", "/queue", headers).status == 401


@pytest.mark.parametrize("path", POSTS)
def test_changes_need_the_token(setting: Setting, path: str) -> None:
    assert setting.outside.post(path, {}).status == 401
    assert setting.session.done == []


@pytest.mark.parametrize("path", PUBLIC)
def test_the_page_without_a_token_holds_no_data(setting: Setting, path: str) -> None:
    reply = setting.outside.get(path, {"host": HOST})
    assert reply.status == 200
    text = reply.body.decode().lower()
    names = {"lighthouse", "shutters", "barometer", *(p.path for p in setting.session.report.personas)}
    assert [name for name in sorted(names) if name in text] == []


@pytest.mark.parametrize(
    "host", ["localhost:4711", "127.0.0.1", "127.0.0.1:80", "evil.example", "evil.example:4711", ""]
)
@pytest.mark.parametrize("path", ["/", "/queue"])
def test_another_host_is_refused(setting: Setting, host: str, path: str) -> None:
    assert setting.page.get(path, {"host": host}).status == 421
    assert setting.page.post("/undo", {}, {**OWN, "host": host}).status == 421


def test_a_request_without_a_host_or_with_two_is_refused(setting: Setting) -> None:
    assert send(setting.outside.app, "GET", "/", []).status == 421
    assert send(setting.outside.app, "GET", "/", [("host", HOST)] * 2).status == 421


@pytest.mark.parametrize("name", ["origin", "sec-fetch-site"])
@pytest.mark.parametrize(
    "value", ["http://evil.example", "null", "cross-site", "same-site", "http://localhost:4711", ""]
)
def test_a_change_from_another_page_is_refused(setting: Setting, name: str, value: str) -> None:
    key = setting.key("losses")
    body = {"key": key, "answer": {"verb": "accept"}}
    assert setting.page.post("/decide", body, {**OWN, name: value}).status == 403
    without = {header: own for header, own in OWN.items() if header != name}
    assert setting.page.post("/decide", body, without).status == 403
    assert setting.session.done == []


def test_data_for_another_site_is_refused(setting: Setting) -> None:
    assert setting.page.get("/queue", {"host": HOST, "sec-fetch-site": "cross-site"}).status == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"]
)
def test_only_json_is_taken(setting: Setting, kind: str) -> None:
    assert setting.page.post("/undo", {}, {**OWN, "content-type": kind}).status == 415
    assert setting.page.post("/undo", {}, {**OWN, "content-type": "application/json; x=y"}).status == 409


def test_no_other_site_is_allowed_to_ask(setting: Setting) -> None:
    asked = {**OWN, "access-control-request-method": "POST", "origin": "http://evil.example"}
    for reply in (
        setting.outside.send("OPTIONS", "/decide", asked),
        setting.page.send("OPTIONS", "/decide", asked),
        setting.page.get("/queue"),
    ):
        assert [name for name, _ in reply.headers if name.startswith("access-control")] == []
        assert [name for name, _ in reply.headers if name == "set-cookie"] == []


@pytest.mark.parametrize("path", [*PUBLIC, "/queue", "/nothing"])
def test_every_answer_has_the_headers_that_protect_it(setting: Setting, path: str) -> None:
    for reply in (setting.page.get(path), setting.outside.get(path, {"host": "evil"})):
        (policy,) = reply.values("content-security-policy")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert reply.values("cache-control") == ["no-store"]
        assert reply.values("x-content-type-options") == ["nosniff"]
        assert reply.values("referrer-policy") == ["no-referrer"]
        assert reply.values("cross-origin-opener-policy") == ["same-origin"]
        assert reply.values("cross-origin-resource-policy") == ["same-origin"]


def test_a_code_is_good_once(setting: Setting) -> None:
    code = setting.access.new_code()
    first, second = (setting.outside.post("/token", {"code": code}) for _ in range(2))
    assert (first.status, second.status) == (200, 403)
    assert "token" not in second.json
    assert "Enter" in second.json["hint"]


@pytest.mark.parametrize(("seconds", "status"), [(60.0, 200), (60.1, 403)])
def test_a_code_is_good_for_a_minute(setting: Setting, seconds: float, status: int) -> None:
    code = setting.access.new_code()
    setting.clock.seconds += seconds
    assert setting.outside.post("/token", {"code": code}).status == status
    setting.clock.seconds -= seconds
    assert setting.outside.post("/token", {"code": code}).status == 403


def test_a_new_code_ends_the_one_before(setting: Setting) -> None:
    old, new = setting.access.new_code(), setting.access.new_code()
    assert setting.outside.post("/token", {"code": old}).status == 403
    assert setting.outside.post("/token", {"code": new}).status == 200


@pytest.mark.parametrize("code", ["", "guess", "Ünïcode"])
def test_a_guessed_code_is_refused(setting: Setting, code: str) -> None:
    assert setting.outside.post("/token", {"code": code}).status == 403
    setting.access.new_code()
    assert setting.outside.post("/token", {"code": code}).status == 403
    assert setting.outside.post("/token", {"code": code}, {**OWN, "origin": "http://evil"}).status == 403


@pytest.mark.parametrize("length", ["65537", "-1", "x", "9" * 5000])
def test_a_body_that_says_it_is_too_large_is_refused(setting: Setting, length: str) -> None:
    assert setting.page.post("/undo", {}, {**OWN, "content-length": length}).status == 413


def test_a_body_that_is_too_large_is_refused_whatever_it_says(setting: Setting) -> None:
    chunks = [b'{"key": "' + b"a" * 30_000, b"a" * 30_000, b"a" * 30_000 + b'"}']
    reply = setting.page.send("POST", "/note", {**OWN, "content-length": "10"}, chunks)
    assert reply.status == 413
    assert "64 kB" in reply.json["error"]


def test_a_client_that_goes_away_leaves_nothing(setting: Setting) -> None:
    page = setting.page
    headers = {**OWN, "authorization": f"Bearer {page.token}"}
    assert send(page.app, "POST", "/decide", headers.items(), [b'{"key"', None]).status == 400
    assert setting.session.done == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"key": "../../etc/passwd", "answer": {"verb": "accept"}},
        {"key": "a/b", "answer": {"verb": "accept"}},
        {"key": "abc", "answer": {"verb": "destroy"}},
        {"key": "abc", "answer": {"verb": "accept"}, "path": "x"},
        {"key": "abc", "answer": {"verb": "accept", "file": "x"}},
        {"key": "abc", "answer": {"verb": "edit", "text": "x" * 20_001}},
    ],
)
def test_what_is_not_an_answer_is_refused(setting: Setting, body: Any) -> None:  # noqa: ANN401
    reply = setting.page.post("/decide", body)
    assert reply.status == 400
    assert reply.json["hint"]
    assert setting.session.done == []


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 60_000])
def test_what_is_not_json_is_refused(setting: Setting, data: bytes) -> None:
    assert setting.page.send("POST", "/decide", OWN, [data]).status == 400


def test_an_unknown_item_is_refused(setting: Setting) -> None:
    page = setting.page
    answer = {"verb": "accept"}
    generation = setting.session.generation
    assert page.post("/decide", {"key": "abc", "answer": answer}).status == 404
    assert page.post("/accept-all", {"keys": ["abc"]}).status == 404
    effect = {"key": "abc", "answer": answer, "generation": generation}
    assert page.post("/effect", effect).status == 404
    assert page.post("/note", {"key": "abc", "text": "x"}).status == 404
    assert page.get("/items?key=abc").json["items"] == {}
    assert page.get("/like?key=abc").json["keys"] == []


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("GET", "/decide"), ("PUT", "/queue")])
def test_there_is_no_other_page(setting: Setting, method: str, path: str) -> None:
    reply = setting.page.send(method, path, OWN)
    assert reply.status == 404
    assert "link" in reply.json["hint"]


def test_a_decision_reaches_the_session(setting: Setting) -> None:
    key = setting.key("losses")
    answer = {"verb": "drop", "member": "night:1", "reason": "twice"}
    reply = setting.page.post("/decide", {"key": key, "answer": answer})
    assert reply.status == 200
    assert setting.session.done[0].keys == (key,)
    assert setting.session.done[0].answer == Answer("drop", "night:1", reason="twice")
    assert [is_open for one, _, is_open in reply.json["items"] if one == key] == [False]


def test_an_error_of_the_session_is_told_with_a_way_out(setting: Setting) -> None:
    setting.session.refused = refusal("the file was changed", "decide again")
    reply = setting.page.post("/decide", {"key": setting.key("losses"), "answer": {"verb": "accept"}})
    assert (reply.status, reply.json) == (
        409,
        {"error": "decisions/a.toml:1: the file was changed", "hint": "decide again"},
    )
    setting.session.refused = refusal("the file was changed", "")
    reply = setting.page.post("/decide", {"key": setting.key("losses"), "answer": {"verb": "accept"}})
    assert reply.json["hint"]


def test_an_error_about_no_line_names_none(setting: Setting) -> None:
    about = setting.key("losses")
    told = Diagnostic(RULES_BAD_VALUE, about, 0, 0, "it has no such bullet", "name another one")
    setting.session.refused = PersonacError(told)
    reply = setting.page.post("/decide", {"key": about, "answer": {"verb": "accept"}})
    assert reply.json["error"] == "it has no such bullet"


def test_undo_and_redo_say_which_item_changed(setting: Setting) -> None:
    key, page = setting.key("losses"), setting.page
    page.post("/decide", {"key": key, "answer": {"verb": "accept"}})
    undone = page.post("/undo", {})
    assert undone.json["go"] == key
    again = page.post("/redo", {})
    assert again.json["go"] == key
    assert again.json["generation"] > undone.json["generation"]
    assert page.post("/redo", {}).status == 409


def test_changes_are_told_at_once_to_whom_does_not_know_them(setting: Setting) -> None:
    page = setting.page
    assert page.get("/changes?since=0").json == {"generation": 1}
    setting.session.generation = 7
    assert page.get("/changes?since=1").json == {"generation": 7}


def test_who_waits_for_changes_and_goes_away_is_let_go(setting: Setting) -> None:
    assert setting.page.get("/changes?since=1").json == {"generation": 1}


def test_a_page_is_there_while_it_waits(setting: Setting) -> None:
    activity = setting.activity
    activity.last = -1000.0
    assert activity.idle() > 1000
    activity.running += 1
    assert activity.idle() == 0
    activity.running -= 1
    _ = setting.page.get("/queue")
    assert activity.idle() < 100


def test_refused_requests_keep_nobody_there(setting: Setting) -> None:
    setting.activity.last = -1000.0
    setting.outside.get("/queue")
    assert setting.activity.idle() > 1000


def test_only_http_is_answered(setting: Setting) -> None:
    async def never() -> Any:  # noqa: ANN401
        raise AssertionError

    async def unsent(_message: object) -> None:
        raise AssertionError

    async def call() -> None:
        await setting.outside.app({"type": "websocket"}, never, unsent)

    asyncio.run(call())


@pytest.mark.parametrize(
    ("minutes", "number"), [("10", 10), ("0", 0), ("-1", 0), ("x", 0), ("9999", 0), ("", 0)]
)
def test_minutes_are_a_number(setting: Setting, minutes: str, number: int) -> None:
    keys = setting.page.get(f"/sitting?minutes={minutes}").json["keys"]
    assert (len(keys) > 0) == (number > 0)


def test_who_waits_is_let_go_when_the_server_ends(setting: Setting) -> None:
    setting.activity.is_ending = lambda: True
    page = setting.page
    headers = {"host": HOST, "authorization": f"Bearer {page.token}"}
    assert send(page.app, "GET", "/changes?since=1", headers.items(), []).json == {"generation": 1}


def test_who_waits_is_told_what_cannot_be_read(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise refusal(BROKEN)

    monkeypatch.setattr(setting.session, "snapshot", broken)
    assert setting.page.get("/changes?since=1").status == 409


def test_a_fault_of_personac_is_told_as_one(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty() -> None:
        raise ZeroDivisionError(BROKEN)

    monkeypatch.setattr(setting.session, "snapshot", faulty)
    reply = setting.page.get("/changes?since=1")
    assert reply.status == 500
    assert reply.json["error"] == "personac itself failed: ZeroDivisionError: no TOML"
