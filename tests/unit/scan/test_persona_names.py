"""Names: what they tell about the job, without generic words, and apart by product."""

from __future__ import annotations

import pytest

from personac.scan.persona_names import NameReader, family_names, persona_name
from personac.scan.unit_reader import Reader
from tests.unit.helpers import rules


@pytest.fixture(scope="module")
def names() -> NameReader:
    reader = Reader(rules())
    return NameReader(rules().scan.generic, reader.words, reader.background)


def test_generic_words_do_not_tell_names_apart(names: NameReader) -> None:
    assert names.read("backend-expert").overlap(names.read("Backend Developer")) == 1.0


def test_a_name_of_generic_words_alone_keeps_them(names: NameReader) -> None:
    assert names.read("expert").overlap(names.read("backend-expert")) == 0.0
    assert names.read("expert").overlap(names.read("Experts")) == 1.0


def test_other_jobs_have_little_in_common(names: NameReader) -> None:
    assert names.read("code-reviewer").overlap(names.read("code-writer")) < 0.5
    assert names.read("").overlap(names.read("")) == 0.0


def test_names_of_other_products_are_other_subjects(names: NameReader) -> None:
    mysql, postgres = names.read("mysql-expert"), names.read("postgresql-expert")
    assert mysql.is_other_subject(postgres)
    assert not mysql.is_other_subject(names.read("database-expert"))
    assert not mysql.is_other_subject(mysql)


def test_a_persona_without_a_name_is_called_after_its_path() -> None:
    assert persona_name("", "agents/baker.md") == "baker"
    assert persona_name("", "skills/bread/SKILL.md") == "bread"
    assert persona_name("Baker", "agents/other.md") == "Baker"


def test_families_are_called_after_what_their_names_share_and_distinct() -> None:
    families = [["stone-baker", "rye-baker"], ["cake-baker", "pie-baker"], ["mason", "joiner"], ["\u2014"]]
    assert family_names(families) == ("baker", "baker-2", "joiner", "merged")


def test_a_family_is_not_called_by_generic_words_alone() -> None:
    families = [["rye-expert", "bread-expert"], ["expert", "helper"], ["rye-expert-baker", "rye-pro"]]
    assert family_names(families, ["Expert", "helper"]) == ("bread-expert", "expert", "rye")


def test_a_word_that_many_names_begin_with_counts_less(names: NameReader) -> None:
    bread, boat = names.read("acme-bread"), names.read("acme-boat")
    uses = {
        **dict.fromkeys([*bread.weights, *boat.weights], 1),
        **dict.fromkeys(names.read("acme").weights, 80),
    }
    assert bread.capped(uses).overlap(boat.capped(uses)) < bread.overlap(boat) / 3
