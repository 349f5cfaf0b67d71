from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema

from tests.unit.cli.conftest import Run


def test_the_default_rules_are_rules(project: Path, run: Run) -> None:
    result = run("rules")
    assert (result.exit_code, result.stderr) == (0, "")
    assert tomllib.loads(result.stdout)["schema"] == "personac-rules/1"
    (project / "rules").mkdir()
    (project / "rules" / "all.toml").write_text(result.stdout)
    assert run("build").exit_code == 0


def test_the_schema_fits_the_default_rules(run: Run) -> None:
    schema = json.loads(run("rules", "--schema").stdout)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    jsonschema.validate(tomllib.loads(run("rules").stdout), schema)
