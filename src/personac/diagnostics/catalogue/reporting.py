"""What is asked of a report: gates, baselines, pictures."""

from __future__ import annotations

from personac.diagnostics.model import kind

GATE_FAILED = kind(
    "PC601",
    "gate-failed",
    "error",
    "the report has more of something than --fail-on allows",
    """A gate of `personac report --fail-on` counts the duplicates (clusters that two or more personas
    share), the contradictions, or takes the highest overlap of one persona with another, and fails above
    the number it was given. Merge or reword what is named, raise the number, or accept what is there today
    with --write-baseline FILE, and from then on fail on new findings only with --baseline FILE.""",
)
BAD_BASELINE = kind(
    "PC602",
    "bad-baseline",
    "error",
    "a baseline cannot be read",
    """A baseline holds one fingerprint of a finding a line; what follows a # is a comment. It is made by
    `personac report --write-baseline FILE`, and is meant to be committed. This one is not there, or a line of
    it is no fingerprint.""",
)
MISSING_EXTRA = kind(
    "PC603",
    "missing-extra",
    "error",
    "a picture needs a package that is not installed",
    """GraphML is written by what personac always has. Graphs for Graphviz (.dot) and pictures (.svg) need
    the packages of the extra `graph`: pip install 'personac[graph]'.""",
)
