"""Kinds of diagnostics about matching, merging, and how much of the result is kept (PC4xx)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, info, warning

STALE_DECISION = warning(
    "PC401",
    "stale-decision",
    "a decision names a bullet that no persona has",
    """[[must_link]] and [[cannot_link]] of the rules, and files in decisions/, name bullets by their text. No
    bullet of this build has that text; case, formatting and synonyms of the vocabulary are ignored. Such a
    rule has no effect: update or remove it. Such a decision joins nothing, but what it keeps apart stays
    apart: decide again with `personac review`.""",
)
CONFLICTING_DECISIONS = error(
    "PC402",
    "conflicting-decisions",
    "two decisions in the rules contradict each other",
    """[[must_link]] merges bullets, directly or through other bullets, and [[cannot_link]] keeps them
    separate. personac does not guess which one is meant; remove one of them.""",
)
CONTRADICTION = warning(
    "PC406",
    "contradiction",
    "personas give contradictory advice",
    """Two bullets are almost the same, but one forbids what the other requires, or they give different
    numbers. They are never merged, so the canonical contains both, and an agent reads both. Correct one of
    the sources. If both are intended, decide so with `personac review`, or by a [[cannot_link]] in the rules
    with the two texts: that ends this warning. Two bullets of one persona are reported only if all their
    other words are the same.""",
)
DUPLICATE = info(
    "PC407",
    "duplicate",
    "the same advice occurs more than once",
    """Bullets of one or more personas mean the same, and the canonical contains them once. If the personas
    stay in use, their copies can drift apart: keep the advice in one persona. If the bullets only look
    similar, `personac review`, or a [[cannot_link]] in the rules with the two texts, keeps them separate.""",
)
NOT_ENGLISH = info(
    "PC408",
    "not-english",
    "a persona is not in English, and only copies are merged there",
    """Whether two bullets mean the same is decided by what personac knows of English words. In other
    languages it merges only bullets that are copies, apart from case, punctuation, spaces, articles or the
    ending of a word; all others are kept. Nothing is lost, but advice that is worded differently is
    repeated.""",
)
CONTRADICTING_ORDER = warning(
    "PC410",
    "contradicting-order",
    "two personas have the same steps in opposite orders",
    """The order of a numbered list matters. Two personas have two of its steps in opposite orders. Steps
    keep the order of their source, so the canonical has one of them twice. Make the sources agree, or remove
    a step from one of them.""",
)
IDLE_OUTLINE_RULE = warning(
    "PC411",
    "idle-outline-rule",
    "a rule about the outline has no effect",
    """[[outline.section]] and [outline] order name sections by their titles. No source has a section with
    that title or one of its aliases, or the section cannot be placed as configured. Update the title, add
    the aliases that the sources use, or remove the rule.""",
)
UNKNOWN_TRUNK = warning(
    "PC412",
    "unknown-trunk",
    "the rules name a trunk that is not among the personas",
    """[merge] trunk gives the id of the persona whose order and sections the canonical keeps. No persona of
    this build has that id, so the one that covers the others best is the trunk. Correct or remove it.""",
)
LOST_NAME = info(
    "PC413",
    "lost-name",
    "a merged bullet has a name or a number that the canonical has nowhere",
    """Bullets were merged, and the wording that was kept lacks a name, an acronym or a number of another one.
    Nothing else in the canonical has it either. If the bullets differ in meaning, a [[cannot_link]] in the
    rules with the two texts keeps both. If they do not, add the word to the bullet that is kept. The loss
    ledger of the report lists all words that were lost.""",
)
LOST_REFERENCE = warning(
    "PC414",
    "lost-reference",
    "a reference leads elsewhere in the canonical, or nowhere",
    """A text of a persona refers to a step by its number, to a heading, or to the definition of a link or a
    footnote. If the canonical has it under another number or name, the reference is changed. Here that is
    not possible: it is gone, it is now in another list, or several could be meant. The text stays as it is
    and may mislead an agent. Say in words what is meant ("repeat the review"), or name the section.""",
)
RELATIVE_PATH = warning(
    "PC415",
    "relative-path",
    "a relative path may lead nowhere from the canonical",
    """A relative link or an @import starts at the folder of its file, and the canonical is in another one.
    personac does not know where the canonical will be used, so it leaves the path as it is. A path from the
    root of the repository ("/docs/style.md") or an address leads to the same file from everywhere.""",
)
COPIED_FILE = warning(
    "PC416",
    "copied-file",
    "a source is a copy of another one under another name",
    """Files are equal, or differ in their front matter only. The canonical has their content once, and
    nothing is lost. But an agent of another name that does exactly the same often was copied and never
    rewritten. Remove one of them, or change it. A note where the copies have the same name.""",
)
SHARES_NOTHING = info(
    "PC417",
    "shares-nothing",
    "a persona has nothing in common with the others",
    """No bullet of this persona means the same as one of another persona, and no code block, table or quote
    is equal to one of another. Merging it saves nothing. It may belong to another agent: name the sources,
    or build groups with --each. If it belongs here, nothing needs to be done.""",
)
NEAR_BLOCK = info(
    "PC418",
    "near-block",
    "two blocks differ in few lines",
    """Two personas have a code block, a table, a quote or tagged text in sections of the same title, and most
    lines of it are equal. Blocks that differ only in spaces that mean nothing are merged. These are not, as
    the line that differs may be what counts: the canonical has both. Often one of them is outdated.""",
)
SUPPORT_TOO_HIGH = warning(
    "PC431",
    "support-too-high",
    "min_support is larger than the number of personas",
    """The build has fewer personas than min_support requires. What all of them share is kept, as if
    min_support were the number of personas. Lower it.""",
)
NOTHING_SHARED = warning(
    "PC432",
    "nothing-shared",
    "no bullet is shared by as many personas as min_support requires",
    """The canonical contains only its front matter and the paragraph that describes the agent. Everything
    else is left out, and listed in the report. Lower min_support, or keep everything.""",
)
BUDGET_TOO_SMALL = error(
    "PC433",
    "budget-too-small",
    "the budget is smaller than the minimum content of an agent",
    """Every build keeps the front matter and the paragraph that describes the agent, and they alone exceed
    the budget. Raise the budget to at least the number in the message, or shorten the description with
    [front_matter.set] in the rules.""",
)
NO_TOKENIZER = error(
    "PC434",
    "no-tokenizer",
    "the tokenizer named in the rules is not installed",
    """Tokens are counted with an encoding of the package rs-bpe, which is optional. The default,
    "estimate", needs no package and gives the same number on every machine; "auto" uses an encoding if
    one is installed.""",
)
CARRIED_DECISION = info(
    "PC435",
    "carried-decision",
    "a decision is applied to a bullet that was edited since",
    """A reviewer decided about a bullet whose text has changed a little: most of its words are the same, no
    other bullet of the persona is as close, and numbers, negations and scope have not changed. The decision
    is applied. `personac review` shows it with both texts; one key confirms it.""",
)
DISPUTED_DECISION = warning(
    "PC436",
    "disputed-decision",
    "reviewers decided differently about the same bullets",
    """Two files in decisions/ say different things of the same bullets: one joins what the other keeps apart,
    or they give a line different words or places. Nothing is joined meanwhile. Agree, and decide again with
    `personac review`: `over = ["name"]` in a decision ends that of the other reviewer. A decision can also be
    in dispute with a [[must_link]] or [[cannot_link]] of the rules.""",
)
IDLE_DECISION = warning(
    "PC437",
    "idle-decision",
    "a part of a decision has no effect",
    """The decision is about bullets of this build, but a part of it cannot be applied: the message says
    which, and why. For example the canonical has no section of that title, or the line has items below it
    and so cannot be dropped. Decide again with `personac review`.""",
)
