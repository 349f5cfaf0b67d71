from __future__ import annotations

import pytest

from personac.config.decision_files import (
    agent_of,
    decision_name,
    decision_schema,
    encode_decision,
    item_key,
    read_decision,
    read_decisions,
)
from personac.diagnostics.diagnostic import PersonacError
from personac.model.decision_format import DecidedField, DecidedGroup, DecisionFile, NamedBullet

PATH = "decisions/keeper/0f3a9c21b7de.ada.toml"
HEAD = 'schema = "personac-decision/1"\n'
BULLET = '[[group]]\nbullets = [{ persona = "a", text = "Keep logs short" }]\n'


def _problems(text: str, path: str = PATH) -> list[tuple[int, str]]:
    with pytest.raises(PersonacError) as raised:
        read_decision(path, text.encode())
    assert all(one.path == path and one.hint for one in raised.value.diagnostics)
    return [(one.line, one.message) for one in raised.value.diagnostics]


def test_a_file_that_was_written_is_read_again() -> None:
    bullets = (
        NamedBullet("a", 'Say "no" \\ \u2014 café', ("Work", "Never: this")),
        NamedBullet("b", "x" * 300),
    )
    groups = DecidedGroup(bullets, text="One\ntwo"), DecidedGroup((NamedBullet("c", "d"),), section=("Work",))
    content = DecisionFile(reason="it's 'so'", over=("ben", "cleo-2"), group=groups)
    decision = read_decision(PATH, encode_decision(content))
    assert (decision.key, decision.by, decision.content) == ("0f3a9c21b7de", "ada", content)
    assert decision.bullets == (*bullets, NamedBullet("c", "d"))


@pytest.mark.parametrize("value", ["x", ["a", "b"], {"a": {"b": [1, True]}}, False, 1.5, ""])
def test_a_value_of_any_type_is_read_again(value: object) -> None:
    content = DecisionFile(field=DecidedField("tools", {"a": "Read, Grep", "b": ""}, value))
    assert read_decision(PATH, encode_decision(content)).content == content


def test_a_key_that_is_left_out_has_no_value() -> None:
    content = DecisionFile(field=DecidedField("tools", {"a": "Read"}))
    assert b"value" not in encode_decision(content)
    assert read_decision(PATH, encode_decision(content)).content.field == content.field


def test_bullets_know_their_lines() -> None:
    text = (
        HEAD
        + '[[group]]\nbullets = [\n  { persona = "a", text = "x" },\n  { persona = "b", text = "y" },\n]\n'
    )
    decision = read_decision(PATH, text.encode())
    assert [(bullet.text, line) for bullet, line in decision.places.items()] == [("x", 4), ("y", 5)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD, 0, "about bullets or about a key"),
        (HEAD + BULLET + '[field]\nkey = "a"\nsaw = {}\n', 0, "about bullets or about a key"),
        (HEAD + BULLET + "drop = true\n", 4, "needs a reason"),
        (HEAD + 'reason = "x"\n' + BULLET + 'drop = true\ntext = "y"\n', 5, "has no `text`"),
        (HEAD + BULLET + BULLET, 5, "in two groups"),
        (HEAD + "[[group]]\nbullets = []\n", 3, "bullets"),
        (HEAD + BULLET + "colour = 1\n", 4, "colour"),
        ('schema = "personac-decision/2"\n' + BULLET, 1, "schema"),
        (HEAD + "[[group]\n", 2, ""),
        (HEAD + BULLET + "text = 5\n", 4, "text"),
        (HEAD + 'over = ["../x"]\n' + BULLET, 2, "over"),
    ],
)
def test_problems_have_their_line(text: str, line: int, message: str) -> None:
    found = _problems(text)
    assert any(message in own for _, own in found), found
    assert line in {0, *(at for at, _ in found)}


@pytest.mark.parametrize(
    "name", ["x.toml", "0f3a9c21b7de.toml", "0F3A9C21B7DE.ada.toml", "0f3a9c21b7de.a b.toml"]
)
def test_a_file_of_another_name_is_refused(name: str) -> None:
    assert _problems(HEAD + BULLET, f"decisions/keeper/{name}")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PersonacError):
        read_decision(PATH, b"\xff\xfe\x00")


def test_only_the_files_about_an_agent_are_read_and_all_problems_are_told() -> None:
    good = (HEAD + BULLET).encode()
    files = [("decisions/other/bad.toml", b"["), (PATH, good)]
    assert [one.path for one in read_decisions(files, "keeper")] == [PATH]
    with pytest.raises(PersonacError) as raised:
        read_decisions([(PATH, b"["), ("decisions/keeper/bad.toml", good)], "keeper")
    assert len({one.path for one in raised.value.diagnostics}) == 2


def test_the_key_of_an_item_has_no_order() -> None:
    assert item_key([("a", "x"), ("b", "y")]) == item_key([("b", "y"), ("a", "x"), ("a", "x")])
    assert item_key([("a", "x")]) != item_key([("b", "x")])
    assert decision_name(item_key([("field", "tools")]), "ada").endswith(".ada.toml")


def test_the_folder_of_a_file_is_its_agent() -> None:
    assert agent_of(PATH) == "keeper"


def test_the_schema_describes_the_format() -> None:
    schema = decision_schema()
    assert {"schema", "reason", "over", "group", "field"} == set(schema["properties"])
