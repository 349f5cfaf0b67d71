"""The page as a whole: what it says is true, it looks right everywhere, and nothing on it does harm."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from personac.report.html.page import render_html
from personac.report.word_marks import words_of
from tests.browser.large import large_report
from tests.browser.tab import Open, Project, Tab, write_project

HARM = (
    "</script><script>window.hit = 1</script> <!-- [click](javascript:window.hit=1) {{ 7 * 7 }} {% raw %} "
    "\x1b[31mred\x1b[0m \u202etxet\u202c <img src=x onerror='window.hit=1'> \"' onload=window.hit=1 &lt;"
)


def shown_number(text: str) -> float:
    value = float(text.replace(",", "").removesuffix("%"))
    return value / 100 if text.endswith("%") else value


def meant_number(report: Any, path: str) -> float:  # noqa: ANN401 - JSON
    """Follow `a.0.b`, `a.length`, the sum `a.*.b`, or the count `a?key=value`."""
    name, _, query = path.partition("?")
    node = report
    steps = name.split(".")
    for at, step in enumerate(steps):
        if step == "*":
            return float(sum(row[steps[at + 1]] for row in node))
        if step == "length":
            return len(node)
        node = node[int(step)] if isinstance(node, list) else node[step]
    if query:
        wanted = parse_qsl(query)
        return sum(all(row[key] == value for key, value in wanted) for row in node)
    return float(str(node))


def test_every_number_is_that_of_the_report(tab: Open, own: Project) -> None:
    numbers = tab(own.page).ask(
        "[...document.querySelectorAll('[data-json]')].map(e => [e.dataset.json, e.textContent])"
    )
    assert len(numbers) > 200
    for path, text in numbers:
        digits = 2 if "%" in text or "." in text else 0
        assert shown_number(text) == pytest.approx(
            meant_number(own.report, path), abs=0.5 * 10**-digits + 1e-9
        ), path


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text)


MEMBERS = """[...document.querySelectorAll('.card li')].map(row => {
    const text = row.querySelector('p').cloneNode(true);
    text.querySelectorAll('del').forEach(gone => gone.remove());
    const link = row.querySelector('a');
    return [link.href, link.textContent, text.textContent];
})"""
ROWS = "[...document.querySelectorAll('.run li')]"


def test_every_place_on_a_card_leads_to_the_text_it_claims(tab: Open, own: Project) -> None:
    members = tab(own.page).ask(MEMBERS)
    assert members
    for href, label, text in members:
        assert_leads_to(own, href, text)
        path, _, line = label.rpartition(":")
        assert href.endswith(f"/{path}#L{line}")


def test_every_line_of_the_sources_leads_to_its_text(tab: Open, own: Project) -> None:
    both = "[row.querySelector('a').href, row.querySelector('p').textContent]"
    rows = tab(own.page).ask(f"{ROWS}.map(row => {both})")
    assert len(rows) >= len(own.report["bullets"])
    for href, text in rows:
        assert_leads_to(own, href, text)


def test_every_letter_beside_the_canonical_leads_to_what_it_came_from(tab: Open, own: Project) -> None:
    rows = tab(own.page).ask(
        "[...document.querySelectorAll('.lines li')].map(row => [row.firstChild.textContent,"
        " [...row.querySelectorAll('a')].map(a => a.href)])"
    )
    canonical = (own.folder / "build" / own.report["canonical"]["path"]).read_text(encoding="utf-8")
    assert [text for text, _ in rows] == canonical.splitlines()
    for text, hrefs in rows:
        if hrefs and text.startswith(("- ", "  - ")):
            sources = [plain("".join(source_lines(own, href))) for href in hrefs]
            # A list of nouns is completed with those of others.
            nouns = [plain(noun) for noun in re.split(", | and ", text)]
            assert nouns[0] in sources[0]
            assert [noun for noun in nouns if not any(noun in source for source in sources)] == []


def assert_leads_to(own: Project, href: str, text: str) -> None:
    lines = "".join(source_lines(own, href)[: text.count("\n") + 8])
    assert plain(lines).startswith(plain(text)[:60]), (href, text)


def source_lines(own: Project, href: str) -> list[str]:
    """The source from the line on that a link names, without markers."""
    target = urlsplit(href)
    path = Path(unquote(target.path))
    assert path.is_relative_to(own.folder)
    lines = path.read_text(encoding="utf-8").splitlines()[int(target.fragment.removeprefix("L")) - 1 :]
    return [re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", "", line) for line in lines]


def test_no_link_on_the_page_is_torn(tab: Open, own: Project) -> None:
    page = tab(own.page)
    hrefs = page.ask("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    ids = set(page.ask("[...document.querySelectorAll('[id]')].map(e => e.id)"))
    filters = ("#kind=", "#persona=", "#show=")
    assert {h for h in hrefs if h.startswith("#") and not h.startswith(filters)} <= {f"#{i}" for i in ids}
    for href in {h.partition("#")[0] for h in hrefs if not h.startswith("#")}:
        assert (own.page.parent / unquote(href)).resolve().is_file()
    assert len(ids) == page.ask("document.querySelectorAll('[id]').length")


# Axe reads places off elements: none may be drawn only when it comes into sight.
READY_FOR_AXE = """
document.querySelectorAll('input[name=kind]:not(:checked)').forEach(box => box.click());
document.querySelectorAll('details').forEach(e => { e.open = true; });
document.querySelectorAll('.card, .run').forEach(e => { e.style.contentVisibility = 'visible'; });
"""
RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 375])
def test_axe_finds_no_serious_fault(tab: Open, small: Project, scheme: str, width: int) -> None:
    page = tab(small.page)
    emulate(page, scheme, width)
    page.do(READY_FOR_AXE)
    page.driver.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    faults = page.driver.execute_async_script(RUN_AXE)
    serious = [fault for fault in faults if fault["impact"] in {"serious", "critical"}]
    assert [(fault["id"], fault["nodes"][0]["failureSummary"]) for fault in serious] == []


def emulate(page: Tab, scheme: str = "light", width: int = 1360, media: str = "") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    if width < 600:
        metrics = {"width": width, "height": 812, "deviceScaleFactor": 2, "mobile": True}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_dark_as_the_system_says_or_as_the_button_does(tab: Open, own: Project) -> None:
    page = tab(own.page)
    page.do("localStorage.clear()")
    light = page.ask(BACKGROUND)
    emulate(page, "dark")
    dark = page.ask(BACKGROUND)
    assert dark != light
    page.click("#theme")
    assert (page.ask("document.getElementById('theme').textContent"), page.ask(BACKGROUND)) == (
        "Theme: light",
        light,
    )
    page.click("#theme")
    emulate(page, "light")
    assert (page.ask("document.getElementById('theme').textContent"), page.ask(BACKGROUND)) == (
        "Theme: dark",
        dark,
    )
    again = tab(own.page)
    assert again.ask(BACKGROUND) == dark
    again.click("#theme")
    assert again.ask("'theme' in document.documentElement.dataset") is False


def test_on_a_phone_nothing_is_wider_than_it(tab: Open, own: Project) -> None:
    page = tab(own.page)
    emulate(page, width=375)
    page.do("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.ask("document.body.offsetHeight")
    assert page.ask("document.documentElement.scrollWidth") == 375
    assert page.ask("innerWidth") == 375


CLUSTER_CARDS = """[...document.querySelectorAll('.card')]
    .filter(card => ['reworded', 'same', 'twice'].includes(card.dataset.k)).map(card => {
        const read = element => {
            const copy = element.cloneNode(true);
            copy.querySelectorAll('del, em').forEach(one => one.remove());
            return copy.textContent;
        };
        return {
            base: read(card.querySelector('.wording') ?? card.querySelector('li p')),
            marks: [...card.querySelectorAll('li p ins')].map(one => one.textContent),
            lost: [...card.querySelectorAll('li p mark')].map(one => one.textContent),
        };
    })"""


def test_the_legend_of_the_marks_is_true(tab: Open, tmp_path: Path) -> None:
    page = tab(two_personas(tmp_path).page)
    legend = page.ask("document.getElementById('legend').textContent")
    assert "underlined words are not in it" in legend
    assert "highlighted words stand nowhere in the canonical" in legend
    canonical = set(words_of(page.ask("document.querySelector('.lines').innerText")))
    cards = page.ask(CLUSTER_CARDS)
    for card in cards:
        base = set(words_of(card["base"]))
        for text in (*card["marks"], *card["lost"]):
            assert base.isdisjoint(words_of(text))
        assert canonical.isdisjoint(word for text in card["lost"] for word in words_of(text))
        assert canonical.issuperset(word for text in card["marks"] for word in words_of(text))
    assert [text for card in cards for text in card["lost"]] == ["boost"]
    assert [text for card in cards for text in card["marks"]] == ["the"]


def test_a_card_has_the_wording_of_the_canonical_where_no_source_has_it(tab: Open, tmp_path: Path) -> None:
    page = tab(two_personas(tmp_path).page)
    text = "Stores: PostgreSQL, MySQL, Redis, MongoDB, Cassandra"
    shown = page.ask("[...document.querySelectorAll('.wording')].map(one => one.textContent)")
    assert shown == [f"wording of the canonical {text}"]
    assert f"- **Stores**{text.removeprefix('Stores')}" in page.ask(
        "document.querySelector('.lines').innerText"
    )


def two_personas(folder: Path) -> Project:
    """Two personas: a list that is completed, and a bullet that loses a word."""
    front = "---\nname: keeper\ndescription: d\n---\n\n# Keeper\n\n- Sweep the stairs\n"
    stores = f"{front}- **Stores**: PostgreSQL, MySQL, Redis"
    one = f"{stores}, MongoDB\n- Use caching to improve performance of slow queries\n"
    two = f"{stores}, Cassandra\n- Use caching to boost the performance of slow queries\n"
    return write_project(folder, {"agents/a.md": one.encode(), "agents/b.md": two.encode()})


@pytest.mark.parametrize("personas", ["own", "small"])
def test_on_a_phone_the_first_card_is_near_and_files_can_be_read(
    personas: str, tab: Open, request: pytest.FixtureRequest
) -> None:
    page = tab(request.getfixturevalue(personas).page)
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    page.driver.refresh()  # filters are closed where a phone opens the page
    top = "document.querySelector('.card:not([hidden])').getBoundingClientRect().top + scrollY"
    assert page.ask(top) < 2 * 844
    widths = page.ask("[...document.querySelectorAll('.personas .file')].map(one => one.clientWidth)")
    assert min(widths) > 250
    assert page.ask("document.documentElement.scrollWidth") == 390


def test_on_paper_all_is_open_and_no_control_is_left(tab: Open, own: Project) -> None:
    page = tab(own.page)
    emulate(page, "dark", media="print")
    page.do("dispatchEvent(new Event('beforeprint'))")
    assert page.ask("[...document.querySelectorAll('.card:not([hidden])')].every(c => c.open)")
    assert page.ask("document.querySelector('.card li p').checkVisibility()")
    for control in (".top", ".filters", ".show", "#shown"):
        assert not page.ask(f"document.querySelector('{control}').checkVisibility()")
    assert page.ask(BACKGROUND) == "rgb(255, 255, 255)"
    page.do("dispatchEvent(new Event('afterprint'))")
    assert page.ask("document.querySelectorAll('.card[open]').length") == 0


def test_without_its_script_the_page_shows_all_findings(tab: Open, own: Project, tmp_path: Path) -> None:
    text = own.page.read_text(encoding="utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL), encoding="utf-8")
    page = tab(bare)
    kinds = ("clusters", "contradictions", "near_misses", "covers")
    assert len(page.shown) == sum(len(own.report[kind]) for kind in kinds)
    assert page.ask("[...document.querySelectorAll('.needs-script')].every(e => !e.checkVisibility())")
    page.click("label:has(#show-merged)")
    merged = [row for row in own.report["bullets"] if row["state"] == "merged"]
    page.do("document.querySelectorAll('.source').forEach(e => { e.open = true; })")
    assert page.ask(f"{ROWS}.filter(row => row.checkVisibility()).length") == len(merged)


def test_a_hostile_project_does_nothing(tab: Open, tmp_path: Path) -> None:
    front = f"---\nname: harm\ndescription: d\ncolor: '<b onclick=window.hit=1>'\n---\n\n# Title {HARM}\n\n"
    rules = front + "".join(f"- Rule {number} {HARM}\n" for number in range(4))
    sources = {
        "javascript:window.hit=1.md": f"{rules}- Only here: <i>{HARM}</i>\n".encode(),
        'agents/"><script>window.hit=1<.md': f"{rules}- Another {HARM}\n".encode(),
        "agents/x' onload='window.hit=1 {{x}}.md": f"{rules}## {HARM}\n\n- [a](javascript:b)\n".encode(),
    }
    project = write_project(tmp_path, sources, "harm")
    page = tab(project.page, "#q=%3Cscript%3Ewindow.hit=1%3C/script%3E&section=%22%3E%3Cimg%3E")
    page.click("#reset")
    page.do("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.do("document.querySelectorAll('button[data-pairs]').forEach(e => e.click())")
    assert page.ask("document.querySelectorAll('.pairs').length") > 0
    assert page.ask("window.hit === undefined")
    assert page.ask("[...document.querySelectorAll('a')].every(a => a.protocol === 'file:')")
    assert page.ask("document.querySelectorAll('script').length") == 2
    assert (
        page.ask("document.querySelectorAll('img, iframe, object, main script, [onload], [onerror]').length")
        == 0
    )
    text = page.ask("document.querySelector('main').textContent")
    assert "{{ 7 * 7 }}" in text
    assert "<U+001B>[31mred" in text
    assert "<U+202E>txet" in text
    assert len(page.shown) >= len(project.report["clusters"])
    paths = page.ask("[...document.querySelectorAll('.personas a')].map(a => decodeURIComponent(a.pathname))")
    for row in project.report["personas"]:
        assert (project.folder / row["path"]).as_posix() in paths


def test_the_policy_lets_no_other_script_run(tab: Open, own: Project) -> None:
    page = tab(own.page)
    page.do(
        "const script = document.createElement('script');"
        "try { script.textContent = 'window.hit = 1'; document.body.append(script); } catch { }"
    )
    assert page.ask("window.hit === undefined")
    assert page.driver.get_log("browser")  # the browser says that it refused


@pytest.mark.parametrize("clusters", [500, pytest.param(5000, marks=pytest.mark.long)])
def test_large_reports_open_and_filter(clusters: int, tab: Open, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(large_report(clusters)), encoding="utf-8")
    page = tab(path)
    assert page.status == f"{clusters:,} of {clusters:,} findings shown"
    page.choose("q", "number00077")
    assert page.shown == ["cluster=north:78"]
    page.choose("q", "")
    page.choose("size", "3")
    assert len(page.shown) == clusters // 10
    page.choose("sort", "unsure")
    page.choose("size", "")
    assert page.shown[0] == "cluster=north:1"
    page.do(f"location.hash = 'cluster=north:{clusters - 1}'")
    page.wait("document.activeElement.closest('.card')?.open")
    top = page.ask("document.querySelector('.card[open]').getBoundingClientRect().top")
    assert 0 <= top < page.ask("innerHeight")
    summaries = "[...document.querySelectorAll('.card > summary')]"
    drawn = f"{summaries}.filter(one => one.checkVisibility({{contentVisibilityAuto: true}})).length"
    assert page.ask(drawn) < 200
