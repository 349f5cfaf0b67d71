from __future__ import annotations

import json

from msgspec.structs import replace

from personac.report.html.cards import make_cards
from personac.report.html.pair_data import pairs_json
from tests.browser.large import large_report


def test_the_pairs_of_larger_clusters_alone() -> None:
    report = large_report(11)
    result = json.loads(pairs_json(report, make_cards(report)))
    assert sorted(result["clusters"]) == ["north:1", "north:11"]
    assert result["features"] == ["shared"]
    assert result["clusters"]["north:1"][0] == [0, 1, 0.4, ["most words shared"], [[0, 1.0]]]


def test_no_text_ends_the_script_or_hides() -> None:
    report = large_report(1)
    why = tuple(replace(row, reasons=("</script><!-- & \u202e\u2028",)) for row in report.clusters[0].why)
    harmful = replace(report, clusters=(replace(report.clusters[0], why=why),))
    text = pairs_json(harmful, make_cards(harmful))
    assert not set("<>&\u202e\u2028") & set(text)
    assert json.loads(text)["clusters"]["north:1"][0][3] == ["</script><!-- & <U+202E><U+2028>"]
