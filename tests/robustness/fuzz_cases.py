"""Projects to run the command on: a sound one with its build, in which some files are generated or damaged.

The kind of a case says which files; its number makes the same case again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.robustness.damage import mutant
from tests.robustness.damaged_background import damaged_background
from tests.robustness.damaged_json import damaged_json
from tests.robustness.generated_decisions import decision_file
from tests.robustness.generated_settings import rules_file, settings_file
from tests.robustness.generated_sources import codex, headed, persona

Files = Mapping[str, bytes]
Command = tuple[str, ...]
_LOCK = "build/personac.lock"
_BUILD, _FORCE, _CHECK = ("build",), ("build", "--force"), ("build", "--check")
_EXPAND = ("expand", "--all", "-o", "restored", "--force")
_LINES = (
    "build/keeper.md:1",
    "build/keeper.md:3",
    "build/keeper.md:11",
    "agents/one.md:10",
    "agents/two.md:10",
)

_RULES = (
    b'[agent]\ntargets = ["copilot", "cursor", "opencode", "gemini", "codex", "skill", "agents-md"]\n',
    b"[keep]\nmin_support = 2\n", b"[keep]\nbudget = 300\n", b'[hidden]\ncharacters = "warn"\n',
    b'[front_matter]\ntarget = "any"\nexamples = "move"\n', b'[merge]\nidentity = "all"\nfacets = "own"\n',
)  # fmt: skip
_HUNKS = (
    b"@@ -1,3 +1,2 @@\n", b"@@ -0,0 +1 @@\n", b"@@ -99999999999999999999 +1 @@\n", b"@@ -1 +1", b"--- a\n",
    b"+++ b\n", b"\\ No newline at end of file\n", b"+x\n", b"-x\n", b" x\n", b"-\n", b"@@ @@\n",
    b"GIT binary patch\n",
)  # fmt: skip
_KNOWN = (
    b"PC403:0123456789abcdef:0123456789abcdef  # x\n", b"PC407:" + b"0" * 64, b"\xff\n", b"\0\n", b"#\n",
    b":::\n", b"PC407\n", b"PC407:x:y\n", b"\xef\xbb\xbf", b"\r", "\u2028\u202e\n".encode(), b"x" * 10_000,
)  # fmt: skip
_GATES = "duplicates=0,contradictions=0,losses=0,overlap=0.1"


@dataclass(frozen=True)
class Case:
    """Generated files by path, and the commands to run one after the other.

    `is_fitted`: the lock has the hashes of the generated outputs, as a stranger would write it. `restores`:
    what the first command builds gives every source back.
    """

    inputs: Files
    commands: tuple[Command, ...]
    is_fitted: bool = False
    restores: bool = False

    def files(self, sound: Files) -> dict[str, bytes]:
        """Return all files of the project; `sound` are those of the one to start from."""
        has_sources = any(path.startswith(("agents/", ".codex/")) for path in self.inputs)
        kept = {
            path: data for path, data in sound.items() if not (has_sources and path.startswith("agents/"))
        }
        files = {**kept, **self.inputs}
        if self.is_fitted and _LOCK not in self.inputs:
            files[_LOCK] = _fitted(sound[_LOCK], self.inputs)
        return files

    def with_inputs(self, inputs: Files) -> Case:
        """Return the case with other files."""
        return replace(self, inputs=inputs)


def made_case(kind: str, number: int, sound: Files) -> Case:
    """Return case `number` of a kind."""
    return KINDS[kind](Random(f"{kind} {number}"), sound)  # noqa: S311 - reproducible, no secret


def _front_matter(chance: Random, _sound: Files) -> Case:
    return _of_sources({f"agents/{name}.md": headed(chance) for name in "abcdef"}, chance)


def _body(chance: Random, _sound: Files) -> Case:
    return _of_sources({f"agents/{name}.md": persona(chance) for name in "abcd"}, chance)


def _codex(chance: Random, _sound: Files) -> Case:
    sources = {f".codex/agents/{name}.toml": codex(chance) for name in "abc"}
    return _of_sources({**sources, "agents/d.md": persona(chance)}, chance)


def _of_sources(sources: Files, chance: Random) -> Case:
    rules = b"" if chance.random() < 0.02 else b"[matching]\njudge = false\n"
    if chance.random() < 0.3:
        rules += chance.choice(_RULES)
    others = (
        ("explain", f"{chance.choice(sorted(sources))}:{chance.randint(1, 12)}"),
        ("diff", *sorted(sources)[:2]),
    )
    commands = (_BUILD, *(other for other in others if chance.random() < 0.1))
    return Case({**sources, "rules/x.toml": rules}, commands, restores=True)


def _rules(chance: Random, _sound: Files) -> Case:
    data = rules_file(chance)
    if chance.random() < 0.15:
        data = mutant(data, [data], chance)
    return Case({"rules/x.toml": data}, (_BUILD,), restores=True)


def _settings(chance: Random, _sound: Files) -> Case:
    data = settings_file(chance)
    name = chance.choice(("personac.toml", "pyproject.toml"))
    if name == "pyproject.toml":
        data = b"[tool.personac]\n" + data
    if chance.random() < 0.15:
        data = mutant(data, [data], chance)
    commands = _some(
        chance, _BUILD, _CHECK, ("outputs", "--for-make"), ("report",), ("init",), ("build", "--each")
    )
    return Case({name: data}, commands)


def _decisions(chance: Random, sound: Files) -> Case:
    """Write decision files of any content beside a sound one, for the agent or for another, and build."""
    names = ("0f3a9c21b7de.ada.toml", "0f3a9c21b7de.ben.toml", "111111111111.ada.toml", "x.toml")
    weights = (6, 6, 6, 1)
    inputs = {
        f"decisions/{'keeper' if chance.random() < 0.95 else 'other'}/{name}": decision_file(chance)
        for name in chance.choices(names, weights, k=chance.randint(1, 3))
    }
    path, data = chance.choice(sorted(inputs.items()))
    if chance.random() < 0.15:
        inputs[path] = mutant(data, [data, *sound.values()], chance)
    commands = (
        _BUILD,
        *(one for one in (_CHECK, ("report",), ("report", "--full")) if chance.random() < 0.2),
    )
    return Case(inputs, commands, restores=True)


def _lock(chance: Random, sound: Files) -> Case:
    return Case({_LOCK: damaged_json(sound[_LOCK], chance)}, _any_command(chance))


def _map(chance: Random, sound: Files) -> Case:
    name = "build/keeper.map.json"
    inputs = {name: damaged_json(sound[name], chance), **_edited(chance, sound)}
    lines = tuple(("explain", f"build/keeper.md:{chance.randint(1, 20)}") for _ in range(2))
    commands = _some(chance, *lines, ("explain", "agents/one.md:9"), (*_EXPAND, "--3way"))
    return Case(inputs, commands, is_fitted=chance.random() < 0.9)


def _patch(chance: Random, sound: Files) -> Case:
    name = chance.choice(("build/variants/one.patch", "build/variants/two.patch"))
    data = sound[name]
    for _ in range(chance.randint(1, 3)):
        lines = data.splitlines(keepends=True)
        lines.insert(chance.randrange(len(lines) + 1), chance.choice((*_HUNKS, *lines)))
        data = b"".join(lines) if chance.random() < 0.6 else mutant(data, [data, *_HUNKS], chance)
    one = ("expand", name)
    commands = _some(chance, one, _EXPAND, (*one, "--canonical", "agents/two.md"), (*one, "-o", "x.md"))
    return Case({name: data}, commands, is_fitted=chance.random() < 0.7)


def _report(chance: Random, sound: Files) -> Case:
    name = "build/report.json"
    forms = (("report", "--format", form) for form in ("md", "json", "html", "github", "gitlab", "sarif"))
    lines = [("explain", chance.choice(_LINES)), ("explain", "agents/one.md:10", "agents/two.md:10")]
    commands = _some(
        chance, *forms, ("report",), ("report", "--full"), ("report", "-v", "--full"),
        ("report", "--graph", "x.dot"),
        ("report", "--graph", "x.graphml"), ("report", "--fail-on", _GATES),
        ("report", "--since", "old.json"), ("report", "--write-baseline", "known.txt"), *lines,
    )  # fmt: skip
    return Case({name: damaged_json(sound[name], chance), "old.json": sound[name]}, commands, is_fitted=True)


def _since(chance: Random, sound: Files) -> Case:
    data = damaged_json(sound["build/report.json"], chance)
    forms = (("report", "--since", "old.json", "--format", form) for form in ("text", "md", "json"))
    return Case({"old.json": data}, _some(chance, *forms))


def _baseline(chance: Random, sound: Files) -> Case:
    lines = (*_KNOWN, sound["known.txt"])
    data = b"".join(chance.choice(lines) for _ in range(chance.randrange(6)))
    if chance.random() < 0.5:
        data = mutant(data or b"#", lines, chance)
    gates = ("report", "--baseline", "known.txt", "--fail-on", "duplicates=0,contradictions=0")
    return Case({"known.txt": data}, _some(chance, ("report", "--baseline", "known.txt"), gates))


def _outputs(chance: Random, sound: Files) -> Case:
    """Edit any output: depfile, pages, canonical; hand edits go back to the sources or are refused."""
    names = sorted(name for name in sound if name.startswith("build/") and name != _LOCK)
    name = chance.choice((*names, "build/keeper.d", "build/keeper.md"))
    return Case({name: mutant(sound[name], [*sound.values()], chance)}, _any_command(chance))


def _canonical(chance: Random, sound: Files) -> Case:
    return Case(_edited(chance, sound, always=True), ((*_EXPAND, "--3way"),))


def _background(chance: Random, _sound: Files) -> Case:
    return Case({"rules/background.npz": damaged_background(chance)}, (_BUILD,))


def _edited(chance: Random, sound: Files, *, always: bool = False) -> Files:
    if not always and chance.random() < 0.6:
        return {}
    data = sound["build/keeper.md"]
    return {"build/keeper.md": mutant(data, [data, persona(chance)], chance)}


def _any_command(chance: Random) -> tuple[Command, ...]:
    return _some(
        chance, _BUILD, _BUILD, _FORCE, _CHECK, _CHECK, _EXPAND, _EXPAND, (*_EXPAND, "--3way"), ("report",),
        ("report", "--fail-on", "duplicates=0"), ("expand", "build/variants/one.patch"),
        ("explain", chance.choice(_LINES)), ("explain", chance.choice(_LINES)), ("outputs", "--for-make"),
        ("build", "--emit", "canonical"),
    )  # fmt: skip


def _some(chance: Random, *commands: Command) -> tuple[Command, ...]:
    return tuple(chance.choice(commands) for _ in range(2))


def _fitted(lock: bytes, inputs: Files) -> bytes:
    """Return the lock with the hashes of the generated outputs; others stay as they are."""
    row = json.loads(lock)
    for path, data in inputs.items():
        if path.startswith("build/"):
            row["outputs"][path.removeprefix("build/")] = hashlib.sha256(data).hexdigest()
    return json.dumps(row).encode()


KINDS: Mapping[str, Callable[[Random, Files], Case]] = {
    "front matter": _front_matter, "body": _body, "codex": _codex, "rules": _rules, "settings": _settings,
    "decisions": _decisions,
    "lock": _lock, "map": _map, "patch": _patch, "report": _report, "since": _since, "baseline": _baseline,
    "outputs": _outputs, "canonical": _canonical, "background": _background,
}  # fmt: skip


def inputs_in(case: Case) -> Iterator[str]:
    """Yield the paths of the files that are generated, the plain rules of sources aside."""
    yield from (path for path in case.inputs if path != "rules/x.toml" or len(case.inputs) == 1)
