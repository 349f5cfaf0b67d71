"""Kinds of diagnostics about scans of whole repositories: what they find, and gates that fail."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, warning

COPIED_FILE = warning(
    "PC801",
    "copies-of-files",
    "files are copies of each other",
    """`personac scan` found files with the same bytes, with the same body under another front matter, or with
    nearly the same text. Whoever changes one of them has to change the others too. Keep one of them, or
    build the others from it: `personac build` merges copies into one agent and keeps what differs as a
    variant.""",
)
DRIFTED_COPY = warning(
    "PC802",
    "drifted-copy",
    "files with one name are alike",
    """The files have the same name, and say or are about the same, but are no copies: mostly they were one
    agent once, and have been edited apart since. An agent tool uses one of them, and which one depends on
    the order in which it reads its folders. Compare two of them with `personac diff`, and merge them or
    rename one.""",
)
FAMILY_OF_PERSONAS = warning(
    "PC803",
    "family-of-personas",
    "several personas say enough of the same to be one agent",
    """The personas of a family share so much that one agent could take their place. `personac scan
    --write-groups` writes each family as a group into personac.toml, where you edit it, and `personac build
    --all` builds them. [scan] in the rules says how much is enough.""",
)
OVERLAPPING_PERSONAS = warning(
    "PC804",
    "overlapping-personas",
    "one persona says much of what another one says",
    """The gate `overlap` of `personac scan --fail-on` names each two personas of a family of which one says
    more of the other than the gate allows. `personac diff` shows what they have in common. Merge
    them, or remove from one what the other says.""",
)
ALIKE_DESCRIPTIONS = warning(
    "PC805",
    "alike-descriptions",
    "the descriptions of two personas can hardly be told apart",
    """Agent tools choose an agent by its description. Two agents that describe themselves in the same words
    compete: which of them gets a task is a matter of chance. Say in each description what only this agent
    does, or merge the two.""",
)
SCAN_GATE_FAILED = error(
    "PC810",
    "scan-gate-failed",
    "a scan exceeds a limit of --fail-on",
    """A gate of `personac scan --fail-on` counts groups of copies (`copies`), of drifted copies (`drifted`),
    families (`families`), or contradictions inside of families (`contradictions`; known of the families that
    were built, see --measure). Or it takes the highest share that one persona of a family has in common with
    another (`overlap`), or the highest similarity of two descriptions (`descriptions`). It fails above its
    limit. Merge what the message names, raise the limit, or accept what is there with --write-baseline FILE
    and then fail on what is new with --baseline FILE. A baseline names files by their paths. A finding is
    known if one of its kind in the baseline has all of its files: a family that gains a member is new, one
    that loses a member is not. `overlap` and `contradictions` do not count inside of a known family.""",
)
