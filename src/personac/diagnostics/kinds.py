"""Every kind of finding by its name, out of all modules of the catalogue."""

from __future__ import annotations

from personac.diagnostics.catalogue import (
    front_matter,
    keeping,
    merged_front_matter,
    merging,
    outputs,
    reporting,
    rules,
    sources,
)
from personac.diagnostics.catalogue.front_matter import (
    ALIAS_BOMB,
    DUPLICATE_KEY,
    LATE_FRONT_MATTER,
    NO_BODY,
    NO_DESCRIPTION,
    NO_FRONT_MATTER,
    NO_MAPPING,
    NO_NAME,
    SHARED_NAME,
    UNCLOSED_FRONT_MATTER,
    UNUSABLE_NAME,
    YAML_REFUSED,
)
from personac.diagnostics.catalogue.keeping import (
    BUDGET_TOO_SMALL,
    NO_TOKENIZER,
    NOTHING_SHARED,
    SUPPORT_TOO_HIGH,
)
from personac.diagnostics.catalogue.merged_front_matter import (
    CANONICAL_SKIPPED,
    CONFLICTING_FIELD,
    NO_COMMON_TOOLS,
    REGRANTED_TOOLS,
    UNLISTED_TOOL,
    VALUE_NOT_SET,
    WIDENED_TOOLS,
)
from personac.diagnostics.catalogue.merging import (
    CONFLICTING_DECISIONS,
    CONTRADICTING_ORDER,
    CONTRADICTION,
    DUPLICATE,
    IDLE_OUTLINE_RULE,
    STALE_DECISION,
)
from personac.diagnostics.catalogue.outputs import (
    BAD_NAME,
    CANNOT_MERGE,
    CANNOT_WRITE,
    CONVERTED_LINE_ENDS,
    EDIT_KEPT,
    EDIT_NOT_CARRIED,
    EDITED_OUTPUT,
    INPUT_CHANGED,
    LOCK_UNREADABLE,
    MERGE_CONFLICT,
    NO_REPORT,
    NOTHING_TO_EXPLAIN,
    OUTPUT_IN_THE_WAY,
    OUTPUTS_BUSY,
    PATCH_MALFORMED,
    PATCH_MISMATCH,
    SHARED_FOLDER,
    STALE_OUTPUT,
    UNKNOWN_LEFTOVER,
)
from personac.diagnostics.catalogue.reporting import BAD_BASELINE, GATE_FAILED, MISSING_EXTRA
from personac.diagnostics.catalogue.rules import (
    RULES_BAD_VALUE,
    RULES_SYNTAX,
    RULES_TERM_CONFLICT,
    RULES_UNKNOWN_SETTING,
)
from personac.diagnostics.catalogue.sources import (
    EMPTY_FOLDER,
    EMPTY_SOURCE,
    NO_SOURCES,
    NOT_UTF8,
    UNREADABLE,
)
from personac.diagnostics.model import Kind

__all__ = [
    "ALIAS_BOMB",
    "BAD_BASELINE",
    "BAD_NAME",
    "BUDGET_TOO_SMALL",
    "CANNOT_MERGE",
    "CANNOT_WRITE",
    "CANONICAL_SKIPPED",
    "CONFLICTING_DECISIONS",
    "CONFLICTING_FIELD",
    "CONTRADICTING_ORDER",
    "CONTRADICTION",
    "CONVERTED_LINE_ENDS",
    "DUPLICATE",
    "DUPLICATE_KEY",
    "EDITED_OUTPUT",
    "EDIT_KEPT",
    "EDIT_NOT_CARRIED",
    "EMPTY_FOLDER",
    "EMPTY_SOURCE",
    "GATE_FAILED",
    "IDLE_OUTLINE_RULE",
    "INPUT_CHANGED",
    "LATE_FRONT_MATTER",
    "LOCK_UNREADABLE",
    "MERGE_CONFLICT",
    "MISSING_EXTRA",
    "NOTHING_SHARED",
    "NOTHING_TO_EXPLAIN",
    "NOT_UTF8",
    "NO_BODY",
    "NO_COMMON_TOOLS",
    "NO_DESCRIPTION",
    "NO_FRONT_MATTER",
    "NO_MAPPING",
    "NO_NAME",
    "NO_REPORT",
    "NO_SOURCES",
    "NO_TOKENIZER",
    "OUTPUTS_BUSY",
    "OUTPUT_IN_THE_WAY",
    "PATCH_MALFORMED",
    "PATCH_MISMATCH",
    "REGRANTED_TOOLS",
    "RULES_BAD_VALUE",
    "RULES_SYNTAX",
    "RULES_TERM_CONFLICT",
    "RULES_UNKNOWN_SETTING",
    "SHARED_FOLDER",
    "SHARED_NAME",
    "STALE_DECISION",
    "STALE_OUTPUT",
    "SUPPORT_TOO_HIGH",
    "UNCLOSED_FRONT_MATTER",
    "UNKNOWN_LEFTOVER",
    "UNLISTED_TOOL",
    "UNREADABLE",
    "UNUSABLE_NAME",
    "VALUE_NOT_SET",
    "WIDENED_TOOLS",
    "YAML_REFUSED",
    "catalogue",
    "kinds_by_code",
]


def kinds_by_code() -> dict[str, Kind]:
    """Return every kind by its code, as in `PC101`."""
    return {kind.code: kind for kind in catalogue()}


def catalogue() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    rooms = (sources, front_matter, rules, merging, merged_front_matter, keeping, outputs, reporting)
    kinds = (value for room in rooms for value in vars(room).values() if isinstance(value, Kind))
    return tuple(sorted(kinds, key=lambda kind: kind.code))
