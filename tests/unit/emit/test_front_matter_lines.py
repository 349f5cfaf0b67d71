from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from personac.emit.canonical_markdown import emit
from personac.emit.front_matter_lines import field_lines, front_matter_chunks
from personac.model import MergedField, Origin
from tests.unit.helpers import EXACT, lettered, merged

_SET = f"{EXACT}[front_matter.set]\nmodel = 'm'\ntools = ['Read', 'Bash']\n"
_DROP = f"{EXACT}[front_matter.keys]\nmodel = 'drop'\n"
_WRITTEN = "---\n# one\nname:  a # two\n\n# three\nmodel: x   # four\nz:   [1,2]\n# five\n---"


def _front(*texts: str, rules_text: str = EXACT) -> str:
    chunks = front_matter_chunks(merged(lettered(texts), rules_text))
    return "".join(chunk.text for chunk in chunks)


class TestOnePersona:
    @pytest.mark.parametrize(
        "written",
        [
            _WRITTEN,
            "---\nname: a\ndescription: Use when: always\nx: 1\n---",
            '---\n"name": a\nx: >-\n    one\n    two\n---  ',
            "---\n{name: a, x: 1}\n---",
            "---\nx: 1.10\nx: 2\nname: a\n---",
        ],
    )
    def test_front_matter_is_as_written(self, written: str) -> None:
        assert _front(f"{written}\n\ntext\n") == written
        crlf = written.replace("\n", "\r\n")
        assert _front(f"{crlf}\r\n\r\ntext\r\n") == crlf

    def test_a_persona_keeps_its_own_name(self) -> None:
        written = _WRITTEN.replace("name:  a # two", "name: 'other' # two")
        assert _front(f"{written}\n") == written

    def test_rules_change_the_values_that_they_set_and_nothing_else(self) -> None:
        changed = _WRITTEN.replace("\n# three\nmodel: x   # four", "\nmodel: m").removesuffix("---")
        assert _front(_WRITTEN, rules_text=_SET) == f"{changed}tools:\n  - Read\n  - Bash\n---"

    def test_a_key_that_rules_drop_goes_with_its_line_and_comments(self) -> None:
        assert _front(_WRITTEN, rules_text=_DROP) == _WRITTEN.replace("# three\nmodel: x   # four\n", "")

    def test_what_is_above_the_front_matter_stays_there(self) -> None:
        for before in ("\ufeff", "\n\n", "<!-- one\ntwo -->\n\n"):
            assert _front(f"{before}{_WRITTEN}\ntext\n") == f"{before}{_WRITTEN}"
        chunks = front_matter_chunks(merged({"a.md": f"<!-- one -->\n{_WRITTEN}\n"}))
        assert [(origin.line, origin.end_line) for origin in chunks[0].origins] == [(1, 1)]

    def test_front_matter_that_is_not_closed_stays_so(self) -> None:
        text = "---\nname: a # one\nmodel: x\n\ntext\n"
        assert _front(text) == "---\nname: a # one\nmodel: x"
        rules = "[front_matter.set]\ncolor = 'c'\n"
        assert _front(text, rules_text=f"{EXACT}{rules}") == "---\nname: a # one\nmodel: x\ncolor: c"

    def test_a_code_fence_around_the_front_matter_stays(self) -> None:
        text = "```yaml\n---\nname: a\nmodel: x\n---\n```"
        assert _front(f"{text}\n\ntext\n") == text
        assert _front(f"{text}\n\ntext\n", rules_text=_DROP) == text.replace("model: x\n", "")

    def test_an_entry_of_several_lines_goes_as_a_whole(self) -> None:
        text = "---\nname: a\nmodel: >-\n  x\n\n  y\nz: 1\n---\n"
        assert _front(text, rules_text=_DROP) == "---\nname: a\nz: 1\n---"
        assert _front(text, rules_text=_SET).startswith("---\nname: a\nmodel: m\nz: 1\ntools:\n")

    def test_without_front_matter_there_is_only_what_is_added(self) -> None:
        assert _front("text\n") == ""
        rules = "[front_matter.set]\nmodel = 'm'\n"
        assert _front("text\n", rules_text=rules) == "---\nmodel: m\n---\n"
        assert _front("---\n---\ntext\n", rules_text=rules) == "---\nmodel: m\n---"

    def test_lines_that_are_added_end_as_the_other_lines_do(self) -> None:
        text = _front("---\r\nname: a\r\n---\r\n\r\ntext\r\n", rules_text=_SET)
        assert text == "---\r\nname: a\r\nmodel: m\r\ntools:\r\n  - Read\r\n  - Bash\r\n---"

    def test_a_front_matter_that_is_no_mapping_gives_one_that_is(self) -> None:
        rules = "[front_matter.set]\nmodel = 'm'\n"
        front = _front("---\n- a\n---\n\ntext\n", rules_text=rules).strip("-\n")
        assert yaml.safe_load(front) == {"model": "m"}

    def test_entries_have_their_origins_and_comments_have_none(self) -> None:
        chunks = front_matter_chunks(merged({"a.md": f"{_WRITTEN}\n"}))
        lines = {chunk.text: [origin.line for origin in chunk.origins] for chunk in chunks if chunk.origins}
        assert lines == {"name:  a": [3], "model: x": [6], "z:   [1,2]": [7]}


class TestTwoPersonas:
    def test_entries_are_as_one_source_writes_them_with_lf(self) -> None:
        crlf = "---\r\n# one\r\nname:  a\r\nx: >-\r\n  b\r\n  c\r\nz:   [1,2]\r\n---\r\n\r\n- a1\r\n"
        assert _front(crlf, "- b1\n") == "---\nname: a\nx: >-\n  b\n  c\nz:   [1,2]\n---"

    def test_a_comment_above_a_key_stays_with_it(self) -> None:
        text = "---\nname: a\n# one\n\n  # two\nx: b # three\ny:\n  - 1 # four\n  # five\nz: c\n# six\n---\n"
        front = "# one\n# two\nx: b # three\ny:\n  - 1 # four\n  # five\n# six\nz: c"
        assert _front(text, "- b1\n") == f"---\nname: a\n{front}\n---"
        crlf = text.replace("\n", "\r\n")
        assert _front(crlf, "- b1\n") == f"---\nname: a\n{front}\n---"

    def test_comments_go_with_an_entry_that_is_written_anew(self) -> None:
        one = "---\n# one\nname: a\n# two\ntools: Read, Grep # three\n---\n"
        two = "---\ntools: Read, Bash\n---\n"
        assert _front(one, two) == "---\nname: a\ntools: Read, Grep, Bash\n---"

    def test_a_comment_stays_in_front_matter_that_is_not_yaml(self) -> None:
        text = "---\ndescription: Use when: always\n# one\nx: b # two\n---\n"
        assert "\n# one\nx: b # two\n" in _front(text, "- b1\n")

    def test_a_pattern_that_is_not_quoted_is_quoted(self) -> None:
        text = "---\nname: a\npermission:\n  task:\n    *: deny\n    helper: allow\n---\n"
        front = yaml.safe_load(_front(text, "---\nname: b\n---\n- b1\n").strip("-\n"))
        assert front["permission"] == {"task": {"*": "deny", "helper": "allow"}}

    def test_a_value_that_is_not_yaml_is_quoted(self) -> None:
        text = "---\nname: a\ndescription: Use when: always\n---\n"
        assert "\ndescription: 'Use when: always'\n" in _front(text, "- b1\n")


_ORIGIN = Origin("a", "a.md", 2, 2, "frontmatter")


def _written(value: Any, written: str = "", key: str = "x") -> str:  # noqa: ANN401
    lines = field_lines(MergedField(key, value, (_ORIGIN,), written))
    assert all(line.origins == (_ORIGIN,) for line in lines)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.1, "x: 1.10"),
        ("a b", "x: 'a b'  # note"),
        ("a b", "x: >-\n  a\n  b"),
        ([1, 2], "x: [1,\n  2]"),
        (None, "x:"),
    ],
)
def test_a_whole_entry_is_copied(value: object, written: str) -> None:
    assert _written(value, written) == written
    assert _written(value, written.replace("\n", "\r\n")) == written


@pytest.mark.parametrize(
    ("value", "written", "text"),
    [
        ("a: b", "x: a: b", "x: 'a: b'"),
        ("a", "  x: a", "x: a"),
        ("a", "\tx: a", "x: a"),
        ([1], "x: *alias", "x:\n  - 1"),
        ("a", "- x", "x: a"),
        ("a", "x: b", "x: a"),
        ("a", "x: a\ny: b", "x: a"),
        ("a  \nb\n", "x: |\n  a  \n  b", 'x: "a  \\nb\\n"'),
        ([], "", "x: []"),
        (["a", {"b": [1]}], "", "x:\n  - a\n  - b:\n      - 1"),
        ("a\nb\n", "", "x: |\n  a\n  b"),
        ("a\n\n", "", 'x: "a\\n\\n"'),
        ("\n", "", 'x: "\\n"'),
        ("a\nb", "", "x: |-\n  a\n  b"),
        ("a\u2028b", "", 'x: "a\\Lb"'),
        ("a\nb\x85c", "", 'x: "a\\nb\\Nc"'),
        ("w " * 39 + "w", "", "x: " + "w " * 39 + "w"),
        ("w " * 60 + "w", "", "x: >-\n  " + "w " * 49 + "w\n  " + "w " * 10 + "w"),
        ("w" * 99, "", "x: " + "w" * 99),
        ("it's: so", "", "x: |-\n  it's: so"),
        ('say: "so"', "", "x: 'say: \"so\"'"),
        ("1e3", "", "x: '1e3'"),
        ("0o17", "", "x: '0o17'"),
        ("08", "", "x: '08'"),
        ("a\nb", 'x: "a\\nb"', "x: |-\n  a\n  b"),
        ("a\\nb", 'x: "a\\\\nb"', 'x: "a\\\\nb"'),
        ("\u00e9\U0001f680", "", "x: \u00e9\U0001f680"),
        ("yes", "", "x: 'yes'"),
    ],
)
def test_other_values_are_dumped(value: object, written: str, text: str) -> None:
    assert _written(value, written) == text


def test_a_key_that_is_not_text_is_copied() -> None:
    assert _written("a", "1: a", key="1") == "1: a"
    assert _written("a", "", key="1") == "'1': a"


def test_repeated_objects_make_no_alias() -> None:
    shared = ["a"]
    assert "&" not in _written([shared, shared])


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(alphabet="ab:#-'\"\\|>%@`&*!?{}[], \n\t\r\x85\u2028\u00e9\U0001f680\ufeff", max_size=20),
    st.text(alphabet="01.e+-xo_:", max_size=5),
    st.text(alphabet="ab  ':", min_size=75, max_size=120),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: ", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_a_strict_parser_reads_every_value_back(value: object) -> None:
    text = f"{_written(value)}\n---"
    assert next(yaml.safe_load_all(text)) == {"x": value}
    assert next(YAML(typ="safe", pure=True).load_all(text)) == {"x": value}
    assert text.split("\n").count("---") == 1


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_dumping_is_idempotent(value: object) -> None:
    text = _written(value)
    assert _written(value, text) == text


@pytest.mark.parametrize("end", ["", "  ", "\t", ":", " #", "'", "\n"])
def test_long_text_keeps_its_end(end: str) -> None:
    value = f"{'it is: long  and ' * 12}{end}"
    for text in (_written(value), _written([value]), _written({"k": value})):
        assert yaml.safe_load(text) == YAML(typ="safe", pure=True).load(text)
    assert yaml.safe_load(_written(value)) == {"x": value}


def _from_toml(*texts: str) -> str:
    files = {f"{'abc'[number]}.toml": text for number, text in enumerate(texts)}
    return emit(merged(files, EXACT)).data.decode()


@pytest.mark.parametrize(
    ("toml", "markdown"),
    [
        (
            "name = 'a' # short\nversion = 1.10\ndeveloper_instructions = '''\n\n- x\n'''\n[t]\nk = 'no'\n",
            "---\nname: a\nversion: 1.1\nt:\n  k: 'no'\n---\n\n- x\n",
        ),
        ("name = 'a'\ndeveloper_instructions = '''- x'''", "---\nname: a\n---\n- x\n"),
        ("name = 'a'\r\ndeveloper_instructions = '''- x\r\n'''\r\n", "---\r\nname: a\r\n---\r\n- x\r\n"),
        ("developer_instructions = '''\n- x\n  '''\nname = 'a'\n", "---\nname: a\n---\n- x\n  \n"),
        ("developer_instructions = '- x'\n", "- x\n"),
        ("\ufeffname = 'a'\ndeveloper_instructions = '''\n- x\n'''\n", "---\nname: a\n---\n- x\n"),
        ("name = 'a'\ndeveloper_instructions = ''''''\n", "---\nname: a\n---\n\n"),
    ],
)
def test_toml_alone_is_written_anew_as_yaml(toml: str, markdown: str) -> None:
    assert _from_toml(toml) == markdown


def test_toml_is_never_copied_into_yaml() -> None:
    toml = "name = 'a'\ndescription = 'd: e' # f\ndeveloper_instructions = '- {}'\n"
    text = _from_toml(toml.format("x"), toml.format("y"))
    assert text.startswith("---\nname: a\ndescription: 'd: e'\n---\n")
