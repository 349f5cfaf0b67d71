"""The page of a scan in a browser: sorted, filtered, reached by keyboard, and without a fault for axe."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from personac.scan.html.scan_page import render_scan_html
from personac.scan.scan_report import ScanReport
from tests.browser.tab import ENTER, Open, Tab
from tests.browser.test_page import BACKGROUND, RUN_AXE, emulate
from tests.unit.scan.html.test_scan_page import hostile
from tests.unit.scan.scan_reports import SMALL, large_scan

RIGHT, END = "\ue014", "\ue010"
SAID = "document.getElementById('map-said').textContent"
SHOWN = "document.getElementById('found').textContent"


def opened(tab: Open, folder: Path, report: ScanReport, fragment: str = "") -> Tab:
    path = folder / "scan.html"
    path.write_text(render_scan_html(report, "out"), encoding="utf-8")
    return tab(path, fragment)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 375])
def test_axe_finds_no_fault(tab: Open, tmp_path: Path, scheme: str, width: int) -> None:
    page = opened(tab, tmp_path, large_scan(155))
    emulate(page, scheme, width)
    page.do("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.driver.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    faults = page.driver.execute_async_script(RUN_AXE)
    assert [(fault["id"], fault["nodes"][0]["failureSummary"]) for fault in faults] == []


def test_on_a_phone_nothing_is_wider_than_it(tab: Open, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, large_scan(155))
    emulate(page, width=375)
    page.do("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    assert page.ask("document.documentElement.scrollWidth") == 375


def test_dark_has_another_background(tab: Open, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, SMALL)
    light = page.ask(BACKGROUND)
    emulate(page, "dark")
    assert page.ask(BACKGROUND) != light


def test_the_map_is_one_stop_of_tab_and_arrow_keys_tell_each_dot(tab: Open, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, SMALL)
    assert page.ask("document.querySelectorAll('.map a[tabindex=\"0\"]').length") == 1
    page.do("document.querySelector('.map a').focus()")
    assert page.ask(SAID).startswith("dock-mason (agents/dock-mason.md): 20 bullets")
    page.key(RIGHT)
    assert page.ask(SAID).startswith("mason (agents/mason.md)")
    page.key(END)
    assert page.ask(SAID) == "agents/pottery.md: nearly the same text, 400 tokens"
    page.do("document.querySelector('.map a').focus()")
    page.key(ENTER)
    page.wait("document.activeElement.closest('details')?.open")
    assert page.ask("document.activeElement.closest('details').id") == "family=mason"


COLUMN = (
    "[...document.querySelectorAll('#families .sortable tbody tr')].map(row => row.cells[{}].textContent)"
)


def test_tables_sort_by_figures_and_by_words(tab: Open, tmp_path: Path) -> None:
    report = large_scan(155)
    page = opened(tab, tmp_path, report)
    head = "#families .sortable thead th:nth-child({}) button"
    page.click(head.format(3))
    sizes = [int(text) for text in page.ask(COLUMN.format(2))]
    assert sizes == sorted(sizes, reverse=True)
    assert (
        page.ask("document.querySelector('#families th:nth-child(3)').getAttribute('aria-sort')")
        == "descending"
    )
    page.click(head.format(2))
    names = page.ask(COLUMN.format(1))
    assert names == sorted(names)
    assert len(names) == len(report.families)
    page.click(head.format(2))
    assert page.ask(COLUMN.format(1)) == names[::-1]


def test_thousands_of_files_are_paged_and_found(tab: Open, tmp_path: Path) -> None:
    report = large_scan(3000)
    page = opened(tab, tmp_path, report)
    total = len(report.files)
    assert page.ask(SHOWN) == f"100 of {total:,} files shown"
    page.click("#files .expand button")
    assert page.ask(SHOWN) == f"600 of {total:,} files shown"
    name = report.files[-1].name
    page.choose("find", name)
    assert page.ask(SHOWN) == "1 of 1 files shown"
    page.choose("find", "")
    page.choose("state", "alone")
    assert page.ask(SHOWN) == f"100 of {len(report.alone):,} files shown"
    page.click("#files thead th:nth-child(6) button")
    assert page.ask("document.querySelectorAll('#files tbody tr:not([hidden])').length") == 100


def test_a_link_opens_its_family_wherever_it_is_in_the_list(tab: Open, tmp_path: Path) -> None:
    report = large_scan(3000)
    page = opened(tab, tmp_path, report)
    hidden = "document.querySelectorAll('details.family[hidden]').length"
    assert page.ask(hidden) > 0
    last = page.ask("[...document.querySelectorAll('details.family')].at(-1).id")
    page.do("location.hash = arguments[0]", last)
    page.wait("document.activeElement.closest('details')?.open")
    assert page.ask("document.activeElement.closest('details').id") == last


def test_without_its_script_all_is_shown(tab: Open, tmp_path: Path) -> None:
    report = large_scan(300)
    path = tmp_path / "bare.html"
    text = render_scan_html(report)
    start, _, rest = text.rpartition("<script>")
    path.write_text(start + rest.partition("</script>")[2], encoding="utf-8")
    page = tab(path)
    assert page.ask("document.querySelectorAll('#files tbody tr').length") == len(report.files)
    assert page.ask("[...document.querySelectorAll('#files tbody tr')].every(e => e.checkVisibility())")
    assert page.ask("[...document.querySelectorAll('.needs-script')].every(e => !e.checkVisibility())")


def test_a_hostile_scan_does_nothing(tab: Open, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, hostile(), "#%3Cscript%3Ewindow.hit=1%3C/script%3E")
    page.do("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.do("document.querySelectorAll('button').forEach(e => e.click())")
    page.choose("find", "<img src=x onerror=window.hit=1>")
    assert page.ask("window.hit === undefined")
    assert page.ask("document.querySelectorAll('script').length") == 1
    assert page.ask(
        "[...document.querySelectorAll('main a[href]')].every(a => (a.protocol || 'file:') === 'file:')"
    )
