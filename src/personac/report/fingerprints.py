"""What makes a bullet and a finding the same as in an earlier build.

Ids and lines move with every edit above them, so they say nothing across
builds. What stays is who says it and in which words: a bullet's digest is made
of its persona, its kind and its text, without case and layout. A finding's
fingerprint lists the digests of its bullets, so that one that has only lost a
bullet can be told from one that has gained one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from personac.report.model import BulletRow

_DIGITS = 12
_FORM = re.compile(rf"PC\d{{3}}(?::[0-9a-f]{{{_DIGITS}}})+")


def bullet_digests(bullets: Iterable[BulletRow], names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the digest of each bullet by its id; `names` gives personas that were renamed their new id."""
    known = names or {}
    return {
        row.id: digest(known.get(row.persona, row.persona), _kind(row), plain_words(row.text))
        for row in bullets
    }


def plain_words(text: str) -> str:
    """Return a text as it is compared across builds: no case, no layout, no mark at its end."""
    flat = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return flat.rstrip(".,;:!") or flat


def digest(*parts: str) -> str:
    """Return a short digest of texts, none of which can pass for two."""
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()[:_DIGITS]


def fingerprint(code: str, digests: Iterable[str]) -> str:
    """Return the fingerprint of a finding: its code and the digests of its bullets, sorted."""
    return ":".join((code, *sorted(digests)))


def is_fingerprint(text: str) -> bool:
    """Tell whether `text` has the form of a fingerprint."""
    return _FORM.fullmatch(text) is not None


class KnownFindings:
    """The fingerprints of a baseline, asked whether they cover a finding."""

    def __init__(self, fingerprints: Iterable[str]) -> None:
        """Index the fingerprints by each of their digests."""
        found: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
        for one in fingerprints:
            code, *digests = one.split(":")
            counted = Counter(digests)
            for each in counted:
                found[code, each].append(counted)
        self._by_digest = dict(found)

    def cover(self, fingerprint: str) -> bool:
        """Tell whether all of a finding's bullets stand in one known finding of its kind.

        What has lost a bullet is not new; what has gained one is.
        """
        code, *digests = fingerprint.split(":")
        wanted = Counter(digests)
        return any(wanted <= known for known in self._by_digest.get((code, digests[0]), ()))


def _kind(row: BulletRow) -> str:
    # An item that becomes a task is still the same; paragraphs are matched among themselves only.
    return "paragraph" if row.kind == "paragraph" else "item"
