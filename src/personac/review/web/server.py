"""The server of the page: on this machine only, for as long as somebody reviews."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.review_kinds import CANNOT_LISTEN
from personac.review.session import Session
from personac.review.web.access import Access
from personac.review.web.app import Activity, make_app
from personac.review.web.desk import Desk

IDLE_SECONDS = 30 * 60.0
"""After how long without a request, and without an open page, the server ends."""
_HOST = "127.0.0.1"
_LOOK = 5.0  # seconds between looks at whether somebody is still there
Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Served:
    """A server that listens on `listening`, and makes links to its page; `host` is its address and port."""

    server: uvicorn.Server
    listening: socket.socket
    host: str
    access: Access
    activity: Activity

    def link(self) -> str:
        """Return a new link to the page, good once, for a minute; the one before is no longer good.

        The code is in the fragment, which a browser neither sends nor gives to another site.
        """
        return f"http://{self.host}/#code={self.access.new_code()}"

    def run(self, idle: float = IDLE_SECONDS) -> None:
        """Serve until Ctrl-C, or until nobody has been there for `idle` seconds."""
        with suppress(KeyboardInterrupt):
            asyncio.run(self._run(idle))
        self.listening.close()

    async def _run(self, idle: float) -> None:
        self._look(idle)
        await self.server.serve(sockets=[self.listening])

    def _look(self, idle: float) -> None:
        """End the server if nobody has been there, else look again later."""
        left = idle - self.activity.idle()
        if left > 0:
            asyncio.get_running_loop().call_later(min(_LOOK, left), self._look, idle)
        else:
            self.server.should_exit = True


def listen(session: Session, port: int = 0) -> Served:
    """Build once and listen; a `port` of 0 is a random one.

    Raises:
        PersonacError: the port is taken, or the sources cannot be built.

    """
    listening = _listening(port)
    try:
        access, activity = Access(), Activity()
        activity.touch()
        host = f"{_HOST}:{listening.getsockname()[1]}"
        app = make_app(Desk(session), access, host, activity)
    except BaseException:
        listening.close()
        raise
    server = uvicorn.Server(_config(app))
    activity.is_ending = lambda: server.should_exit
    return Served(server, listening, host, access, activity)


def _listening(port: int) -> socket.socket:
    """Listen at once, so that whoever follows the link early waits for the first build."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((_HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        message = f"port {port} cannot be used: {error.strerror or error}"
        raise PersonacError(Diagnostic(CANNOT_LISTEN, "", 0, 0, message, "leave --port out")) from error
    return listening


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn's own ASGI types
        access_log=False,
        date_header=False,
        http="h11",
        lifespan="off",
        log_config=None,
        log_level="critical",  # the page shows errors
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="none",
    )


def serve(session: Session, port: int = 0, *, open_browser: bool = True, notify: Notify = print) -> None:
    """Serve the page until Ctrl-C, or until nobody has been there for half an hour.

    The link is passed to `notify`. In a terminal, Enter makes a new one.

    Raises:
        PersonacError: the port is taken, or the sources cannot be built.

    """
    served = listen(session, port)
    link = served.link()
    notify(f"Review at {link}")
    another = "Enter makes a new one" if sys.stdin.isatty() else "start `personac review` again for a new one"
    notify(f"The link is good once, for a minute; {another}. Ctrl-C ends the review.")
    if open_browser:
        webbrowser.open_new_tab(link)
    if sys.stdin.isatty():
        threading.Thread(target=_links_on_enter, args=(served, notify), daemon=True).start()
    served.run()
    notify("The review has ended; all decisions are on the disk.")


def _links_on_enter(served: Served, notify: Notify) -> None:
    for _ in sys.stdin:
        notify(f"Review at {served.link()}")
