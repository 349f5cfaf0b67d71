"""One build with all that belongs to it: times for make, and an explanation where only line ends differ.

A build that has nothing to do comes through here, so this imports next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from personac.diagnostics.model import PersonacError
from personac.driver.build import Outcome, Request, run, run_if_up_to_date
from personac.driver.discover import shown
from personac.driver.stamp import inputs_of, stamped


class GroupOutcome(NamedTuple):
    """What became of one group; of one that `failed` nothing was written."""

    outcome: Outcome
    failed: bool = False


def build_group(request: Request, *, check: bool, tell: Callable[[str], object] = str) -> GroupOutcome:
    """Build one group, or only compare; what stops it is told in the outcome.

    `tell` is called with what a user should know at once.
    """
    once = partial(run, request, check=check, tell=tell)
    try:
        found = GroupOutcome(once() if check else stamped(request, once))
    except PersonacError as error:
        summary = f"{shown(request.output)}: not built"
        found = GroupOutcome(Outcome(error.diagnostics, "", summary), failed=True)
    return _explained(found, request) if found.outcome.diagnostics and not found.outcome.stood else found


def group_if_up_to_date(request: Request, *, check: bool) -> GroupOutcome | None:
    """Do the same where there is nothing to do; None where the group has to be compiled."""
    try:
        before = None if check else inputs_of(request)
        standing = run_if_up_to_date(request, before and before.files, check=check)
        if standing is None:
            return None
        return GroupOutcome(standing if check else stamped(request, lambda _: standing, before))
    except PersonacError:
        return None  # building it will say what is the matter


def _explained(found: GroupOutcome, request: Request) -> GroupOutcome:
    from personac.driver.line_ends import with_line_ends_explained

    told = with_line_ends_explained(found.outcome.diagnostics, request.output)
    return found._replace(outcome=found.outcome._replace(diagnostics=told))
