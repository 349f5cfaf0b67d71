"""Kinds of diagnostics about reviewing: answers that cannot be written, and steps that cannot be undone."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error

CANNOT_DECIDE = error(
    "PC701",
    "cannot-decide",
    "an answer does not fit the item of the review",
    """`personac review` writes what was answered about one item of its queue. The item has no such bullet or
    key any more, or the answer lacks something: a line that is dropped needs a reason, and an edited one
    needs a text. Nothing was written. `personac review --list` prints the items as they are now.""",
)
CANNOT_UNDO = error(
    "PC702",
    "cannot-undo",
    "a step of the review cannot be undone or done again",
    """Undo restores the decision files as they were before the step. One of them was changed since by
    somebody else, such as by `git checkout`, so that undoing the step would overwrite that change. Nothing
    was written. Decide anew about the item instead.""",
)
CANNOT_LISTEN = error(
    "PC703",
    "cannot-listen",
    "the page of the review cannot be served at this port",
    """`personac review` serves its page on this machine alone, at a free port, or at the one of `--port`.
    Another program has that one, or the system does not allow it.""",
)
