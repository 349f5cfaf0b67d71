"""Choose what counts the tokens of a build.

Committed outputs hold token counts, so the choice may not depend on what is
installed unless a user asks for that: the default is the estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from personac.diagnostics.merge_kinds import NO_TOKENIZER
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.tokens.encodings import Encoding, encoder, is_installed
from personac.tokens.estimate import HUNDRED, weigh

Tokenizer = Literal["auto", "cl100k_base", "estimate", "o200k_base"]
Named = Encoding | Literal["estimate"]
_PREFERRED: Encoding = "o200k_base"


@dataclass(frozen=True, slots=True)
class Counter:
    """What counts: its `name`, and the size of a text in hundredths of a token."""

    name: Tokenizer
    weigh: Callable[[str], int]

    def count(self, text: str) -> int:
        """Return the tokens of `text`, rounded up."""
        return -(-self.weigh(text) // HUNDRED)


def name_of(tokenizer: Tokenizer) -> Named:
    """Return the name of what counts where `tokenizer` is asked for, which may be `auto`."""
    if tokenizer == "auto":
        return _PREFERRED if is_installed() else "estimate"
    return tokenizer


def counter(tokenizer: Tokenizer) -> Counter:
    """Return the counter that `tokenizer` asks for; `auto` is a real one where one is installed.

    Raises `PersonacError` where the one named is not installed.
    """
    encoding = name_of(tokenizer)
    if encoding == "estimate":
        return Counter(encoding, weigh)
    try:
        count = encoder(encoding)
    except ImportError as error:
        hint = 'install it: pip install "personac[tokens]"; or count by estimate: tokenizer = "estimate"'
        message = f"the tokenizer {encoding} is not installed ({error})"
        raise PersonacError(Diagnostic(NO_TOKENIZER, "rules", 0, 0, message, hint)) from None
    return Counter(encoding, lambda text: count(text) * HUNDRED)
