"""Print the README's command that is marked `<!-- command: NAME -->`, for .ci/run."""

import re
import sys
from pathlib import Path


def main() -> None:
    """Print the code block behind the marker named on the command line."""
    name = re.escape(sys.argv[1])
    readme = Path("README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- command: {name} -->\s*```sh\n(.*?)```", readme, re.DOTALL)
    if found is None:
        sys.exit(f"README.md marks no command {sys.argv[1]!r}")
    sys.stdout.write(found[1])


if __name__ == "__main__":
    main()
