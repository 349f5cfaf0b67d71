"""Whole scans of tiny repositories, in this process."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from personac import __version__
from personac.building.project import Project
from personac.diagnostics.diagnostic import PersonacError
from personac.scan.scan_report import ScanReport, encode_scan
from personac.scan.scan_request import ScanRequest, Shard
from personac.scan.scan_stages import STAGES
from personac.scan.scanner import LIST, scan
from personac.scan.work_folder import WorkFolder
from tests.unit.scan.scanned_files import BOATS, BREAD, persona, scanned, written

BAKER, SKIPPER = persona("baker", BREAD), persona("skipper", BOATS, "Sails small boats")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def repository(**files: str) -> Path:
    return written(Path("team"), {f"{name}.md": text for name, text in files.items()})


def test_equal_files_are_copies_also_in_another_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "team", {"a/baker.md": BAKER, "b/loaf.md": BAKER, "skipper.md": SKIPPER})
    report = scanned(folder)
    (copy,) = report.copies
    assert (copy.kind, copy.files, copy.similarity) == ("equal", ("team/a/baker.md", "team/b/loaf.md"), 1.0)
    assert report.totals.files == 3
    assert report.totals.contents == 2
    assert report.totals.tokens_saved == copy.tokens_saved > 0
    assert report.alone == ("team/skipper.md",)


def test_one_body_under_other_front_matter_is_a_copy() -> None:
    report = scanned(repository(a=BAKER, b=persona("loaf", BREAD, "Another one"), c=SKIPPER))
    assert [(copy.kind, copy.files) for copy in report.copies] == [("body", ("team/a.md", "team/b.md"))]
    assert [row.id for row in report.families] == ["baker"]


def test_files_without_a_body_have_no_body_in_common() -> None:
    texts = {name: f"---\nname: {name}\ndescription: Only {name}\n---\n" for name in ("ash", "elm", "oak")}
    assert scanned(repository(**texts)).copies == ()


def test_many_with_one_body_are_one_group_of_copies() -> None:
    report = scanned(repository(**{f"p{at:03}": persona(f"n{at}", BREAD, f"Is {at}") for at in range(120)}))
    assert [(copy.kind, len(copy.files)) for copy in report.copies] == [("body", 120)]
    assert report.drifted == ()


def test_nearly_the_same_text_is_a_near_copy_and_a_family() -> None:
    edited = persona("loaf", (*BREAD[:-1], "Score the loaf with a very sharp blade right before baking"))
    report = scanned(repository(a=BAKER, b=edited, c=SKIPPER))
    (copy,) = report.copies
    assert (copy.kind, copy.files) == ("near", ("team/a.md", "team/b.md"))
    assert copy.similarity > 0.9
    (family,) = report.families
    assert [member.path for member in family.members] == ["team/a.md", "team/b.md"]
    assert family.tokens_saved > 0
    assert not family.is_measured
    assert family.overlap[0][0] == 1.0
    assert family.shared > 0.9


def test_many_near_copies_are_copies_and_a_family() -> None:
    ropes = (f"Keep {number} spare ropes of the right length aboard" for number in range(20))
    files = {f"p{at:02}": persona(f"n{at}", (*BREAD, *BOATS, rope)) for at, rope in enumerate(ropes)}
    report = scanned(repository(**files))
    assert [(copy.kind, len(copy.files)) for copy in report.copies] == [("near", 20)]
    assert report.copies[0].similarity > 0.8
    assert [len(family.members) for family in report.families] == [20]


def test_drifted_copies_of_one_name_are_told() -> None:
    drifted = persona("baker", (*BREAD[:3], *BOATS[:3]))
    report = scanned(repository(a=BAKER, b=drifted))
    assert [(row.name, row.files) for row in report.drifted] == [("baker", ("team/a.md", "team/b.md"))]
    assert report.copies == ()


def test_drifted_copies_are_as_alike_as_their_pairs_are_on_average() -> None:
    middle, last = persona("baker", (*BREAD[3:], *BOATS[:3])), persona("baker", BOATS)
    (row,) = scanned(repository(a=BAKER, b=middle, c=last)).drifted
    assert row.files == ("team/a.md", "team/b.md", "team/c.md")
    assert 0.4 < row.similarity < 0.6  # the lowest is that of the first and the last: below 0.4


def test_a_family_that_is_measured_is_built() -> None:
    edited = persona("loaf", (*BREAD[:-1], "Always use scales"))
    report = scanned(repository(a=BAKER, b=edited, c=SKIPPER), measure="all")
    (family,) = report.families
    assert family.is_measured
    assert family.contradictions == 0
    assert "Always use scales" in family.preview
    assert family.preview.count("Weigh the flour before the water") == 1
    assert family.merged_share is not None
    assert 0.5 < family.merged_share < 1
    assert report.totals.tokens_saved == family.tokens_saved


def test_descriptions_that_a_router_cannot_tell_apart_are_told() -> None:
    text = "Plans sourdough baking schedules for small village bakeries"
    report = scanned(repository(a=persona("x", BREAD, text), b=persona("y", BOATS, text), c=SKIPPER))
    (row,) = report.descriptions
    assert (row.files, row.similarity) == (("team/a.md", "team/b.md"), 1.0)
    assert report.alone == ()
    assert "sourdough" in row.terms


def test_the_same_words_under_never_are_not_said_in_common() -> None:
    never = BAKER.replace("# Advice", "# Never").replace("name: baker", "name: other")
    report = scanned(repository(a=BAKER, b=never))
    assert report.copies == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Always {}", "Never {}"),
        ("You should {}", "You should not {}"),
        ("{} within 3 minutes", "{} within 30 minutes"),
        ("{} at < 30 knots of wind", "{} at > 30 knots of wind"),
        ("{} before the ebb tide", "{} after the ebb tide"),
        ("{} with a torch at hand", "{} without a torch at hand"),
    ],
)
def test_files_that_say_the_opposite_in_the_same_words_are_no_copies(one: str, other: str) -> None:
    acts = [text.lower() for text in BOATS]
    files = (persona(f"p{n}", tuple(way.format(act) for act in acts)) for n, way in enumerate((one, other)))
    report = scanned(repository(**dict(zip("ab", files, strict=True))))
    assert report.copies == ()
    assert all(row.shared < 0.2 for row in report.families)


def test_two_ways_to_forbid_are_nearly_the_same() -> None:
    never, dont = (tuple(f"{way} {text.lower()}" for text in BOATS) for way in ("Never", "Do not"))
    (copy,) = scanned(repository(a=persona("one", never), b=persona("two", dont))).copies
    assert copy.kind == "near"


def test_hidden_folders_of_agent_tools_are_scanned(tmp_path: Path) -> None:
    written(tmp_path / "repo", {".claude/agents/a.md": BAKER, "agents/b.md": BAKER, ".cache/c.md": BAKER})
    written(tmp_path / "repo/inner", {".github/agents/d.agent.md": SKIPPER})
    report = scanned(tmp_path / "repo")
    assert [row.path for row in report.files] == [
        "repo/.claude/agents/a.md", "repo/agents/b.md", "repo/inner/.github/agents/d.agent.md",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_skipped_and_told() -> None:
    folder = repository(a=BAKER)
    (folder / "b.md").write_bytes(b"---\nname: b\n---\n\xff\xfe")
    (row,) = scanned(folder).diagnostics
    assert (row.severity, row.path) == ("warning", "team/b.md")
    assert "skipped" in row.message


def test_a_folder_without_personas_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PersonacError):
        scanned(tmp_path / "empty")


@pytest.mark.parametrize("root", ["tema", "team/nobody.md", "/dev/null"])
def test_what_is_named_and_is_no_file_or_folder_is_an_error(root: str) -> None:
    with pytest.raises(PersonacError) as caught:
        scanned(repository(a=BAKER) / ".." / root)
    assert "cannot be scanned" in caught.value.diagnostics[0].message


def test_partitions_and_order_do_not_change_the_report(tmp_path: Path) -> None:
    files = {f"{at}/a{at}.md": persona(f"a{at}", (*BREAD[at:], *BOATS[:at])) for at in range(6)}
    folder = written(tmp_path / "many", {**files, "z.md": SKIPPER})
    expected = encode_scan(scanned(folder, measure="all"))
    for partitions in (1, 3, 7):
        assert encode_scan(scanned(folder, measure="all", partitions=partitions)) == expected


def work_request(folder: Path, **options: object) -> ScanRequest:
    fields = {"engine": "serial", "work": Path("work"), "measure": 0, "partitions": 3, **options}
    return ScanRequest((folder,), **fields)  # type: ignore[arg-type]


def test_stages_run_one_by_one_and_in_shards() -> None:
    folder = repository(a=BAKER, b=BAKER, c=SKIPPER)
    assert scan(work_request(folder, stage=LIST)) is None
    for stage in STAGES:
        for number in (1, 0):
            assert scan(work_request(folder, stage=stage.name, shard=Shard(number, 2))) is None
    ran: list[str] = []
    report = scan(work_request(folder), lambda stage, _tasks: ran.append(stage))
    assert report == scanned(folder)
    assert ran == [stage.name for stage in STAGES]


@pytest.mark.parametrize(("stage", "first"), [("pair", "sign"), ("hash", "list"), ("measure", "group")])
def test_a_stage_that_comes_too_early_names_the_one_before(stage: str, first: str) -> None:
    request = work_request(repository(a=BAKER))
    scan(dataclasses.replace(request, stage=LIST))
    Path("work/list/0.done").unlink()
    with pytest.raises(PersonacError) as caught:
        scan(dataclasses.replace(request, stage=stage))
    assert f"the stage {first} comes first" in caught.value.diagnostics[0].message


def test_a_scan_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, request = repository(a=BAKER, b=SKIPPER), work_request(Path("team"))
    expected = scan(request)
    with monkeypatch.context() as patch:
        patch.setattr("personac.scan.scan_stages.STAGES", ())
        patch.setattr("personac.scan.tasks.stage_named", None)  # no task runs again
        assert scan(request) == expected
    written(folder, {"d.md": BAKER})
    again = scan(request)
    assert isinstance(again, ScanReport)
    assert again.totals.files == 3


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink])
def test_what_is_damaged_in_a_work_folder_is_done_again(damage: Callable[[Path], None]) -> None:
    request = work_request(repository(a=BAKER, b=persona("loaf", BREAD), c=SKIPPER), measure="all")
    expected = scan(request)
    for name in ("list/paths-0.arrow", "parse/units-0.arrow", "rank/0.done", "group/draft-0.arrow"):
        file = Path("work", name)
        whole = file.read_bytes()
        damage(file)
        assert scan(request) == expected
        assert file.read_bytes() == whole


def test_what_was_made_of_a_damaged_table_is_made_again() -> None:
    request = work_request(repository(a=BAKER, b=persona("loaf", BREAD), c=SKIPPER), measure="all")
    expected = scan(request)
    for stage in STAGES[3:]:
        shutil.rmtree(Path("work", stage.name))
    table = Path("work", "parse", "personas-0.arrow")
    table.write_bytes(Path("work", "parse", "personas-1.arrow").read_bytes())
    for stage in STAGES[3:]:
        scan(dataclasses.replace(request, stage=stage.name))
    assert scan(request) == expected


@pytest.mark.parametrize("name", ["group/draft-0.arrow", "measure/family-0.arrow"])
def test_a_report_that_is_damaged_meanwhile_is_an_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = work_request(repository(a=BAKER, b=persona("loaf", BREAD)), measure="all")
    scan(request)
    monkeypatch.setattr(WorkFolder, "begin", lambda _work, _plan: None)
    _cut(Path("work", name))
    with pytest.raises(PersonacError) as caught:
        scan(request)
    assert "cannot be read" in caught.value.diagnostics[0].message


@pytest.mark.parametrize(("old", "new"), [(__version__, "0.0.1"), ('"partitions":3', '"partitions":4')])
def test_a_stage_refuses_a_plan_of_another_version_or_a_damaged_one(old: str, new: str) -> None:
    request = work_request(repository(a=BAKER, b=BAKER, c=SKIPPER))
    scan(dataclasses.replace(request, stage=LIST))
    plan = Path("work/plan.json")
    plan.write_text(plan.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(PersonacError) as caught:
        scan(dataclasses.replace(request, stage="hash"))
    assert "this plan is" in caught.value.diagnostics[0].message


def test_a_scan_whose_folder_another_one_takes_is_an_error() -> None:
    request, other = (
        work_request(repository(a=BAKER)),
        work_request(written(Path("other"), {"b.md": SKIPPER})),
    )

    def begin_other(stage: str, _tasks: int) -> None:
        if stage == "measure":
            scan(other)

    with pytest.raises(PersonacError) as caught:
        scan(request, begin_other)
    assert caught.value.diagnostics[0].message == "another scan has begun in this folder"


def test_a_work_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "work", {"notes.txt": "mine"})
    with pytest.raises(PersonacError, match="other files"):
        scan(work_request(repository(a=BAKER)))
    assert (tmp_path / "work/notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_stage_without_a_plan_is_an_error() -> None:
    repository(a=BAKER)
    with pytest.raises(PersonacError, match="no plan"):
        scan(work_request(Path("team"), stage="parse"))


def test_rules_of_the_project_apply(tmp_path: Path) -> None:
    folder = repository(a=BAKER, b=persona("loaf", (*BREAD[:4], *BOATS[:2])))
    assert len(scanned(folder).families) == 1
    written(tmp_path / "rules", {"scan.toml": "[scan]\nfamily = 0.95\n"})
    assert scanned(folder).families == ()


def test_the_report_is_valid_json_without_a_time_or_a_partition() -> None:
    report = scanned(repository(a=BAKER, b=SKIPPER))
    assert msgspec.json.decode(encode_scan(report), type=ScanReport) == report


def test_roots_of_the_project_are_scanned_where_none_is_named() -> None:
    written(Path("agents"), {"a.md": BAKER})
    report = scan(ScanRequest(engine="serial", measure=0, project=Project(Path(), Path())))
    assert report is not None
    assert [row.path for row in report.files] == ["agents/a.md"]


def test_files_that_are_left_out_are_told() -> None:
    folder = repository(a=BAKER, plain="# Bread\n\n- Knead it\n", README="Read me")
    rows = scanned(folder).diagnostics
    assert [(row.severity, row.path) for row in rows] == [
        ("info", "team/README.md"),
        ("warning", "team/plain.md"),
    ]
    assert "it has no front matter" in rows[1].message


def test_many_near_copies_are_one_family() -> None:
    files = {f"a{at}": persona(f"a{at}", (*BREAD, f"Ask baker {at} for the oven")) for at in range(230)}
    report = scanned(repository(**files, skipper=SKIPPER))
    assert [len(family.members) for family in report.families] == [230]
    assert len(report.copies) == 1


def test_what_is_built_changes_no_other_stage() -> None:
    edited = persona("loaf", (*BREAD[:-1], "Always use scales"))
    request = work_request(repository(a=BAKER, b=edited, c=SKIPPER), measure=0)
    scan(request)
    before = {path: path.stat().st_mtime_ns for path in Path("work").rglob("*.done")}
    report = scan(dataclasses.replace(request, measure="all"))
    assert report is not None
    assert [row.is_measured for row in report.families] == [True]
    after = {path: path.stat().st_mtime_ns for path in Path("work").rglob("*.done")}
    assert {path: after[path] for path in before} == before
    assert {path.parent.name for path in after.keys() - before.keys()} == {"measure"}
