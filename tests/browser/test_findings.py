"""What a reviewer does with the list of findings: filter, search, sort, open, link to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.tab import ENTER, ESCAPE, Open, Project, Tab

Rows = list[dict[str, Any]]


@pytest.fixture
def page(tab: Open, own: Project) -> Callable[..., Tab]:
    def _page(fragment: str = "") -> Tab:
        return tab(own.page, fragment)

    return _page


def members(own: Project, cluster: dict[str, Any]) -> Rows:
    bullets = {bullet["id"]: bullet for bullet in own.report["bullets"]}
    return [bullets[member] for member in cluster["members"]]


def ids(clusters: Rows) -> set[str]:
    return {f"cluster={cluster['id']}" for cluster in clusters}


def test_merges_and_contradictions_are_shown_at_first(page: Callable[..., Tab], own: Project) -> None:
    shown = page().shown
    conflicts = [f"conflict={row['a']}~{row['b']}" for row in own.report["contradictions"]]
    assert shown[: len(conflicts)] == conflicts
    assert set(shown[len(conflicts) :]) == ids(own.report["clusters"])


@pytest.mark.parametrize(("kind", "rows"), [("near", "near_misses"), ("covered", "covers")])
def test_other_relations_are_shown_on_demand(
    kind: str, rows: str, page: Callable[..., Tab], own: Project
) -> None:
    opened = page()
    before = len(opened.shown)
    opened.click(f"input[name=kind][value={kind}]")
    assert len(opened.shown) == before + len(own.report[rows])
    for box in ("reworded", "same", "twice", "conflict"):
        opened.click(f"input[name=kind][value={box}]")
    assert {shown.partition("=")[0] for shown in opened.shown} <= {kind}
    assert len(opened.shown) == len(own.report[rows])


def test_by_persona_all_of_those_asked_for_take_part(page: Callable[..., Tab], own: Project) -> None:
    one, other = own.report["overlap"]["personas"][:2]
    opened = page()
    opened.click(f"input[name=persona][value='{one}']")
    opened.click(f"input[name=persona][value='{other}']")
    clusters = [c for c in own.report["clusters"] if {one, other} <= {m["persona"] for m in members(own, c)}]
    assert {shown for shown in opened.shown if shown.startswith("cluster")} == ids(clusters)
    assert clusters


def test_by_size_and_by_score(page: Callable[..., Tab], own: Project) -> None:
    opened = page("#kind=reworded&kind=same&kind=twice")
    opened.choose("size", "3")
    large = [cluster for cluster in own.report["clusters"] if len(cluster["members"]) >= 3]
    assert set(opened.shown) == ids(large)
    opened.choose("min", "0.5")
    opened.choose("max", "0.8")
    assert set(opened.shown) == ids([c for c in large if 0.5 <= c["cohesion"] <= 0.8])


def test_by_section_of_the_canonical(page: Callable[..., Tab]) -> None:
    opened = page()
    number = opened.ask("document.querySelector('.card').dataset.s")
    opened.choose("section", number)
    sections = "new Set([...document.querySelectorAll('.card')].filter(c => !c.hidden).map(c => c.dataset.s))"
    assert opened.ask(f"[...{sections}]") == [number]


def test_search_finds_words_and_places(page: Callable[..., Tab], own: Project) -> None:
    cluster = own.report["clusters"][0]
    bullet = members(own, cluster)[0]
    opened = page()
    opened.choose("q", f"{bullet['path']}:{bullet['line']}")
    assert f"cluster={cluster['id']}" in opened.shown
    opened.choose("q", " ".join(reversed(bullet["text"].upper().split()[:3])))
    assert f"cluster={cluster['id']}" in opened.shown
    opened.choose("q", "no persona says xylophone")
    assert opened.shown == []
    assert opened.status.startswith("0 of ")
    opened.click("#reset")
    assert len(opened.shown) >= len(own.report["clusters"])


@pytest.mark.parametrize(("order", "sign"), [("unsure", 1), ("sure", -1)])
def test_sorted_by_score(order: str, sign: int, page: Callable[..., Tab]) -> None:
    opened = page("#kind=reworded&kind=same&kind=twice")
    opened.choose("sort", order)
    scores = opened.ask(
        "[...document.querySelectorAll('.card')].filter(c => !c.hidden).map(c => Number(c.dataset.v))"
    )
    assert scores == sorted(scores, key=lambda score: sign * score)


def test_sorted_by_size_place_and_back(page: Callable[..., Tab]) -> None:
    opened = page()
    first = opened.shown
    read = "[...document.querySelectorAll('.card')].filter(c => !c.hidden).map(c => Number(c.dataset.%s))"
    opened.choose("sort", "size")
    sizes = opened.ask(read % "n")
    assert sizes == sorted(sizes, reverse=True)
    opened.choose("sort", "place")
    lines = opened.ask(read % "l")
    assert lines == sorted(lines)
    opened.choose("sort", "")
    assert opened.shown == first


def test_the_address_holds_the_filters_and_the_open_card(page: Callable[..., Tab]) -> None:
    opened = page()
    opened.choose("q", "data")
    opened.choose("sort", "size")
    opened.click(".card:not([hidden]) summary")
    shown, fragment = opened.shown, opened.ask("location.hash")
    again = page(fragment)
    assert again.shown == shown
    assert again.ask("document.querySelector('.card[open]').id") in fragment
    assert again.ask("document.getElementById('q').value") == "data"


def test_a_link_to_a_card_opens_it_whatever_is_filtered(page: Callable[..., Tab], own: Project) -> None:
    row = own.report["near_misses"][0]
    opened = page(f"#near={row['a']}~{row['b']}")
    card = opened.ask("document.querySelector('.card[open]').id")
    assert card == f"near={row['a']}~{row['b']}"
    assert card in opened.shown
    place = opened.ask("document.querySelector('.card[open]').getBoundingClientRect().top")
    assert 0 <= place < opened.ask("innerHeight")
    opened.wait("document.activeElement.closest('.card')?.open")


def test_an_address_that_names_nothing_does_nothing(page: Callable[..., Tab], own: Project) -> None:
    opened = page("#cluster=nobody%3A1&kind=none&min=x&show=%22%5D&source=none&sort=none")
    assert opened.shown == []
    assert len(page("#%E0%A4%A").shown) >= len(own.report["clusters"])


def test_the_field_of_two_personas_leads_to_what_they_share(page: Callable[..., Tab], own: Project) -> None:
    opened = page()
    opened.click("#overlap td a")
    opened.wait("document.querySelectorAll('input[name=persona]:checked').length === 2")  # a later event
    chosen = opened.ask("[...document.querySelectorAll('input[name=persona]:checked')].map(b => b.value)")
    assert chosen == own.report["overlap"]["personas"][:2]
    assert opened.shown
    assert len(opened.shown) < len(own.report["clusters"])


def test_the_figures_lead_to_what_they_count(page: Callable[..., Tab], own: Project) -> None:
    opened = page()
    opened.click("a[href='#kind=near']")
    opened.wait("document.querySelectorAll('.card[data-k=near]:not([hidden])').length > 0")  # a later event
    assert len(opened.shown) == len(own.report["near_misses"])
    opened.click("a[href='#show=alone']")
    visible = "[...document.querySelectorAll('.run li')].filter(row => row.checkVisibility()).length"
    assert opened.ask(visible) == sum(row["unique"] for row in own.report["personas"])


def test_keys_move_open_and_search(page: Callable[..., Tab]) -> None:
    opened = page()
    cards = opened.shown
    opened.do("document.querySelector('.card:not([hidden]) summary').focus()")
    focused = "decodeURIComponent(document.activeElement.parentElement.id)"
    opened.key("j")
    opened.key("j")
    opened.key("k")
    assert opened.ask(focused) == cards[1]
    opened.key(ENTER)
    assert opened.ask("document.querySelectorAll('.card[open]').length") == 1
    opened.key("/")
    assert opened.ask("document.activeElement.id") == "q"
    opened.key("zzz")
    assert opened.shown == []
    opened.key(ESCAPE)
    assert opened.shown == cards


def test_every_pair_of_a_larger_cluster_is_told_on_demand(page: Callable[..., Tab], own: Project) -> None:
    cluster = max(own.report["clusters"], key=lambda row: len(row["why"]))
    opened = page(f"#cluster={cluster['id']}")
    opened.click(".card[open] button")
    told = opened.ask("[...document.querySelectorAll('.pairs li')].map(row => row.textContent)")
    places = {row["id"]: f"{row['path']}:{row['line']}" for row in members(own, cluster)}
    assert len(told) == len(cluster["why"])
    for text, why in zip(told, cluster["why"], strict=True):
        assert text.startswith(f"{why['score']:.2f}")
        assert places[why["a"]] in text
        assert places[why["b"]] in text
        assert all(reason in text for reason in why["reasons"])
        assert all(f"{name} {value:.2f}" in text for name, value in why["features"].items())


def test_all_cards_open_and_close(page: Callable[..., Tab]) -> None:
    opened = page()
    opened.click("#open-all")
    assert opened.ask("document.querySelectorAll('.card[open]').length") == len(opened.shown)
    opened.click("#close-all")
    assert opened.ask("document.querySelectorAll('.card[open]').length") == 0


def test_a_near_miss_shows_both_sides_and_what_decided(page: Callable[..., Tab], own: Project) -> None:
    bullets = {bullet["id"]: bullet for bullet in own.report["bullets"]}
    row = next(row for row in own.report["near_misses"] if row["by"] == "mean")
    opened = page(f"#near={row['a']}~{row['b']}")
    summary = opened.ask("document.querySelector('.card[open] summary').innerText")
    card = opened.ask("document.querySelector('.card[open]').innerText")
    for side in (row["a"], row["b"]):
        assert bullets[side]["text"][:40] in summary
        assert f"{bullets[side]['path']}:{bullets[side]['line']}" in card
    assert f"mean {row['mean']:.2f}" in summary
    assert f"is {row['mean']:.2f}, under {own.report['threshold']:.2f}" in card
