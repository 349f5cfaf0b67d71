"""The closed catalogue of what personac can find: every kind, documented.

`personac explain PC101` prints an entry. Codes never change their meaning:
PC0xx is about files, PC1xx front matter, PC2xx the body, PC3xx rules, PC4xx
matching and merging, PC5xx outputs, PC6xx reports; each has a module.
"""

from __future__ import annotations

from personac.diagnostics.kinds import front_matter, merging, outputs, reporting, rules, sources
from personac.diagnostics.kinds.front_matter import (
    ALIAS_BOMB,
    DUPLICATE_KEY,
    LATE_FRONT_MATTER,
    NO_BODY,
    NO_FRONT_MATTER,
    NO_MAPPING,
    UNCLOSED_FRONT_MATTER,
    YAML_REFUSED,
)
from personac.diagnostics.kinds.merging import (
    CONFLICTING_DECISIONS,
    CONFLICTING_FIELD,
    CONTRADICTION,
    DUPLICATE,
    NO_COMMON_TOOLS,
    STALE_DECISION,
    WIDENED_TOOLS,
)
from personac.diagnostics.kinds.outputs import (
    BAD_NAME,
    CANNOT_WRITE,
    EDITED_OUTPUT,
    LOCK_UNREADABLE,
    NO_REPORT,
    NOTHING_TO_EXPLAIN,
    OUTPUT_IN_THE_WAY,
    PATCH_MALFORMED,
    PATCH_MISMATCH,
    STALE_OUTPUT,
)
from personac.diagnostics.kinds.reporting import BAD_BASELINE, GATE_FAILED, MISSING_EXTRA
from personac.diagnostics.kinds.rules import (
    RULES_BAD_VALUE,
    RULES_SYNTAX,
    RULES_TERM_CONFLICT,
    RULES_UNKNOWN_SETTING,
)
from personac.diagnostics.kinds.sources import (
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
    "CANNOT_WRITE",
    "CONFLICTING_DECISIONS",
    "CONFLICTING_FIELD",
    "CONTRADICTION",
    "DUPLICATE",
    "DUPLICATE_KEY",
    "EDITED_OUTPUT",
    "EMPTY_FOLDER",
    "EMPTY_SOURCE",
    "GATE_FAILED",
    "LATE_FRONT_MATTER",
    "LOCK_UNREADABLE",
    "MISSING_EXTRA",
    "NOTHING_TO_EXPLAIN",
    "NOT_UTF8",
    "NO_BODY",
    "NO_COMMON_TOOLS",
    "NO_FRONT_MATTER",
    "NO_MAPPING",
    "NO_REPORT",
    "NO_SOURCES",
    "OUTPUT_IN_THE_WAY",
    "PATCH_MALFORMED",
    "PATCH_MISMATCH",
    "RULES_BAD_VALUE",
    "RULES_SYNTAX",
    "RULES_TERM_CONFLICT",
    "RULES_UNKNOWN_SETTING",
    "STALE_DECISION",
    "STALE_OUTPUT",
    "UNCLOSED_FRONT_MATTER",
    "UNREADABLE",
    "WIDENED_TOOLS",
    "YAML_REFUSED",
    "catalogue",
]


def catalogue() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    rooms = (sources, front_matter, rules, merging, outputs, reporting)
    kinds = (value for room in rooms for value in vars(room).values() if isinstance(value, Kind))
    return tuple(sorted(kinds, key=lambda kind: kind.code))
