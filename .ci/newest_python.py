"""Print the path of the newest Python that pyproject.toml names, of pyenv or on PATH, if any."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def candidates(version: str) -> Iterator[str]:
    """Yield paths that may be this version; a shim of pyenv on PATH may run none."""
    pyenv = Path.home() / ".pyenv" / "versions"
    yield from map(str, sorted(pyenv.glob(f"{version}.*/bin/python3"), reverse=True))
    yield from filter(None, [shutil.which(f"python{version}")])


def runs(path: str) -> bool:
    """Return whether it can make environments."""
    done = subprocess.run([path, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return done.returncode == 0


def main() -> None:
    """Take the highest version of the classifiers."""
    project = Path("pyproject.toml").read_text(encoding="utf-8")
    versions = re.findall(r'"Programming Language :: Python :: (\d+)\.(\d+)"', project)
    version = ".".join(max(versions, key=lambda pair: tuple(map(int, pair))))
    print(next(filter(runs, candidates(version)), ""))


if __name__ == "__main__":
    main()
