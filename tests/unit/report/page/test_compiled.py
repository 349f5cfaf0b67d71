from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from personac.report.html import render_html
from personac.report.model import Report
from personac.report.page.compiled import CompiledTemplates


def rendered(folder: Path, template: str, *, trim: bool = False) -> str:
    cache = CompiledTemplates(folder)
    environment = Environment(
        loader=DictLoader({"x": template}), autoescape=True, bytecode_cache=cache, trim_blocks=trim
    )
    return environment.get_template("x").render(a="<")


def test_what_was_compiled_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new" / "templates"
    assert rendered(folder, "{{ a }}!") == "&lt;!"
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(Environment, "_compile", lambda *_: pytest.fail("compiled again"))
    assert rendered(folder, "{{ a }}!") == "&lt;!"


def test_another_template_of_that_name_or_another_way_to_compile_is_compiled(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ a }}!") == "&lt;!"
    assert rendered(tmp_path, "{{ a }}?") == "&lt;?"
    assert rendered(tmp_path, "{% if a %}\n?{% endif %}") == "\n?"
    assert rendered(tmp_path, "{% if a %}\n?{% endif %}", trim=True) == "?"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 500])
def test_a_damaged_file_is_not_used_and_mended(tmp_path: Path, damage: bytes) -> None:
    rendered(tmp_path, "{{ a }}")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for data in (damage, whole[:-1], whole + b"x", damage + whole[len(damage) :]):
        file.write_bytes(data)
        assert rendered(tmp_path, "{{ a }}") == "&lt;"
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_bytes(b"mine")
    assert rendered(no_folder, "{{ a }}") == "&lt;"
    assert no_folder.read_bytes() == b"mine"


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    rendered(tmp_path, "{{ a }}")
    (file,) = tmp_path.iterdir()
    file.unlink()
    file.mkdir()
    (file / "inside").write_bytes(b"")
    assert rendered(tmp_path, "{{ a }}") == "&lt;"
    assert list(tmp_path.iterdir()) == [file]


def test_the_page_is_the_same(plain: Report, tmp_path: Path) -> None:
    pages = {render_html(plain), render_html(plain, compiled=tmp_path), render_html(plain, compiled=tmp_path)}
    assert len(pages) == 1
    assert list(tmp_path.iterdir())
