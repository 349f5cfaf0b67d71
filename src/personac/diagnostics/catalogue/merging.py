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
CONTRADICTING_ORDER = kind(
    "PC410",
    "contradicting-order",
    "warning",
    "two personas have the same steps in contrary orders",
    """The order of a numbered list is part of what it says. Two personas have two of its steps the
    other way round; the merged list follows the longer list of the two, and where they are equally
    long the earlier persona's. Let the sources agree, or drop a step from one of them.""",
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
IDLE_OUTLINE_RULE = kind(
    "PC411",
    "idle-outline-rule",
    "warning",
    "a rule about the outline has no effect",
    """[[outline.section]] and [outline] order name sections by their titles. No source has a section of
    that title or of one of its aliases, or the place it should have cannot be given to it. Update the
    title, add the aliases that the sources use, or drop the rule.""",
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
