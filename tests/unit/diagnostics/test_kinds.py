from __future__ import annotations

import re

import pytest

from personac.diagnostics import kinds
from personac.diagnostics.catalogue import kind_of
from personac.diagnostics.model import SEVERITIES, Kind

_ALL = kinds.catalogue()


def test_codes_and_slugs_are_unique_and_ordered() -> None:
    codes = [kind.code for kind in _ALL]
    assert codes == sorted(set(codes))
    assert len({kind.slug for kind in _ALL}) == len(_ALL)


@pytest.mark.parametrize("kind", _ALL, ids=lambda kind: kind.code)
def test_every_kind_is_documented(kind: Kind) -> None:
    assert re.fullmatch(r"PC[0-6]\d\d", kind.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.slug)
    assert kind.severity in SEVERITIES
    assert kind.summary
    assert not kind.summary.endswith(".")
    assert kind.explanation.endswith(".")
    assert "  " not in kind.explanation
    assert "\n" not in kind.explanation


def test_every_kind_can_be_imported_by_name() -> None:
    exported = {kind for kind in vars(kinds).values() if isinstance(kind, Kind)}
    assert exported == set(_ALL)


def test_every_kind_is_found_by_its_code_and_no_other_is() -> None:
    assert tuple(kind_of(kind.code) for kind in _ALL) == _ALL
    for code in ("PC199", "PC9", "", "sources"):
        with pytest.raises(LookupError):
            kind_of(code)
