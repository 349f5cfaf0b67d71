"""The server listens on this machine only, and ends when nobody is there."""

from __future__ import annotations

import http.client
import io
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.review.web.server import Served, listen, serve
from tests.unit.review.web.fake_session import FakeSession


@contextmanager
def running(served: Served, idle: float = 60.0) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=served.run, args=(idle,), daemon=True)
    thread.start()
    yield thread
    served.server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def test_it_answers_on_this_machine_only(session: FakeSession) -> None:
    served = listen(session)
    address, port = served.listening.getsockname()
    assert address == "127.0.0.1"
    assert served.link().startswith(f"http://127.0.0.1:{port}/#code=")
    with running(served):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        reply = connection.getresponse()
        assert reply.status == 200
        assert reply.getheader("Cache-Control") == "no-store"
        assert reply.getheader("Server") is None
        connection.close()


def test_it_ends_when_nobody_is_there(session: FakeSession) -> None:
    served = listen(session)
    with running(served, idle=0.1) as thread:
        thread.join(10)
        assert not thread.is_alive()


def test_each_link_ends_the_one_before(session: FakeSession) -> None:
    served = listen(session)
    one, other = (served.link().rpartition("=")[2] for _ in range(2))
    assert served.access.swap(one) == ""
    assert served.access.swap(other)
    served.listening.close()


def test_a_port_that_is_taken_is_an_error(session: FakeSession) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PersonacError, match="cannot be used: Address already in use"):
            listen(session, taken.getsockname()[1])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links that a browser was told to open; the server ends at once."""
    links: list[str] = []
    monkeypatch.setattr(webbrowser, "open_new_tab", links.append)
    monkeypatch.setattr(Served, "run", lambda served: served.listening.close())
    return links


def test_enter_makes_another_link(
    session: FakeSession, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: Queue[str] = Queue()
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    serve(session, notify=told.put)
    lines = [told.get(timeout=10) for _ in range(4)]
    links = [line for line in lines if line.startswith("Review at ")]
    assert f"Review at {opened[0]}" in links
    assert len({*links}) == 2
    assert "The review has ended; all decisions are on the disk." in lines
    assert any("Enter makes a new one" in line for line in lines)


def test_without_a_terminal_one_link_is_told(
    session: FakeSession, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    serve(session, open_browser=False, notify=told.append)
    assert len([line for line in told if line.startswith("Review at ")]) == 1
    assert not any("Enter" in line for line in told)
    assert opened == []


def test_ctrl_c_ends_it(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    served = listen(session)

    async def interrupted(**_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(served.server, "serve", interrupted)
    served.run()
    assert served.listening.fileno() == -1


def test_nothing_listens_where_the_sources_cannot_be_built(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise PersonacError

    monkeypatch.setattr(session, "snapshot", broken)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PersonacError):
        listen(session, port)
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))
