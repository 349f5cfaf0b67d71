"""What identifies a bullet and a finding across builds.

Ids and lines change with every edit above them. What stays is the persona and the words: a bullet's
digest is made of its persona, its kind and its text, without case and layout. A finding's fingerprint
lists the digests of its bullets, so that a finding that lost a bullet is still known, and one that gained
a bullet is new.
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
    """Return the digest of each bullet by its id; `names` maps renamed personas to their new ids."""
    renamed = names or {}
    return {
        row.id: digest(renamed.get(row.persona, row.persona), _kind(row), plain_words(row.text))
        for row in bullets
    }


def plain_words(text: str) -> str:
    """Return a text as it is compared across builds: without case, layout, and punctuation at its end."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.rstrip(".,;:!") or plain


def digest(*parts: str) -> str:
    """Return a short digest of texts; it depends on where one ends and the next starts."""
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()[:_DIGITS]


def fingerprint(code: str, digests: Iterable[str]) -> str:
    """Return the fingerprint of a finding: its code and the digests of its bullets, sorted."""
    return ":".join((code, *sorted(digests)))


def is_fingerprint(text: str) -> bool:
    """Return whether `text` has the form of a fingerprint."""
    return _FORM.fullmatch(text) is not None


class KnownFindings:
    """The fingerprints of a baseline, indexed by digest."""

    def __init__(self, fingerprints: Iterable[str]) -> None:
        """Index the fingerprints by each of their digests."""
        by_digest: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
        for one in fingerprints:
            code, *digests = one.split(":")
            counted = Counter(digests)
            for each in counted:
                by_digest[code, each].append(counted)
        self._by_digest = dict(by_digest)

    def cover(self, fingerprint: str) -> bool:
        """Return whether one known finding of the same kind has all bullets of a finding."""
        code, *digests = fingerprint.split(":")
        wanted = Counter(digests)
        return any(wanted <= known for known in self._by_digest.get((code, digests[0]), ()))


def _kind(row: BulletRow) -> str:
    # An item that becomes a task is still the same; paragraphs are matched among themselves only.
    return "paragraph" if row.kind == "paragraph" else "item"
