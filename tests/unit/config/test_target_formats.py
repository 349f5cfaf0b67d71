from __future__ import annotations

import re

import pytest

from personac.config.target_formats import TargetFormat, target_formats
from personac.front_matter.known_keys import requirements_of
from personac.front_matter.tool_names import COLUMNS

FORMS = target_formats()


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
class TestEveryTarget:
    def test_every_limit_has_a_source(self, form: TargetFormat) -> None:
        facts = {"files", "keys", "tools", *form.longest, *({"rules"} if form.rule else ())}
        assert facts <= form.sources.keys()
        assert all(source.startswith("https://") for source in form.sources.values())

    def test_values_are_limited_for_keys_that_are_read(self, form: TargetFormat) -> None:
        for key, pattern in form.values.items():
            assert key in form.keys
            assert re.compile(pattern)

    def test_required_keys_are_read(self, form: TargetFormat) -> None:
        assert not form.keys or set(form.required) <= set(form.keys)

    def test_its_names_of_tools_are_in_the_table(self, form: TargetFormat) -> None:
        assert form.names in COLUMNS


def test_sources_and_written_files_need_the_same_keys() -> None:
    assert list(requirements_of("claude")) == list(FORMS["claude"].required)
    assert list(requirements_of("copilot")) == list(FORMS["copilot"].required)
    assert list(requirements_of("cursor")) == list(FORMS["cursor"].required)
    assert list(requirements_of("gemini")) == list(FORMS["gemini"].required)
    assert list(requirements_of("opencode")) == list(FORMS["opencode"].required)
