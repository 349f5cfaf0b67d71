from __future__ import annotations

from importlib.resources import files

import pytest

from personac.report.schema import SCHEMA_FILE, schema_text


def test_the_file_in_the_package_is_up_to_date(request: pytest.FixtureRequest) -> None:
    path = files("personac.report") / SCHEMA_FILE
    if request.config.getoption("--update-golden"):
        getattr(path, "write_text")(schema_text(), encoding="utf-8")  # noqa: B009 - a resource is a path here
    assert path.read_text(encoding="utf-8") == schema_text(), "run with --update-golden"
