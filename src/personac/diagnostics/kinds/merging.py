"""Matching and merging."""

from __future__ import annotations

from personac.diagnostics.model import kind

STALE_DECISION = kind(
    "PC401",
    "stale-decision",
    "warning",
    "a decision in the rules names a bullet that no persona has",
    """A [[must_link]] or [[cannot_link]] names bullets by their text. No bullet of this build has that
    text, in any case, spelling of a known word, or mark. It has no effect; update or drop it.""",
)
CONFLICTING_DECISIONS = kind(
    "PC402",
    "conflicting-decisions",
    "error",
    "two decisions in the rules cannot both hold",
    """Bullets are joined by [[must_link]], directly or through others, and kept apart by
    [[cannot_link]]. personac does not guess which one is meant; drop one of them.""",
)
CONFLICTING_FIELD = kind(
    "PC403",
    "conflicting-field",
    "info",
    "personas disagree about a front-matter key",
    """Personas give a key different values and the canonical can hold one. The policy of the key
    chose; the others are kept in the variants. [front_matter.set] in the rules decides it for good.""",
)
WIDENED_TOOLS = kind(
    "PC404",
    "widened-tools",
    "warning",
    "the canonical may use tools that a source could not",
    """A key such as `tools` says what an agent may do, and leaving it out allows everything. The
    merged agent would be allowed more than this source was. Use the policy `intersection`, or name
    the tools under [front_matter.set].""",
)
NO_COMMON_TOOLS = kind(
    "PC405",
    "no-common-tools",
    "warning",
    "the sources that name tools have none in common",
    """The policy `intersection` leaves an empty list, which allows no tool, rather than no list, which
    would allow every tool. Name the tools under [front_matter.set].""",
)
CONTRADICTION = kind(
    "PC406",
    "contradiction",
    "warning",
    "two personas give advice that cannot both hold",
    """Two bullets say almost the same, but one forbids what the other asks for, or they name different
    numbers. They are never merged, so the canonical holds both, and an agent that reads it is told both.
    Let one of them give way in its source; where both are meant, a [[cannot_link]] in the rules that
    names the two texts keeps them apart without this warning.""",
)
DUPLICATE = kind(
    "PC407",
    "duplicate",
    "info",
    "the same is said more than once",
    """Bullets of one or more personas say the same, and the canonical says it once. Where the personas stay
    in use beside it, each copy is edited, or forgotten, on its own: keep it in one of them. Where two only
    look alike, a [[cannot_link]] in the rules that names the two texts keeps them apart for good.""",
)
