from __future__ import annotations

import tomllib
from typing import Any

import jsonschema
import pytest

from personac.config.json_schema import rules_schema
from personac.config.loader import defaults


def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(rules_schema())
    return jsonschema.Draft202012Validator(rules_schema())


def parts() -> dict[str, dict[str, Any]]:
    schema = rules_schema()
    return {"": schema, **schema["$defs"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        defaults(),
        "[matching]\nfloor = 0\n",
        '[front_matter.set]\nx = [1, "a"]\n',
        '[[must_link]]\ntexts = ["a", "b"]\n',
    ],
)
def test_valid_rules_match_the_schema(text: str) -> None:
    validator().validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "[matching]\nflor = 0\n",
        "[matching]\nfloor = 2\n",
        "schema = 'x'\n",
        "[[must_link]]\nreason = 'a'\n",
        "[[outline.alias]]\ntitles = ['a']\n",
        "[front_matter.keys]\na = 'x'\n",
    ],
)
def test_rules_that_the_loader_rejects_do_not_match_the_schema(text: str) -> None:
    assert not validator().is_valid(tomllib.loads(text))


def test_everything_has_a_description() -> None:
    for name, part in parts().items():
        assert part["description"], name
        assert part["additionalProperties"] is False
        for key, setting in part["properties"].items():
            assert setting["description"], (name, key)


def test_every_setting_has_a_default_in_the_schema() -> None:
    tables = parts()
    table_names = {"agent": "Agent", "matching": "Matching", "outline": "Outline", "merge": "Merge"}
    table_names |= {"keep": "Keep"}
    table_names |= {"front_matter": "FrontMatterRules", "vocabulary": "VocabularyRules"}
    values = tomllib.loads(defaults())
    assert set(values) == set(tables[""]["properties"])
    for key, name in table_names.items():
        assert set(values[key]) == set(tables[name]["properties"]), key
    assert tables["Matching"]["properties"]["threshold"]["default"] == values["matching"]["threshold"]
    assert set(tables) == {"", "Alias", "Link", "OutlineSection", *table_names.values()}


def test_the_schema_has_an_id_and_a_title() -> None:
    schema = rules_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:personac:rules:1"
    assert schema["title"] == "personac rules"
    assert "required" not in schema
