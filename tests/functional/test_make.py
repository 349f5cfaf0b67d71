"""Real make over real builds: every change leads to a build, and then nothing is left to do."""

from __future__ import annotations

import json
import os
import shutil
import socketserver
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from click.testing import CliRunner

from tests.functional.test_projects import PROJECTS
from tests.seams import main

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make on PATH")
GCC_STYLE = """
deploy: build/keeper.md
	@echo DEPLOY; touch $@
build/keeper.md:
	$(PERSONAC) build --name keeper
-include build/keeper.d
"""
INCLUDE = """
all: deploy personac
include personac.mk
deploy: build/keeper.md
	@echo DEPLOY; touch $@
"""


CLIENT = """
import json, socket, sys, os
with socket.socket(socket.AF_UNIX) as server:
    server.connect({place!r})
    server.sendall(json.dumps([os.getcwd(), sys.argv[1:]]).encode() + b"\\n")
    status, output, messages = json.load(server.makefile())
sys.stdout.write(output)
sys.stderr.write(messages)
sys.exit(status)
"""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        folder, arguments = json.loads(self.rfile.readline())
        os.chdir(folder)
        result = CliRunner().invoke(main, arguments)
        self.wfile.write(json.dumps([result.exit_code, result.stdout, result.stderr]).encode())


@pytest.fixture
def warm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A command that has this process run personac, which imported everything already."""
    monkeypatch.chdir(tmp_path)
    with TemporaryDirectory() as folder:  # of a path that is short enough for a socket
        place = f"{folder}/s"
        (tmp_path / "personac").write_text(CLIENT.format(place=place))
        with socketserver.UnixStreamServer(place, _Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield f"{sys.executable} -S {tmp_path / 'personac'}"
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Project:
    """A project with a Makefile, and the command that is personac."""

    root: Path
    personac: str

    def run(self, *goals: str, status: int = 0) -> str:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PERSONAC": self.personac}
        done = subprocess.run(
            ["make", *goals],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def settled(self, *goals: str) -> str:
        """Run make, and check that it has nothing left to do."""
        time.sleep(0.02)  # longer than a tick of the file system's clock
        output = self.run(*goals)
        again = self.run(*goals)
        assert "make: Nothing to be done" in again or "' is up to date." in again
        self.run("-q", *goals)
        return output


@pytest.fixture
def project(tmp_path: Path, warm: str) -> Project:
    shutil.copytree(PROJECTS / "drifted_copies", tmp_path / "repository")
    return Project(tmp_path / "repository", warm)


def include(project: Project, text: str = INCLUDE) -> None:
    shutil.copy(
        Path(__file__).parents[2] / "src/personac/building/starters/personac.mk", project.root / "personac.mk"
    )
    (project.root / "Makefile").write_text(f"PERSONAC_FLAGS = --name keeper -q\n{text}")


def sources(project: Project) -> list[Path]:
    return sorted((project.root / "agents").glob("*.md"))


def test_the_include_follows_every_change_and_settles(project: Project) -> None:
    include(project)
    agents, build = project.root / "agents", project.root / "build"
    assert "DEPLOY" in project.settled()
    first = sources(project)[0]
    first.touch()
    output = project.settled()
    assert "personac build" in output
    assert "DEPLOY" not in output
    (agents / ".a.md.swp").touch()  # an editor does that
    assert "personac build" in project.settled()
    first.write_text(first.read_text() + "\n- Answer every signal within a minute\n")
    assert "DEPLOY" in project.settled()
    shutil.copy(first, agents / "zz.md")
    output = project.settled()
    assert "personac build" in output
    assert "DEPLOY" not in output  # the copy adds nothing
    assert (build / "variants" / "zz.patch").exists()
    (agents / "zz.md").rename(agents / "yy.md")
    project.settled()
    assert not (build / "variants" / "zz.patch").exists()
    (agents / "yy.md").unlink()
    project.settled()
    assert not (build / "variants" / "yy.patch").exists()


def test_the_include_follows_new_and_removed_rules(project: Project) -> None:
    include(project)
    project.settled()
    rules = project.root / "rules"
    rules.mkdir()
    assert "personac build" in project.settled()
    (rules / "own.toml").write_text('[front_matter.set]\ncolor = "mauve"\n')
    assert "DEPLOY" in project.settled()
    assert "color: mauve" in (project.root / "build" / "keeper.md").read_text()
    (rules / "own.toml").unlink()
    assert "DEPLOY" in project.settled()
    assert "mauve" not in (project.root / "build" / "keeper.md").read_text()


def test_the_include_restores_removed_outputs(project: Project) -> None:
    include(project)
    project.run()
    before = sorted(path.name for path in (project.root / "build").rglob("*"))
    for gone in ("report.json", "keeper.d", "keeper.map.json", "personac.lock", "variants/*.patch"):
        next((project.root / "build").glob(gone)).unlink()
        assert project.settled().count("personac build") == 1
        assert sorted(path.name for path in (project.root / "build").rglob("*")) == before


def test_a_dependency_file_as_of_gcc_settles_too(project: Project) -> None:
    (project.root / "Makefile").write_text(GCC_STYLE)
    assert "DEPLOY" in project.settled()
    first = sources(project)[0]
    first.touch()
    assert "build: up to date" in project.settled()
    shutil.copy(first, first.with_name("zz.md"))
    assert "1 persona" not in project.settled()
    assert (project.root / "build" / "variants" / "zz.patch").exists()
    first.with_name("zz.md").unlink()
    project.settled()
    assert not (project.root / "build" / "variants" / "zz.patch").exists()
    (project.root / "build" / "keeper.md").unlink()
    project.settled()


def test_a_build_inside_its_own_source_folder_settles(project: Project) -> None:
    (project.root / "Makefile").write_text(
        "agents/out/personac.lock:\n"
        "\t$(PERSONAC) build agents -o agents/out --name keeper\n-include agents/out/keeper.d\n"
    )
    project.settled()
    sources(project)[0].touch()
    assert "up to date" in project.settled()


def test_errors_are_reported_again_until_they_are_corrected(project: Project) -> None:
    include(project)
    (project.root / "rules").mkdir()
    rules = project.root / "rules" / "own.toml"
    rules.write_text('[front_matter.keys]\ncolor = "explicit"\n')
    for _ in range(2):
        assert "error[PC" in project.run(status=2)
    rules.write_text('[front_matter.keys]\ncolor = "explicit"\n[front_matter.set]\ncolor = "red"\n')
    assert "DEPLOY" in project.settled()


def test_check_fails_where_outputs_are_stale(project: Project) -> None:
    include(project)
    project.run()
    project.run("personac-check")
    first = sources(project)[0]
    first.write_text(first.read_text() + "\n- Answer every signal within a minute\n")
    assert "error[PC509]" in project.run("personac-check", status=2)


@pytest.mark.parametrize("output", ["a b", "a:b", ".", "a b/c"])
def test_an_output_folder_that_make_cannot_name_is_refused_by_the_include(
    output: str, project: Project
) -> None:
    include(project, f"PERSONAC_OUTPUT = {output}\n{INCLUDE}")
    assert "PERSONAC_OUTPUT" in project.run(status=2)
    assert not (project.root / "a").exists()


ODD = ("sp ace", "co:lon", "h#ash", "do$lar", "per%cent", "lén", "eq=ual", "am&p", "quo'te", 'dou"ble')


def test_odd_names_of_sources_settle(project: Project) -> None:
    include(project)
    data = sources(project)[0].read_bytes()
    for name in ODD:
        (project.root / "agents" / f"{name}.md").write_bytes(data)
    project.settled()
    for name in ODD:
        (project.root / "agents" / f"{name}.md").write_bytes(data + b"\n- " + name.encode())
        assert "personac build" in project.run("-n"), name
        (project.root / "agents" / f"{name}.md").write_bytes(data)
    project.settled()
    for name in ODD:
        (project.root / "agents" / f"{name}.md").unlink()
    project.settled()


def test_odd_names_of_output_folders_settle_with_a_dependency_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    for name in (name for name in ODD if name != "eq=ual"):  # make takes that for a variable
        built = CliRunner().invoke(main, ["build", "--name", "keeper", "-q", "-o", name])
        assert built.exit_code == 0, name
        (project.root / "Makefile").write_text("%.lock:\n\t@echo LATE\n")
        included = ["-f", "Makefile", "-f", f"{name}/keeper.d", f"{name}/personac.lock"]
        assert "up to date" in project.run(*included), name
        time.sleep(0.02)
        sources(project)[0].touch()
        assert "LATE" in project.run(*included), name


def test_many_agents_at_once_into_one_parent_and_into_one_folder(project: Project, root: Path) -> None:
    project = Project(project.root, f"PYTHONPATH={root / 'src'} {sys.executable} -m personac")
    data = sources(project)[0].read_bytes()
    names = [f"g{number}" for number in range(2)]
    for name in names:
        (project.root / "groups" / name).mkdir(parents=True)
        (project.root / "groups" / name / f"{name}.md").write_bytes(data)
    twice = "".join(f"twice{n}:\n\t$(PERSONAC) build -q --name twice -o out/twice\n" for n in range(2))
    (project.root / "Makefile").write_text(
        f"GROUPS = {' '.join(names)}\n"
        "all: $(GROUPS:%=out/%/personac.lock) twice0 twice1\n"
        "out/%/personac.lock: groups/%\n\t$(PERSONAC) build $< -q --name $* -o out/$*\n"
        "-include $(wildcard out/*/*.d)\n"
        f".PHONY: twice0 twice1\n{twice}"
    )
    project.run("-j8")
    assert sorted(path.name for path in (project.root / "out").iterdir()) == [*names, "twice"]
    for name in (*names, "twice"):
        assert (project.root / "out" / name / f"{name}.md").is_file()
    locks = [f"out/{name}/personac.lock" for name in names]
    project.run("-q", *locks)
    (project.root / "groups" / "g1" / "more.md").write_bytes(data)
    output = project.run("-j8", *locks)
    assert output.count(" build ") == 1
    project.run("-q", *locks)


def test_outputs_that_are_chosen_are_enough_for_make(project: Project) -> None:
    include(project, f"PERSONAC_FLAGS = --name keeper --emit canonical,make\n{INCLUDE}")
    project.settled("personac")
    assert sorted(path.name for path in (project.root / "build").iterdir()) == [
        "keeper.d", "keeper.md", "personac.lock",
    ]  # fmt: skip
    (project.root / "build" / "keeper.md").unlink()
    project.settled("personac")
    assert (project.root / "build" / "keeper.md").is_file()


def configure(project: Project, settings: str, text: str = "include personac.mk\n") -> None:
    include(project, text)
    (project.root / "Makefile").write_text(text)  # no flags: the settings say all
    (project.root / "personac.toml").write_text(settings)


def test_the_output_of_the_settings_is_the_target(project: Project) -> None:
    deploy = "all: personac deploy\ndeploy: dist/keeper.md\n\t@echo DEPLOY; touch $@\ninclude personac.mk\n"
    configure(project, 'output = "dist"\nname = "keeper"\n', deploy)
    assert "DEPLOY" in project.settled()
    assert not (project.root / "build").exists()
    project.run("personac-check")
    sources(project)[0].touch()
    output = project.settled()
    assert ("personac build" in output, "DEPLOY" in output) == (True, False)
    (project.root / "dist" / "report.json").unlink()
    assert project.settled().count("personac build") == 1


def test_other_settings_and_their_removal_lead_to_a_build(project: Project) -> None:
    configure(project, 'name = "keeper"\n')
    project.settled()
    (project.root / "personac.toml").write_text('name = "warden"\n')
    project.settled()
    assert (project.root / "build" / "warden.md").exists()
    (project.root / "personac.toml").unlink()
    assert "personac build" in project.settled()
    (project.root / "personac.toml").write_text('name = "keeper"\noutput = "dist"\n')
    project.settled()
    assert (project.root / "dist" / "keeper.md").exists()


def test_the_rules_of_the_settings_are_followed(project: Project) -> None:
    configure(project, 'name = "keeper"\nrules = "policy"\n')
    (project.root / "policy").mkdir()
    project.settled()
    (project.root / "policy" / "own.toml").write_text('[front_matter.set]\ncolor = "mauve"\n')
    project.settled()
    assert "color: mauve" in (project.root / "build" / "keeper.md").read_text()


def test_variables_of_the_makefile_override_the_settings(project: Project) -> None:
    text = "PERSONAC_OUTPUT = out\nPERSONAC_RULES = policy\ninclude personac.mk\n"
    configure(project, 'name = "keeper"\noutput = "dist"\nrules = "none"\n', text)
    (project.root / "policy").mkdir()
    assert "-o out --rules policy" in project.settled()
    assert (project.root / "out" / "keeper.md").exists()
    assert not (project.root / "dist").exists()


GROUPS = """
[groups.first]
sources = ["one"]
[groups.second]
sources = ["two/*.md"]
output = "dist/second"
"""


@pytest.fixture
def grouped(project: Project) -> Project:
    configure(project, GROUPS)
    for name in ("one", "two"):
        shutil.copytree(project.root / "agents", project.root / name)
    shutil.rmtree(project.root / "agents")
    return project


def test_make_builds_all_groups_of_the_settings_in_one_run(grouped: Project) -> None:
    assert grouped.settled("-j4").count("personac build") == 1
    locks = [grouped.root / "build/first/personac.lock", grouped.root / "dist/second/personac.lock"]
    assert all(lock.exists() for lock in locks)
    next((grouped.root / "two").glob("*.md")).touch()
    assert grouped.settled("-j4").count("personac build") == 1
    (grouped.root / "build" / "first" / "first.md").unlink()
    assert grouped.settled().count("personac build") == 1
    assert (grouped.root / "build" / "first" / "first.md").exists()
    locks[1].unlink()
    assert "personac build" in grouped.run("-n")
    assert grouped.settled("-j4").count("personac build") == 1


def test_only_dependents_of_a_changed_group_are_made_again(grouped: Project) -> None:
    (grouped.root / "Makefile").write_text(
        "all: personac a b\na: build/first/first.md\n\t@echo DEPLOY $@; touch $@\n"
        "b: dist/second/second.md\n\t@echo DEPLOY $@; touch $@\ninclude personac.mk\n"
    )
    grouped.settled("-j4")
    first = next((grouped.root / "two").glob("*.md"))
    first.write_text(first.read_text() + "\n- Answer every signal within a minute\n")
    output = grouped.settled("-j4")
    assert ("DEPLOY a" in output, "DEPLOY b" in output) == (False, True)


def test_a_new_group_and_sources_beside_groups_are_built(grouped: Project) -> None:
    grouped.settled()
    shutil.copytree(grouped.root / "one", grouped.root / "three")
    (grouped.root / "personac.toml").write_text('sources = ["three"]\nname = "keeper"\n' + GROUPS)
    assert grouped.settled().count("personac build") == 1
    assert (grouped.root / "build" / "keeper.md").exists()
    (grouped.root / "build" / "first" / "first.md").unlink()
    assert grouped.settled("build/first/first.md").count("personac build") == 1


@pytest.fixture
def all_groups(grouped: Project) -> Project:
    """A Makefile that builds the groups of the settings, all below `build/`, and removes old ones."""
    (grouped.root / "Makefile").write_text("PERSONAC_FLAGS = --all\ninclude personac.mk\n")
    (grouped.root / "personac.toml").write_text(GROUPS.replace("dist/", "build/team/"))
    return grouped


def test_of_all_groups_those_are_built_that_changed(all_groups: Project) -> None:
    assert all_groups.settled("-j4").count("personac build") == 1
    source = next((all_groups.root / "two").glob("*.md"))
    source.write_text(source.read_text() + "\n- Answer every signal within a minute\n")
    assert "2 groups: 1 built, 1 up to date" in all_groups.settled("-j4")
    (all_groups.root / "build" / "first" / "report.json").unlink()
    assert "2 groups: 1 built, 1 up to date" in all_groups.settled()
    all_groups.run("personac-check")


def test_groups_that_are_new_and_groups_that_are_gone_are_noticed(all_groups: Project) -> None:
    settings, build = all_groups.root / "personac.toml", all_groups.root / "build"
    all_groups.settled()
    text = settings.read_text()
    settings.write_text(f'{text}[groups.third]\nsources = ["one"]\n')
    assert "3 groups: 1 built, 2 up to date" in all_groups.settled()
    assert (build / "third" / "third.md").exists()
    settings.write_text(text)
    assert "error[PC509]" in all_groups.run("personac-check", status=2)
    assert "2 groups: 2 up to date" in all_groups.settled()
    assert not (build / "third").exists()
    all_groups.run("personac-check")


def test_what_is_left_of_a_group_is_noticed_whatever_the_times(all_groups: Project) -> None:
    settings, build = all_groups.root / "personac.toml", all_groups.root / "build"
    all_groups.settled()
    past = settings.stat().st_mtime - 100
    settings.write_text(settings.read_text().replace("first", "other"))
    (build / "first").rename(build / "away")  # a checkout may bring it later
    all_groups.settled()
    (build / "away").rename(build / "first")
    os.utime(settings, (past, past))
    assert "1 old group removed" in all_groups.settled()
    assert sorted(path.name for path in build.iterdir()) == ["other", "team"]


def test_an_edited_output_of_a_group_that_is_gone_stays_and_is_reported_once(all_groups: Project) -> None:
    settings, build = all_groups.root / "personac.toml", all_groups.root / "build"
    all_groups.settled()
    (build / "first" / "first.md").write_text("mine\n")
    settings.write_text(settings.read_text().replace("first", "other"))
    assert "warning[PC531]" in all_groups.settled()
    assert [path.name for path in (build / "first").iterdir()] == ["first.md"]


def test_each_folder_of_the_flags_is_a_target(project: Project) -> None:
    include(project, "")
    (project.root / "Makefile").write_text("PERSONAC_FLAGS = --each\ninclude personac.mk\n")
    for name in ("a", "b"):
        shutil.copytree(project.root / "agents", project.root / name)
    shutil.rmtree(project.root / "agents")
    (project.root / "agents").mkdir()
    for name in ("a", "b"):
        (project.root / name).rename(project.root / "agents" / name)
    assert project.settled("-j4").count("personac build") == 1
    (project.root / "build" / "b" / "report.json").unlink()
    assert project.settled("-j4").count("personac build") == 1


def test_wrong_settings_fail_each_time_until_they_are_corrected(project: Project) -> None:
    configure(project, 'output = "dist"\nname = "keeper"\n')
    project.settled()
    (project.root / "personac.toml").write_text('ouput = "dist"\n')
    for _ in range(2):
        assert "did you mean `output`?" in project.run(status=2)
    (project.root / "personac.toml").write_text('output = "dist"\nname = "keeper"\n')
    project.settled()


@pytest.mark.parametrize("output", ["a b", "a:b", ".", "$(touch pwned)", "it's", "a;touch pwned", "-x"])
def test_an_output_of_the_settings_that_make_cannot_name_is_refused(output: str, project: Project) -> None:
    configure(project, f'output = "{output}"\n')
    assert "`output` in personac.toml" in project.run(status=2)
    assert sorted(path.name for path in project.root.iterdir()) == [
        "Makefile", "agents", "personac.mk", "personac.toml",
    ]  # fmt: skip


def test_make_without_personac_runs_its_other_goals(project: Project) -> None:
    configure(project, "", "include personac.mk\nhelp:\n\t@echo HELP\n")
    output = Project(project.root, ".venv/bin/personac").run("help")
    assert output == "HELP\n"


def test_make_below_the_root_of_the_project_builds_and_says_what_is_wrong(project: Project) -> None:
    configure(project, 'name = "keeper"\n')
    (project.root / "below").mkdir()
    for name in ("Makefile", "personac.mk"):
        (project.root / name).rename(project.root / "below" / name)
    below = Project(project.root / "below", project.personac)
    assert "not the root of the project" in below.run()
    assert (project.root / "build" / "keeper.md").exists()
