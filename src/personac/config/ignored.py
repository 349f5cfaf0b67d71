"""The schema of [[ignore]], findings that a build does not report, and the validation of their codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from personac.config.outline_schema import Term
from personac.config.path_patterns import PATTERN_HINT, is_path_pattern
from personac.config.validation import Problem
from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.input_kinds import RULES_BAD_VALUE
from personac.diagnostics.similar_codes import similar_codes

_OF_OTHERS = ("PC3", "PC5", "PC6")  # about rules, outputs and gates
_STOPPING = frozenset({"PC001", "PC002", "PC003", "PC005", "PC402", "PC433", "PC434"})
_LISTED_BY_REPORT = "PC407"


class Ignore(Struct, frozen=True, forbid_unknown_fields=True):
    """Findings that the build does not report."""

    code: Annotated[Term, Meta(description="The code of the findings.", examples=["PC112"])]
    path: Annotated[
        str,
        Meta(
            description="The sources, by a pattern as in .gitignore, from where the build runs. Empty: all.",
            examples=["agents/legacy/**"],
        ),
    ] = ""
    text: Annotated[
        str,
        Meta(description="The text of the bullet; case and word endings are ignored. Requires `reason`."),
    ] = ""
    reason: Annotated[str, Meta(description="The reason, for readers of the rules.")] = ""


class RulePlace(Struct, frozen=True):
    """The file and the line of a row of the rules; line 0 where it is unknown."""

    path: str = "rules"
    line: int = 0


def check_ignored(rows: Any) -> Iterator[Problem]:  # noqa: ANN401 - not validated yet
    """Yield the problems of valid rows: codes that cannot be ignored, and a text without a reason."""
    for index, row in enumerate(rows):
        code = row["code"] if isinstance(row, Mapping) else row
        place, pattern = ("ignore", index), row.get("path") if isinstance(row, Mapping) else ""
        if pattern and not is_path_pattern(pattern):
            message = f"{pattern!r} is no pattern of a .gitignore file"
            yield Problem(RULES_BAD_VALUE, (*place, "path"), message, PATTERN_HINT)
        if problem := _code_problem(code):
            yield Problem(RULES_BAD_VALUE, place, *problem)
        if isinstance(row, Mapping) and row.get("text") and not row.get("reason"):
            message = "[[ignore]] has a `text` and no `reason`"
            yield Problem(
                RULES_BAD_VALUE, place, message, 'add a line `reason = "..."` for those who read it'
            )


def _code_problem(code: str) -> tuple[str, str] | None:
    """Return why findings of this code cannot be ignored, as message and hint."""
    if code not in kinds_by_code():
        similar = similar_codes(code)
        hint = f"did you mean {' or '.join(similar)}?" if similar else "`personac explain --list` lists all"
        return f"`{code}` is no code of a finding", hint
    if code == _LISTED_BY_REPORT:
        return (
            f"{code} is listed by `personac report`, not by a build",
            "accept it in a --write-baseline file",
        )
    if code in _STOPPING:
        return f"{code} stops the build, so it cannot be ignored", "mend what it reports"
    if code.startswith(_OF_OTHERS):
        return f"{code} is not about sources, so it cannot be ignored", "remove it"
    return None
