from __future__ import annotations

import re

import pytest

from personac.diagnostics.catalogue import all_kinds, kinds_by_code
from personac.diagnostics.diagnostic import Kind
from personac.diagnostics.input_kinds import NOT_UTF8

_ALL = all_kinds()


def test_codes_and_slugs_are_unique_and_ordered() -> None:
    codes = [kind.code for kind in _ALL]
    assert codes == sorted(set(codes))
    assert len({kind.slug for kind in _ALL}) == len(_ALL)


@pytest.mark.parametrize("kind", _ALL, ids=lambda kind: kind.code)
def test_every_kind_is_documented(kind: Kind) -> None:
    assert re.fullmatch(r"PC[0-8]\d\d", kind.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.slug)
    assert kind.severity in {"error", "warning", "info"}
    assert kind.summary
    assert not kind.summary.endswith(".")
    assert kind.explanation.endswith(".")
    assert "  " not in kind.explanation
    assert "\n" not in kind.explanation


def test_kinds_are_listed_by_code() -> None:
    kinds = kinds_by_code()
    assert tuple(kinds.values()) == _ALL
    assert kinds["PC001"] is NOT_UTF8
    assert "PC199" not in kinds
