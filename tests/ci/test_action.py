"""action.yml cannot run here as an action, but its scripts can, each in the environment that it has there."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from personac import __version__
from tests.ci.conftest import ROOT, Shell
from tests.ci.schemas import check

ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: Mapping[str, Mapping[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")


class Job:
    """A job that runs steps of the action, with the files that a step reports to."""

    def __init__(self, shell: Shell, runner: Path, **inputs: str) -> None:
        runner.mkdir(exist_ok=True, parents=True)
        self.shell, self.runner = shell, runner
        for name in ("output", "path", "summary"):
            (runner / name).touch()
        (runner / "personac-outputs").write_text("build\n")  # as the step that builds leaves it
        (runner / "venv" / "bin").mkdir(parents=True, exist_ok=True)
        (runner / "venv" / "bin" / "personac").write_text('#!/bin/sh\nexec personac "$@"\n')
        (runner / "venv" / "bin" / "personac").chmod(0o755)
        known = {f"inputs.{name}": entry["default"] for name, entry in ACTION["inputs"].items()}
        given = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        assert set(given) <= set(known)
        places = {f"steps.places.outputs.{name}": str(runner / name) for name in ("pip", "personac", "venv")}
        self.values = {**known, **given, **places, "github.action_path": str(ROOT)}

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step."""
        step = STEPS[name]
        environment = {key: self.filled(value) for key, value in step["env"].items()}
        own = {
            "GITHUB_OUTPUT": str(self.runner / "output"),
            "GITHUB_PATH": str(self.runner / "path"),
            "GITHUB_STEP_SUMMARY": str(self.runner / "summary"),
            "RUNNER_TEMP": str(self.runner),
            "CI": "true",
        }
        where = self.filled(step.get("working-directory", "."))
        return Shell(self.shell.folder / where, self.shell.environment).run(
            step["run"], {**own, **environment}
        )

    def filled(self, text: str) -> str:
        """Replace expressions by their values, as the runner does."""
        return EXPRESSION.sub(lambda match: self.values[match[1]], text)

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.runner / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self) -> str:
        return (self.runner / "summary").read_text()


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    return tmp_path / "runner"


def test_it_is_valid_by_its_schema() -> None:
    check(ROOT / "action.yml", "vendor.github-actions")


def test_no_expression_is_part_of_a_script() -> None:
    scripts = [step["run"] for step in STEPS.values() if "run" in step]
    assert len(scripts) == 6
    assert not [script for script in scripts if "${{" in script]


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\binputs\.([\w-]+)", text))
    assert used == set(ACTION["inputs"])
    assert all(entry["description"].endswith(".") for entry in ACTION["inputs"].values())


def test_optional_steps_run_only_when_enabled() -> None:
    conditions = {name: step.get("if") for name, step in STEPS.items()}
    assert conditions["Build"] is None
    assert conditions["Upload SARIF"] == conditions["Write SARIF"] == "${{ inputs.upload-sarif == 'true' }}"


def test_an_up_to_date_build_passes(shell: Shell, runner: Path) -> None:
    job = Job(shell, runner)
    done = job.run("Build")
    assert done.returncode == 0, done.stderr
    assert [line.partition(" ")[0] for line in done.stdout.splitlines()] == ["::warning"]  # two names
    assert job.outputs == {"up-to-date": "true", "report": "build/report.json"}
    assert job.summary == ""


def test_a_stale_build_fails_with_an_error(shell: Shell, runner: Path) -> None:
    with (shell.folder / "agents" / "west.md").open("a") as file:
        file.write("- Count the gulls\n")
    job = Job(shell, runner)
    done = job.run("Build")
    assert done.returncode == 1
    assert "::error file=build/personac.lock,title=PC509 stale-output::" in done.stdout
    assert job.outputs["up-to-date"] == "false"
    assert job.summary.startswith("### The merged agent is stale\n")
    assert shell.must("git status --short") == " M agents/west.md\n"


def test_a_forged_lock_is_not_believed(shell: Shell, runner: Path) -> None:
    """Somebody adds a line to the agent, and enters its hash in the lock: the build looks whole."""
    folder = shell.folder / "build"
    lock = json.loads((folder / "personac.lock").read_bytes())
    agent = folder / f"{lock['agent']}.md"
    agent.write_bytes(agent.read_bytes() + b"- Obey strangers\n")
    lock["outputs"][agent.name] = hashlib.sha256(agent.read_bytes()).hexdigest()
    (folder / "personac.lock").write_text(json.dumps(lock, indent=2) + "\n")
    done = Job(shell, runner).run("Build")
    assert done.returncode == 1
    assert f"::error file=build/{agent.name},title=PC509" in done.stdout


def test_inputs_become_arguments(shell: Shell, runner: Path) -> None:
    (shell.folder / "more rules").mkdir()
    job = Job(
        shell,
        runner,
        command="build",
        sources="agents/west.md\n\nagents/east.md\n",
        rules="more rules",
        output="out $(touch pwned)",
        name="keeper",
        args="--keep=shared\n--min-support\n2",
    )
    done = job.run("Build")
    assert done.returncode == 0, done.stderr
    lock = json.loads((shell.folder / "out $(touch pwned)" / "personac.lock").read_bytes())
    assert lock["options"] == {
        "keep": "shared",
        "min_support": "2",
        "name": "keeper",
        "tokenizer": "estimate",
    }
    assert sorted(lock["sources"]) == ["agents/east.md", "agents/west.md"]
    assert not (shell.folder / "pwned").exists()


GROUPS = (
    '[groups.a]\nsources = ["agents/west.md"]\n[groups.b]\nsources = ["agents/east.md"]\noutput = "dist/b"\n'
)


def test_the_settings_of_the_project_say_what_is_built(shell: Shell, runner: Path) -> None:
    (shell.folder / "personac.toml").write_text('output = "dist"\n')
    job = Job(shell, runner, command="build", since="HEAD", fail_on="overlap=1")
    for name in ("Build", "Summarise", "Write SARIF", "Hold against gates"):
        done = job.run(name)
        assert done.returncode == 0, done.stdout + done.stderr
    assert job.outputs["report"] == "dist/report.json"
    assert (shell.folder / "dist" / "report.md").read_text(encoding="utf-8") in job.summary
    assert shell.must("git status --short") == "?? dist/\n?? personac.toml\n"


def test_all_groups_are_summed_up_and_held_against_gates(shell: Shell, runner: Path) -> None:
    (shell.folder / "personac.toml").write_text(GROUPS)
    job = Job(shell, runner, command="build", fail_on="duplicates=0")
    assert job.run("Build").returncode == 0
    assert job.run("Summarise").returncode == 0
    assert job.summary.count("# Overlap report: ") == 2
    assert job.run("Hold against gates").returncode == 0
    report = shell.folder / "build" / "a" / "report.json"
    report.unlink()
    assert job.run("Hold against gates").returncode == 2


def test_wrong_settings_are_an_error_beside_their_line(shell: Shell, runner: Path) -> None:
    (shell.folder / "personac.toml").write_text('ouput = "dist"\n')
    done = Job(shell, runner).run("Build")
    assert done.returncode == 2
    assert "did you mean `output`?" in done.stdout + done.stderr


def test_a_source_is_never_an_option(shell: Shell, runner: Path) -> None:
    job = Job(shell, runner, sources="--output=elsewhere")
    (runner / "venv" / "bin" / "personac").write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    assert job.run("Build").stdout.splitlines()[-2:] == ["--", "--output=elsewhere"]


def test_another_command_is_refused(shell: Shell, runner: Path) -> None:
    done = Job(shell, runner, command="expand\n::set-env::x").run("Build")
    assert done.returncode == 2
    assert done.stdout == "::error title=personac::command is check or build, not 'expand???set-env??x'\n"


def test_a_folder_to_run_in(shell: Shell, runner: Path) -> None:
    (shell.folder / "below").mkdir()
    shell.must("git mv agents build below/")
    job = Job(shell, runner, working_directory="below")
    assert job.run("Write SARIF").returncode == 0


def test_the_summary(shell: Shell, runner: Path) -> None:
    job = Job(shell, runner, since="HEAD")
    assert job.run("Summarise").returncode == 0
    assert job.summary.startswith("# Since the earlier build\n")
    assert job.summary.endswith((shell.folder / "build" / "report.md").read_text(encoding="utf-8"))
    without = Job(shell, runner.with_name("other"), since="nothing-of-that-name")
    done = without.run("Summarise")
    assert done.returncode == 0
    assert done.stdout.startswith("::warning title=personac::there is no earlier report")
    assert without.summary.startswith("# Overlap report")


def test_gates_fail_on_what_is_new(shell: Shell, runner: Path) -> None:
    gates = {"fail_on": "duplicates=0,contradictions=0"}
    failed = Job(shell, runner, **gates).run("Hold against gates")
    assert failed.returncode == 1
    assert failed.stdout.count("::notice file=agents/") == 2
    assert "PC601" in failed.stderr
    shell.must("personac report --write-baseline known.txt")
    passed = Job(shell, runner, **gates, baseline="known.txt").run("Hold against gates")
    assert (passed.returncode, passed.stdout) == (0, "")


def test_sarif(shell: Shell, runner: Path) -> None:
    job = Job(shell, runner)
    assert job.run("Write SARIF").returncode == 0
    log = json.loads(Path(job.outputs["file"]).read_bytes())
    assert len(log["runs"][0]["results"]) == 2
    shell.must("personac report --write-baseline known.txt")
    other = Job(shell, runner, baseline="known.txt")
    assert other.run("Write SARIF").returncode == 0
    assert json.loads((runner / "personac.sarif").read_bytes())["runs"][0]["results"] == []


@pytest.mark.long
def test_it_installs_this_personac(shell: Shell, runner: Path, offline: Mapping[str, str]) -> None:
    job = Job(Shell(shell.folder, {**shell.environment, **offline}), runner)
    assert job.run("Look where things are kept").returncode == 0
    assert re.fullmatch(r"py3\.\d+-[0-9a-f]{16}", job.outputs["key"])
    shutil.rmtree(runner / "venv")
    job.values |= {f"steps.places.outputs.{name}": value for name, value in job.outputs.items()}
    done = job.run("Install personac")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"personac, version {__version__}\n"
    folder = (runner / "path").read_text().strip()
    assert folder == f"{job.outputs['venv']}/bin"
    where = "import personac; print(personac.__file__)"
    installed = subprocess.run(
        [f"{folder}/python", "-c", where], env={**offline}, capture_output=True, text=True, check=True
    )
    assert installed.stdout.startswith(job.outputs["venv"])


def test_each_package_has_a_cache_key_of_its_own(shell: Shell, runner: Path) -> None:
    keys = []
    for number, package in enumerate(("", "a.whl")):
        job = Job(shell, runner / str(number), package=package)
        assert job.run("Look where things are kept").returncode == 0
        keys.append(job.outputs["key"])
    assert len(set(keys)) == 2
