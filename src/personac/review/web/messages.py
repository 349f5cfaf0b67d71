"""What the page may send: each body is checked once, here, into typed form."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from personac.review.session import Answer, Verb

_LONGEST = 20_000
Key = Annotated[str, Meta(pattern=r"^[0-9a-z]{1,64}$")]
"""A key of an item; never a path."""
Text = Annotated[str, Meta(max_length=_LONGEST)]
Short = Annotated[str, Meta(max_length=1_000)]


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all bodies: nothing but what is known."""


class Swap(Body, frozen=True):
    """A launch code."""

    code: Short


class AnswerBody(Body, frozen=True):
    """An answer about an item, as the session takes it."""

    verb: Verb
    member: Short = ""
    text: Text = ""
    section: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()
    reason: Text = ""
    value: Any = None

    def answer(self) -> Answer:
        """Return it for the session."""
        return Answer(self.verb, self.member, self.text, self.section, self.reason, self.value)


class Decide(Body, frozen=True):
    """Decide an item, or ask what that would do: `generation` is the one that the page shows."""

    key: Key
    answer: AnswerBody
    generation: int = 0


class Many(Body, frozen=True):
    """Accept items, or ask what that would do."""

    keys: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=2_000)]
    generation: int = 0


class Note(Body, frozen=True):
    """A note on an item, for colleagues; an empty one is removed."""

    key: Key
    text: Text


class Nothing(Body, frozen=True):
    """Undo and redo need nothing."""


class BadBodyError(Exception):
    """A body is not what it should be; the message says why."""


B = TypeVar("B", bound=Body)


def read_body(kind: type[B], data: bytes) -> B:
    """Read a body as JSON.

    Raises:
        BadBodyError: it is not JSON, or not of this kind.

    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadBodyError(str(error)) from error
