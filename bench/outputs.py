"""Compare what this checkout and another git revision write for the same personas, file by file.

    python -m bench.outputs REVISION [FOLDER…] [--shared DIR] [--wild COUNT] [--seed N]

Each FOLDER is a group of personas (default: the project's own agents). --shared adds the seeds and the
labelled groups of that folder, and --wild so many random groups of 2 to 9 of its real files. Prints the
files that differ for each group, except personac.lock, which holds hashes of the other files.
Exit status 1 where a canonical, a map or a patch differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.revision import ROOT, at_revision

_CONTENT = ("agent.md", "agent.map.json")
_PROGRAM = """
import json, sys
from pathlib import Path
import personac
for line in sys.stdin:
    folder, files = json.loads(line)
    sources = {f"agents/{name}": Path(path).read_bytes() for name, path in files.items()}
    outputs = personac.build(sources, name="agent").outputs
    for name in outputs:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(outputs[name])
"""


def groups_of(options: argparse.Namespace) -> Iterator[tuple[str, Sequence[Path]]]:
    """Yield the name and the files of each group."""
    folders: list[Path] = list(options.folders) or [ROOT / "agents"]
    if options.shared:
        gold = sorted(path.parent for path in options.shared.glob("gold/*/gold.json"))
        folders += [options.shared / "seeds", *gold]
    for folder in folders:
        yield folder.name, sorted(folder.glob("*.md"))
    if options.shared and options.wild:
        files = sorted(p for p in options.shared.glob("wild/**/*.md") if p.name != "SOURCES.md")
        chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
        for number in range(options.wild):
            yield f"wild {number}", sorted(chance.sample(files, chance.randint(2, 9)))


def build_all(packages: Path, groups: Mapping[str, Sequence[Path]], folder: Path) -> None:
    """Build every group with the personac in `packages`, each into a folder of its name."""
    lines = [
        json.dumps([str(folder / name), {f"{i:02}-{p.name}": str(p) for i, p in enumerate(files)}])
        for name, files in groups.items()
    ]
    environment = {"PYTHONPATH": str(packages), "PATH": "", "PERSONAC_CACHE_DIR": ""}
    command = [sys.executable, "-c", _PROGRAM]
    subprocess.run(command, input="\n".join(lines), text=True, check=True, env=environment)


def differing(old: Path, new: Path) -> list[str]:
    """Return the names of the files that differ between two folders, sorted."""
    names = {p.relative_to(f).as_posix() for f in (old, new) for p in f.rglob("*") if p.is_file()}
    names.discard("personac.lock")
    return sorted(n for n in names if _bytes(old / n) != _bytes(new / n))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--wild", type=int, default=20)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args(arguments)
    groups, has_changed = dict(groups_of(options)), False
    with tempfile.TemporaryDirectory() as scratch:
        sides = [at_revision(options.revision, Path(scratch, "before")), ROOT / "src"]
        for name, packages in zip(("old", "new"), sides, strict=True):
            build_all(packages, groups, Path(scratch, name))
        for group in groups:
            names = differing(Path(scratch, "old", group), Path(scratch, "new", group))
            print(f"{group}: {', '.join(names) or 'equal'}")
            has_changed |= any(name in _CONTENT or name.endswith(".patch") for name in names)
    sys.exit(has_changed)


if __name__ == "__main__":
    main()
