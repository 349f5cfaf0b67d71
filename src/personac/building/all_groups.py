"""`personac build --all`: what is left to do when every group is built, and what became of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from personac.building.builder import Notify, ignore
from personac.building.project import Project, with_settings
from personac.building.project_groups import requests_of_groups
from personac.building.request import Outcome, Request
from personac.paths import display_path
from personac.report.safe_text import count


def settled_old_groups(
    given: Request, project: Project, outcomes: Sequence[Outcome], notify: Notify = ignore
) -> Iterator[Outcome]:
    """Remove what groups left that the settings no longer have, or check for it; yield an outcome for each.

    `outcomes` are those of the groups that they have: all stays where one of them could not be built. Raises
    `PersonacError` where a link in the place of an output leads out of the project.
    """
    from personac.building.old_groups import checked, old_groups, postponed, removed

    builds = requests_of_groups(with_settings(given, project), project)
    is_all_built = not any(outcome.is_failed for outcome in outcomes)
    for old in reversed(old_groups(project.output, builds)):  # one in another goes first
        if given.check:
            yield checked(old)
        elif is_all_built:
            busy = f"another build writes to {display_path(old.folder)}; waiting…"
            yield removed(old, given, partial(notify, busy))
        else:
            yield postponed(old)


def summary_of(groups: Sequence[Outcome], old: Sequence[Outcome] = ()) -> str:
    """Return what became of all groups, and of those that are gone, in one line."""
    numbers = {
        "built": sum(one.is_written for one in groups),
        "up to date": sum(one.is_up_to_date for one in groups),
        "stale": sum(one.is_stale for one in groups),
        "not built": sum(one.is_failed for one in groups),
    }
    states = ", ".join(f"{number} {state}" for state, number in numbers.items() if number)
    saved = sum(one.tokens_saved for one in groups)
    tokens = f"{saved:,} tokens saved" if saved >= 0 else f"{-saved:,} tokens more"
    gone = [f"{count(number, 'old group')} {state}" for state, number in _old_states(old).items() if number]
    return "; ".join([f"{count(len(groups), 'group')}: {states}", tokens, *gone])


def _old_states(old: Sequence[Outcome]) -> dict[str, int]:
    stale, written = sum(one.is_stale for one in old), sum(one.is_written for one in old)
    return {"removed": written, "stale": stale, "left alone": len(old) - written - stale}
