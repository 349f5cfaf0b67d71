"""The page's looks and its script, inlined, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_STYLES = ("base.css", "overview.css", "findings.css", "sources.css", "print.css")
_SCRIPTS = ("theme.js", "findings.js", "pairs.js", "places.js")


@dataclass(frozen=True, slots=True)
class Assets:
    """Text of the one style sheet and the one script, and the Content-Security-Policy they need."""

    style: str
    script: str
    policy: str


@cache
def load_assets() -> Assets:
    """Read the parts from the package."""
    style, script = _joined("styles", _STYLES), _joined("scripts", _SCRIPTS)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    return Assets(style, script, policy)


def _joined(folder: str, names: tuple[str, ...]) -> str:
    here = files("personac.report.page") / folder
    return "".join((here / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
