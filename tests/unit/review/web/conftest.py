"""A page's server without a network: a session in memory behind the real application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from personac.review.web.access import Access
from personac.review.web.app import Activity, make_app
from personac.review.web.desk import Desk
from tests.unit.review.web.asgi import HOST, Page
from tests.unit.review.web.fake_session import FakeSession, session_of


@dataclass
class Now:
    """A clock that tests move on."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Setting:
    """A server with all that tests ask for."""

    session: FakeSession
    access: Access
    activity: Activity
    clock: Now
    outside: Page

    @property
    def page(self) -> Page:
        """A page that has been let in."""
        reply = self.outside.post("/token", {"code": self.access.new_code()})
        return replace(self.outside, token=reply.json["token"])

    def key(self, part: str) -> str:
        """The first item of a part of the queue."""
        return next(row.key for row in self.session.snapshot().report.review if row.part == part)


@pytest.fixture(scope="session")
def built() -> FakeSession:
    return session_of()


@pytest.fixture
def session(built: FakeSession) -> FakeSession:
    return FakeSession(built.report, built.compilation)


@pytest.fixture
def setting(session: FakeSession) -> Setting:
    return make_setting(session)


@pytest.fixture
def setting_of() -> Callable[[FakeSession], Setting]:
    return make_setting


def make_setting(session: FakeSession) -> Setting:
    clock, activity = Now(), Activity()
    access = Access(clock)
    return Setting(session, access, activity, clock, Page(make_app(Desk(session), access, HOST, activity)))
