"""The blind audit: a few accepted items come back unmarked, and bound how many of all are wrong.

Whoever accepts a hundred items at once has not read them. So a sample of them is asked again, without its
score and its mark; from how many were answered otherwise follows how many of all may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from scipy.special import bdtri

SAMPLE = 5
"""The number of items that come back."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Audit:
    """The items that come back, out of how many, and which were answered as before or otherwise."""

    keys: tuple[str, ...]
    accepted: int
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[str, ...]:
        """The items that are still to be answered."""
        return tuple(key for key in self.keys if key not in {*self.right, *self.wrong})

    @property
    def bound(self) -> float:
        """The highest share of wrong items that fits what was answered, with a confidence of 95 %."""
        return upper_bound(len(self.wrong), len(self.right) + len(self.wrong))

    def answered(self, key: str, *, is_right: bool) -> Audit:
        """Return the audit with one more answer; an item that is not asked changes nothing."""
        if key not in self.left:
            return self
        return (
            replace(self, right=(*self.right, key)) if is_right else replace(self, wrong=(*self.wrong, key))
        )

    def __str__(self) -> str:
        """Return the result in words."""
        asked = len(self.right) + len(self.wrong)
        if not asked:
            return f"{len(self.keys)} of {self.accepted} accepted items come back"
        most = f"at most {self.bound:.0%} of the {self.accepted} accepted items are wrong"
        told = f"{len(self.wrong)} of {asked} were answered otherwise"
        return f"{told}: {most}, with a confidence of {CONFIDENCE:.0%}"


def audit_of(keys: Iterable[str], seed: str, size: int = SAMPLE) -> Audit:
    """Return an audit of accepted items: the sample depends on nothing but the keys and the seed."""
    own = sorted({*keys})
    return Audit(
        tuple(sorted(own, key=lambda key: sha256(f"{seed}\n{key}".encode()).digest())[:size]), len(own)
    )


def upper_bound(wrong: int, asked: int, confidence: float = CONFIDENCE) -> float:
    """Return the upper end of the one-sided Clopper-Pearson interval of a share.

    It is the share at which `wrong` or fewer of `asked` items are wrong with a probability of 1 - confidence.
    """
    return 1.0 if wrong >= asked else float(bdtri(wrong, asked, 1 - confidence))
