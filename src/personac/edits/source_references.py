"""Lines of the canonical with the references of a source: its labels, its numbers of steps, its anchors.

The canonical has these as they lead there, so the source has the same text with other ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from personac.edits.hand_edit import Lines

_REFERENCE = re.compile(
    rb"""\[[^\[\]\n]*\] (?: \[[^\[\]\n]*\] | \(\#[^()\s]*\) )?
       | \b(?:step|phase|stage)s?\s+\d+ (?: (?:\s*[-,/&]\s*|\s(?:and|or|to|through)\s)\d+ )*""",
    re.VERBOSE | re.IGNORECASE,
)


def reference_changes(old: Lines, there: Lines) -> Mapping[bytes, bytes]:
    """Return the references of lines of the canonical that are others `there`, in a source.

    Nothing if the lines do not have as many, or have one for two of the source.
    """
    here, own = (_REFERENCE.findall(b"".join(lines)) for lines in (old, there))
    changes = dict(zip(here, own, strict=False))
    is_clear = len(here) == len(own) and all(
        changes[one] == other for one, other in zip(here, own, strict=True)
    )
    return {one: other for one, other in changes.items() if one != other} if is_clear else {}


def with_references(lines: Lines, changes: Mapping[bytes, bytes]) -> Lines:
    """Return lines with the references of a source; those that a hand edit added stay."""
    return tuple(_REFERENCE.sub(lambda found: changes.get(found[0], found[0]), line) for line in lines)
