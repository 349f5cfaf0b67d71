from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.config.loader import defaults
from personac.config.locations import KeyPath, locate

TEXT = '''# matching.fake = 1
schema = "x" # fake = 2
a.b . "c.d" = 1
[matching] # [fake]
threshold = 0.5
"quoted key" = """
fake = 3
[fake]
\\""""
'lit' = \'\'\'
fake = 4\'\'\'
inline = { x = 1, y.z = [ { q = 2 } ], w = "}" }
[[link]]
texts = [
  "one ] # no",  # two, three
  'two',
]
when = 2020-01-02 03:04:05
[link.sub]
k = true
[[link]]
texts = []
[[link.deep]]
k = [[1, 2], [3]]
[front_matter.keys]
"" = ''
x-y_1 = -1
'''


def line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("schema",), 2),
        (("a",), 3),
        (("a", "b"), 3),
        (("a", "b", "c.d"), 3),
        (("matching",), 4),
        (("matching", "threshold"), 5),
        (("matching", "quoted key"), 6),
        (("matching", "lit"), 10),
        (("matching", "inline", "x"), 12),
        (("matching", "inline", "y", "z", 0, "q"), 12),
        (("matching", "inline", "w"), 12),
        (("link", 0), 13),
        (("link", 0, "texts"), 14),
        (("link", 0, "texts", 0), 15),
        (("link", 0, "texts", 1), 16),
        (("link", 0, "when"), 18),
        (("link", 0, "sub"), 19),
        (("link", 0, "sub", "k"), 20),
        (("link", 1), 21),
        (("link", 1, "texts"), 22),
        (("link", 1, "deep", 0), 23),
        (("link", 1, "deep", 0, "k", 1, 0), 24),
        (("front_matter", "keys", ""), 26),
        (("front_matter", "keys", "x-y_1"), 27),
    ],
)
def test_each_key_is_located_on_its_line(path: KeyPath, number: int) -> None:
    assert line(TEXT, locate(TEXT)[path]) == number


def test_no_key_is_located_in_strings_and_comments() -> None:
    assert not [path for path in locate(TEXT) if "fake" in path]


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), defaults()])
def test_every_path_of_the_values_is_located_and_no_other(text: str) -> None:
    assert set(locate(text)) == set(paths(tomllib.loads(text)))


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(key)} = {toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[\n" + "".join(f"{toml(inner)}, # ] x = 1\n" for inner in value) + "]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


def quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(char):04x}" if char in '"\\' or ord(char) < 32 else char for char in text)
    return f'"{escaped}"'


VALUES = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text("ab=[]{}#\"'\\\n. ", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.\"' #=[", max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("ab.\"' #=[", max_size=4), VALUES, max_size=4))
def test_any_nesting_is_followed(values: dict[str, object]) -> None:
    text = "".join(f"{quoted(key)} = {toml(value)}\n" for key, value in values.items())
    assert tomllib.loads(text) == values
    locations = locate(text)
    assert set(locations) == set(paths(values))
    tops = [locations[key,] for key in values]
    assert tops == sorted(tops)
