"""`import personac` as other programs use it: the names it has, what `build` takes, the examples."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

import personac
from personac.building.given_files import LONGEST_NAME
from personac.diagnostics.diagnostic import PersonacError
from tests.conftest import ROOT

TEXT = "# A\n\n- Rule one\n"


def test_the_example_of_the_docstring_runs() -> None:
    result = doctest.testmod(personac)
    assert result.attempted >= 6
    assert result.failed == 0


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the page's own text
    assert capsys.readouterr().out.startswith("---\nname: reviewer\n---\n")


def test_every_public_name_is_there_and_no_other() -> None:
    assert personac.PersonacError is PersonacError
    assert {name: getattr(personac, name) for name in personac.__all__}.keys() == {*personac.__all__}
    assert type(personac.build({"a.md": TEXT})) is personac.Built
    with pytest.raises(AttributeError, match="has no attribute 'Bild'"):
        _ = personac.Bild


def test_the_error_can_be_imported_without_what_compiles() -> None:
    code = "import sys; from personac import PersonacError; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "msgspec", "yaml", "mistune"} & set(done.stdout.split())


@pytest.mark.parametrize(
    "content", [TEXT, TEXT.encode(), bytearray(TEXT.encode()), memoryview(TEXT.encode())]
)
@pytest.mark.parametrize(
    "key", ["agents/a.md", Path("agents/a.md"), "./agents//a.md", PureWindowsPath(r"agents\a.md")]
)
def test_text_and_bytes_by_text_and_path_give_the_same(key: str, content: str) -> None:
    expected = personac.build({"agents/a.md": TEXT.encode()}).outputs
    assert personac.build({key: content}).outputs == expected


def test_rules_are_taken_in_the_same_forms() -> None:
    rules = '[agent]\nname = "chief"\n'
    assert personac.build({"a.md": TEXT}, {Path("rules/r.toml"): rules}).compilation.name == "chief"


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("", "names no file"),
        (".", "names no file"),
        ("../a.md", "leads out of the project"),
        ("agents/../../a.md", "leads out of the project"),
        ("/etc/a.md", "an absolute path"),
        (Path("/etc/a.md"), "an absolute path"),
        (PureWindowsPath("C:/a.md"), "an absolute path"),
        ("a\0.md", "cannot be printed"),
        ("a\n.md", "cannot be printed"),
        ("x" * 400, "a name of 400 bytes"),
        ("a/" + "ä" * 121 + "/a.md", "a name of 242 bytes"),
    ],
)
def test_a_path_that_no_file_of_a_project_has_is_refused(key: str, problem: str) -> None:
    for arguments in ({"sources": {key: TEXT}}, {"sources": {"a.md": TEXT}, "rules": {key: ""}}):
        with pytest.raises(PersonacError, match=problem) as caught:
            personac.build(**arguments)  # type: ignore[arg-type]
        (found,) = caught.value.diagnostics
        assert (found.code, len(found.message) < 140, bool(found.hint)) == ("PC019", True, True)


def test_the_longest_name_is_built() -> None:
    name = "x" * (LONGEST_NAME - 3) + ".md"
    outputs = personac.build({name: TEXT}, name="a").outputs
    assert max(len(Path(name).name) for name in outputs) <= 255


def test_every_bad_path_is_reported_at_once_and_one_file_named_twice() -> None:
    given = {"/a.md": TEXT, "b.md": TEXT, "./b.md": TEXT}
    with pytest.raises(PersonacError) as caught:
        personac.build(given)
    assert [(found.path, found.code) for found in caught.value.diagnostics] == [
        ("./b.md", "PC019"), ("/a.md", "PC019")
    ]  # fmt: skip
    assert "named twice" in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sources": [Path("a.md")]}, "sources has to be a mapping of paths to contents, not list"),
        ({"sources": "a.md"}, "not str"),
        ({"sources": {"a.md": TEXT}, "rules": ["r"]}, "rules has to be a mapping"),
        ({"sources": {b"a.md": TEXT}}, "a path in sources has to be a str or a Path, not bytes"),
        ({"sources": {"a.md": None}}, r"sources\['a.md'\] has to be str or bytes, not NoneType"),
        ({"sources": {"a.md": Path("a.md")}}, "has to be str or bytes, not"),
        ({"sources": {"a.md": TEXT}, "name": None}, "name has to be a str, not NoneType"),
    ],
)
def test_other_types_are_type_errors(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        personac.build(**arguments)


def test_a_text_that_cannot_be_utf_8_is_refused() -> None:
    with pytest.raises(PersonacError, match="surrogate") as caught:
        personac.build({"a.md": "- \udc80\n"})
    assert [(found.code, found.path) for found in caught.value.diagnostics] == [("PC001", "a.md")]
