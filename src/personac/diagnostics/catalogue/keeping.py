"""How much is kept."""

from __future__ import annotations

from personac.diagnostics.model import kind

SUPPORT_TOO_HIGH = kind(
    "PC431",
    "support-too-high",
    "warning",
    "more personas are asked to agree than there are",
    """min_support asks for more personas than the build has. What all of them say is kept, as if it
    named their number; set it to that, or lower.""",
)
NOTHING_SHARED = kind(
    "PC432",
    "nothing-shared",
    "warning",
    "no bullet is said by as many personas as the rules ask for",
    """The canonical holds its front matter and who the agent is, and nothing else: everything is left
    out, and listed in the report. Lower min_support, or keep all.""",
)
BUDGET_TOO_SMALL = kind(
    "PC433",
    "budget-too-small",
    "error",
    "the budget does not hold what every agent must have",
    """The front matter and the paragraph that says who the agent is stay in every build, and they alone
    are larger than the budget. Give it at least what the message says, or shorten the description by
    [front_matter.set] in the rules.""",
)
NO_TOKENIZER = kind(
    "PC434",
    "no-tokenizer",
    "error",
    "the tokenizer that the rules name is not installed",
    """Tokens are counted by an encoding of the package rs-bpe, which is optional. The default,
    "estimate", needs nothing and gives the same number on every machine; "auto" counts where it can.""",
)
