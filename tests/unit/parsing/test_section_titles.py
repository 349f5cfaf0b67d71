"""Titles of sections, and the label lines above lists that are titles."""

from __future__ import annotations

import pytest

from personac.model.ast import Inline, InlineKind, Paragraph
from personac.model.source import Span
from personac.parsing.sections import MAX_LABEL_WORDS, clean_title, label_title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("", ""),
        ("  Error   handling ", "Error handling"),
        ("Core duties:", "Core duties"),
        ("Core duties \N{FULLWIDTH COLON}", "Core duties"),
        ("1. Planning", "Planning"),
        ("2) Planning", "Planning"),
        ("(3) Planning", "Planning"),
        ("0a. Planning", "Planning"),
        ("1.2 Planning", "Planning"),
        ("1.2.3. Planning", "Planning"),
        ("4: Planning", "Planning"),
        ("5 - Planning", "Planning"),
        ("6 \N{EM DASH} Planning", "Planning"),
        ("Phase 1: Planning", "Phase 1: Planning"),
        ("Step 2:", "Step 2"),
        ("2FA setup", "2FA setup"),
        ("5 whys", "5 whys"),
        ("3-day sprint", "3-day sprint"),
        ("1.5x faster", "1.5x faster"),
        ("\N{ROCKET} Launch", "Launch"),
        ("\N{WARNING SIGN}\N{VARIATION SELECTOR-16} Risks", "Risks"),
        ("\N{ROCKET} 1. Launch:", "Launch"),
        ("1. \N{ROCKET} Launch", "Launch"),
        ("1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP} Launch", "Launch"),
        ("\N{MAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} Coding", "Coding"),
        ("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4} Do", "Do"),
        ("\N{BULLET} Item", "Item"),
        ("\N{RIGHTWARDS ARROW} Next", "Next"),
        ("Launch \N{ROCKET}", "Launch \N{ROCKET}"),
        (".NET", ".NET"),
        ("@mentions", "@mentions"),
        ("<name>", "<name>"),
        ("--flag", "--flag"),
        ("\N{ROCKET}", "\N{ROCKET}"),
        ("1.", "1."),
        (":", ""),
    ],
)
def test_numbering_and_decoration_are_removed(written: str, title: str) -> None:
    assert clean_title(written) == title


def paragraph(*runs: tuple[InlineKind, str]) -> Paragraph:
    return Paragraph(Span(0, 1), tuple(Inline(kind, text) for kind, text in runs))


@pytest.mark.parametrize(
    ("runs", "title"),
    [
        ([("text", "When invoked:")], "When invoked"),
        ([("text", "Cach\N{LATIN SMALL LETTER E WITH ACUTE} \N{FULLWIDTH COLON}")], "Caché"),
        ([("strong", "Focus"), ("text", ":")], "Focus"),
        ([("strong", "Focus:")], "Focus"),
        ([("strong", "Focus")], "Focus"),
        ([("strong", "2. Focus areas")], "Focus areas"),
        ([("emphasis", "Focus:")], "Focus"),
        ([("code", "src/"), ("text", " holds:")], "src/ holds"),
        ([("text", "Tools (git, make, sed):")], "Tools (git, make, sed)"),
        ([("text", "Node.js v1.2 rules:")], "Node.js v1.2 rules"),
        ([("text", "Do & avoid / keep - in mind:")], "Do & avoid / keep - in mind"),
        ([("text", "Phase 1: Plan:")], "Phase 1: Plan"),
        ([("text", "1. One two three four five:")], "One two three four five"),
        ([("text", "One two three four five six:")], None),
        ([("text", "Before you start, check:")], None),
        ([("text", "Stop. Then do:")], None),
        ([("text", "Ready? Go:")], None),
        ([("text", "\u5148\u751f\uff0c\u8bf7:")], None),
        ([("strong", "Never do this.")], None),
        ([("strong", "Focus"), ("text", " here")], None),
        ([("emphasis", "Focus")], None),
        ([("text", "Focus")], None),
        ([("text", ":")], None),
        ([("text", "\N{ROCKET}:")], None),
    ],
)
def test_a_label_is_a_short_title_of_a_list(runs: list[tuple[InlineKind, str]], title: str | None) -> None:
    assert label_title(paragraph(*runs)) == title


def test_a_label_has_a_maximum_number_of_words() -> None:
    assert label_title(paragraph(("text", "word " * MAX_LABEL_WORDS + ":"))) is not None
    assert label_title(paragraph(("text", "word " * (MAX_LABEL_WORDS + 1) + ":"))) is None
