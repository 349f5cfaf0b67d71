from __future__ import annotations

from msgspec.structs import replace

import personac
from personac.report.html.source_views import source_views
from personac.report.model import CoverRow, Report


def test_every_bullet_of_every_persona_is_there_in_order(plain: Report) -> None:
    views = source_views(plain)
    assert [view.row.id for view in views] == ["one", "two"]
    for view in views:
        own = [row for row in plain.bullets if row.persona == view.row.id]
        assert [entry.line for entry in view.entries] == sorted(row.line for row in own)
        assert {entry.text for entry in view.entries} == {row.text for row in own}
        assert sum(entry.alone for entry in view.entries) == view.row.unique


def test_merged_entries_have_their_card_and_the_kept_wording() -> None:
    one = b"- Wind the clockwork at dusk, and write the number of turns into the log book\n"
    two = b"- Wind the clockwork at dusk and note the turns in the log book\n"
    views = source_views(personac.build({"a.md": one, "b.md": two}).report)
    kept, merged = (view.entries[0] for view in views)
    assert (kept.state, kept.kept, merged.state) == ("kept", "", "merged")
    assert merged.kept == kept.text
    assert merged.cluster == kept.cluster == "cluster=a:1"
    assert merged.canonical_line == kept.canonical_line > 0


def test_left_out_entries_have_reasons(plain: Report) -> None:
    left = next(e for view in source_views(plain) for e in view.entries if e.state == "left_out")
    assert left.reason == plain.left_out[0].reason
    assert left.canonical_line == 0


def test_a_left_out_label_is_at_its_line() -> None:
    text = b"# Watch\n\n## Output\n\nYour deliverables include:\n\n- A clean lens\n"
    result = personac.build({"a.md": text, "b.md": b"# Watch\n\n- Sweep\n"}).report
    (view, _) = source_views(result)
    texts = [entry.text for entry in view.entries]
    assert texts == ["Your deliverables include", "A clean lens"]
    runs = list(view.runs())
    assert [len(entries) for _, entries in runs] == [1, 1]


def test_a_bullet_inside_a_broader_one_leads_to_it(plain: Report) -> None:
    broad, narrow = plain.bullets[2].id, plain.bullets[3].id
    views = source_views(replace(plain, covers=(CoverRow(broad, narrow, 0.9, "x"),)))
    result = [entry.cover for view in views for entry in view.entries if entry.cover]
    assert result == [f"covered={broad}~{narrow}"]


def test_runs_are_the_sections_in_order(plain: Report) -> None:
    (view, _) = source_views(plain)
    runs = list(view.runs())
    assert [entry for _, entries in runs for entry in entries] == list(view.entries)
    empty = personac.build({"a.md": b"---\nname: a\n---\n", "b.md": b"- x\n"}).report
    assert list(source_views(empty)[0].runs()) == []
