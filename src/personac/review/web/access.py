"""Who may talk to the page's server: only a page that it served itself, to somebody who has the launch code.

Any web page that is open in the reviewer's browser can send requests to 127.0.0.1, and any program of this
machine can connect. So a request needs the exact host and port, which a rebound name has not, and a token
that only the launch code buys; a change also needs the page's own origin. There are no cookies that a browser
would add by itself.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

CODE_SECONDS = 60.0
"""How long a launch code is good for."""
MOST_BYTES = 64 * 1024
"""The largest body of a request."""
_BEARER = b"Bearer "
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types personac-review"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
"""What every answer carries: not kept, framed, sniffed or referred to; runs its own scripts alone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused: an HTTP status, a message and a way out."""

    status: int
    message: str
    hint: str


class Access:
    """The launch code and the token of one running server."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """`clock` gives seconds."""
        self._clock, self._lock = clock, threading.Lock()
        self._token = secrets.token_urlsafe(32)
        self._code, self._until = "", 0.0

    def new_code(self) -> str:
        """Return a launch code; the one before is no longer good."""
        with self._lock:
            self._code, self._until = secrets.token_urlsafe(32), self._clock() + CODE_SECONDS
            return self._code

    def swap(self, code: str) -> str:
        """Return the token for a launch code, once; empty where the code is wrong, used or too old."""
        with self._lock:
            is_right = bool(self._code) and secrets.compare_digest(code.encode(), self._code.encode())
            is_young = self._clock() <= self._until
            if is_right:
                self._code = ""
            return self._token if is_right and is_young else ""

    def knows(self, authorization: bytes) -> bool:
        """Return whether a header `Authorization` has the token."""
        return secrets.compare_digest(authorization, _BEARER + self._token.encode())


@dataclass(frozen=True, slots=True)
class Call:
    """What a request says before its body: `headers` have names in lower case."""

    method: str
    path: str
    headers: Sequence[tuple[bytes, bytes]]

    def values(self, name: bytes) -> list[bytes]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses what does not come from the server's own page; `host` is its address with its port.

    `public` are the paths that can be read without a token, and `swap` is where a launch code is sent.
    """

    access: Access
    host: str
    public: frozenset[str]
    swap: str

    def refusal(self, call: Call) -> Refusal | None:
        """Return why a request is refused, None where it is not."""
        if call.values(b"host") != [self.host.encode()]:
            return Refusal(421, "this is not the address of the review", f"open http://{self.host}/")
        if any(value not in {b"same-origin", b"none"} for value in call.values(b"sec-fetch-site")):
            return Refusal(403, "the request comes from another site", "use the page of the review itself")
        if call.method == "POST" and (refused := self._refused_change(call)):
            return refused
        if call.path in self.public or call.path == self.swap:
            return None
        return self._refused_token(call)

    def _refused_change(self, call: Call) -> Refusal | None:
        is_own = call.values(b"origin") == [f"http://{self.host}".encode()]
        if not is_own or call.values(b"sec-fetch-site") != [b"same-origin"]:
            return Refusal(403, "the request comes from another page", "use the page of the review itself")
        kinds = [value.partition(b";")[0].strip().lower() for value in call.values(b"content-type")]
        if kinds != [b"application/json"]:
            return Refusal(415, "only JSON is taken", "send `Content-Type: application/json`")
        if any(map(_is_too_long, call.values(b"content-length"))):
            return too_large()
        return None

    def _refused_token(self, call: Call) -> Refusal | None:
        given = call.values(b"authorization")
        if len(given) == 1 and self.access.knows(given[0]):
            return None
        hint = "open the link that the terminal shows; Enter there makes a new one"
        return Refusal(401, "this page has not been let in", hint)


def too_large() -> Refusal:
    """Return the refusal of a body that is too large."""
    return Refusal(413, f"the request is larger than {MOST_BYTES // 1024} kB", "shorten the text")


def _is_too_long(length: bytes) -> bool:
    return not length.isdigit() or len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES
