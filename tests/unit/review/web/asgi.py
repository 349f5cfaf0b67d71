"""Requests to an ASGI application with exactly the headers and chunks that a test gives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp

HOST = "127.0.0.1:4711"
Headers = Mapping[str, str]
OWN: Headers = {
    "host": HOST,
    "origin": f"http://{HOST}",
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
}


@dataclass
class Reply:
    """What came back."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON can say
        return json.loads(self.body)


@dataclass
class Page:
    """An application as a page talks to it; `token` is sent with each request where there is one."""

    app: ASGIApp
    token: str = ""

    def get(self, path: str, headers: Headers | None = None) -> Reply:
        own = {"host": HOST, "sec-fetch-site": "same-origin"}
        return self.send("GET", path, own if headers is None else headers)

    def post(self, path: str, body: object, headers: Headers = OWN) -> Reply:
        return self.send("POST", path, headers, [json.dumps(body).encode()])

    def send(self, method: str, path: str, headers: Headers, chunks: Sequence[bytes] = (b"",)) -> Reply:
        allowed = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return send(self.app, method, path, {**headers, **allowed}.items(), chunks)


def send(
    app: ASGIApp,
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    chunks: Sequence[bytes | None] = (b"",),
) -> Reply:
    """Send a request; a chunk of None is a client that goes away."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "http_version": "1.1",
        "scheme": "http",
    }
    reply = Reply()
    with suppress(ZeroDivisionError):  # a fault that a test makes; a server logs it
        asyncio.run(_call(app, scope, reply, list(chunks)))
    return reply


async def _call(app: ASGIApp, scope: dict[str, Any], reply: Reply, chunks: list[bytes | None]) -> None:
    async def receive() -> MutableMapping[str, Any]:
        if not chunks or chunks[0] is None:
            return {"type": "http.disconnect"}
        data = chunks.pop(0)
        return {"type": "http.request", "body": data, "more_body": bool(chunks)}

    async def answered(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = [(key.decode(), value.decode()) for key, value in message["headers"]]
        else:
            reply.body += message.get("body", b"")

    await app(scope, receive, answered)
