"""The page's server as an application: which request goes where, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.report.html.page import PACKAGE, joined
from personac.review.web.access import HEADERS, MOST_BYTES, Access, Call, Guard, Refusal, too_large
from personac.review.web.desk import Desk, Reply, UnknownItemError
from personac.review.web.messages import BadBodyError, Body, Decide, Many, Note, Nothing, Swap, read_body

_HERE = "personac.review.web"
_SCRIPTS = ("page.js", "dialogs.js", "keys.js")
_LONG_POLL = 25.0  # seconds; a browser waits longer
_MOST_KEYS = 20
_MOST_MINUTES = 600
_ANSWERS: Mapping[str, tuple[type[Body], Callable[[Desk, Any], Reply]]] = {
    "/decide": (Decide, lambda desk, body: desk.decide(body.key, body.answer.answer())),
    "/accept-all": (Many, lambda desk, body: desk.decide_all(body.keys)),
    "/effect": (Decide, lambda desk, body: desk.effect(body.key, body.answer.answer(), body.generation)),
    "/joint-effect": (Many, lambda desk, body: desk.joint_effect(body.keys, body.generation)),
    "/note": (Note, lambda desk, body: desk.note(body.key, body.text)),
    "/undo": (Nothing, lambda desk, _body: desk.undo()),
    "/redo": (Nothing, lambda desk, _body: desk.redo()),
}


@dataclass(slots=True)
class Activity:
    """When the page asked last, how many of its requests are open, and whether the server is about to end."""

    last: float = 0.0
    running: int = 0
    is_ending: Callable[[], bool] = lambda: False

    def touch(self) -> None:
        """Remember that somebody was there."""
        self.last = monotonic()

    def idle(self) -> float:
        """Return for how many seconds nobody has asked for anything, 0 while a page is open."""
        return 0.0 if self.running else monotonic() - self.last


class _TooLargeError(Exception):
    """The body is larger than its header said, or had none."""


class _Guarded:
    """Puts the guard before an application, and the headers on everything that leaves it."""

    def __init__(self, app: ASGIApp, guard: Guard, activity: Activity) -> None:
        self._app, self._guard, self._activity = app, guard, activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        guarded = partial(_send_with_headers, send)
        call = Call(scope["method"], scope["path"], scope["headers"])
        refused = self._guard.refusal(call)
        if refused:
            await _refusal(refused)(scope, receive, guarded)
            return
        self._activity.running += 1
        try:
            await self._app(scope, receive, guarded)
        finally:
            self._activity.running -= 1
            self._activity.touch()


async def _send_with_headers(send: Send, message: Message) -> None:
    if message["type"] == "http.response.start":
        message = {**message, "headers": [*message["headers"], *HEADERS]}
    await send(message)


def make_app(desk: Desk, access: Access, host: str, activity: Activity) -> ASGIApp:
    """Return the application; `host` is the address with the port, as the browser has it."""
    served = _served(desk)
    routes = [Route(path, partial(_static, content)) for path, content in served.items()]
    routes += [Route("/token", partial(_token, access), methods=["POST"])]
    routes += [Route(path, partial(_answer, desk, path), methods=["POST"]) for path in _ANSWERS]
    routes += [Route("/changes", partial(_changes, desk, activity))]
    routes += [Route(path, partial(_asked, ask)) for path, ask in _questions(desk).items()]
    app = Starlette(routes=routes, exception_handlers={404: _missing, 405: _missing, 500: _failed})
    return _Guarded(app, Guard(access, host, frozenset(served), "/token"), activity)


def _served(desk: Desk) -> Mapping[str, tuple[str, str]]:
    """What can be read without a token: nothing of it has data."""
    style = joined(PACKAGE, "styles", ("base.css", "sources.css")) + joined(_HERE, "styles", ("review.css",))
    scripts = joined(_HERE, "scripts", ("idiomorph.min.js",)) + "\n" + joined(_HERE, "scripts", _SCRIPTS)
    return {
        "/": (desk.shell(), "text/html"),
        "/review.css": (style, "text/css"),
        "/review.js": (joined(PACKAGE, "scripts", ("theme.js",)) + scripts, "text/javascript"),
    }


def _questions(desk: Desk) -> Mapping[str, Callable[[Request], Reply]]:
    return {
        "/queue": lambda _request: desk.queue(),
        "/items": lambda request: desk.items(request.query_params.getlist("key")[:_MOST_KEYS]),
        "/search": lambda request: desk.search(request.query_params.get("q", "")),
        "/sitting": lambda request: desk.sitting(_minutes(request)),
        "/sections": lambda _request: desk.sections(),
        "/like": lambda request: desk.like(request.query_params.get("key", "")),
    }


def _minutes(request: Request) -> float:
    given = request.query_params.get("minutes", "")
    return float(min(int(given), _MOST_MINUTES)) if given.isdecimal() and len(given) < 4 else 0.0  # noqa: PLR2004


async def _static(content: tuple[str, str], _request: Request) -> Response:
    text, kind = content
    return Response(text, media_type=kind)


async def _asked(ask: Callable[[Request], Reply], request: Request) -> Response:
    return await _guarded_reply(partial(ask, request))


async def _token(access: Access, request: Request) -> Response:
    async def _swap() -> Response:
        token = access.swap(read_body(Swap, await _body(request)).code)
        hint = "press Enter in the terminal for a new link: each is good once, for a minute"
        return (
            JSONResponse({"token": token}) if token else _refusal(Refusal(403, "the link is used up", hint))
        )

    return await _checked(_swap)


async def _answer(desk: Desk, path: str, request: Request) -> Response:
    kind, step = _ANSWERS[path]

    async def _run() -> Response:
        body = read_body(kind, await _body(request))
        return await _guarded_reply(partial(step, desk, body))

    return await _checked(_run)


async def _checked(run: Callable[[], Awaitable[Response]]) -> Response:
    """Run what reads a body; a bad one is refused."""
    try:
        return await run()
    except BadBodyError as error:
        return _refusal(Refusal(400, f"the request cannot be read: {error}", "reload the page"))
    except _TooLargeError:
        return _refusal(too_large())
    except ClientDisconnect:
        return Response(status_code=400)


async def _guarded_reply(step: Callable[[], Reply]) -> Response:
    """Run a step in a thread, and answer with its result or its error."""
    try:
        return JSONResponse(await run_in_threadpool(step))
    except UnknownItemError:
        return _refusal(Refusal(404, "this item is no longer in the queue", "go on with the next one"))
    except PersonacError as error:
        messages = "; ".join(map(_placed, error.diagnostics))
        hints = " ".join(dict.fromkeys(one.hint for one in error.diagnostics if one.hint))
        return _refusal(Refusal(409, messages, hints or "mend that and try again"))


def _placed(one: Diagnostic) -> str:
    """Return a message with its file and line, where it is about one."""
    return f"{one.path}:{one.line}: {one.message}" if one.line else one.message


async def _changes(desk: Desk, activity: Activity, request: Request) -> Response:
    """Wait until there is another generation than the page has, or for a while."""
    asked = request.query_params.get("since", "")
    end = monotonic() + _LONG_POLL
    while True:
        reply = await _guarded_reply(lambda: {"generation": desk.refresh()})
        is_new = reply.status_code != 200 or str(desk.generation) != asked  # noqa: PLR2004 - OK
        if is_new or monotonic() > end or activity.is_ending() or await request.is_disconnected():
            return reply
        await asyncio.sleep(0.5)


async def _body(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise _TooLargeError
    return bytes(data)


async def _missing(_request: Request, _error: Exception) -> Response:
    return _refusal(Refusal(404, "there is no such page", "open the link that the terminal shows"))


async def _failed(_request: Request, error: Exception) -> Response:
    message = f"personac itself failed: {type(error).__name__}: {error}"
    return _refusal(Refusal(500, message, "report this; all decisions so far are on the disk"))


def _refusal(refused: Refusal) -> Response:
    return JSONResponse({"error": refused.message, "hint": refused.hint}, status_code=refused.status)
