"""The command line of personac, as its installed script starts it."""

from __future__ import annotations

import sys

from personac.cli import main

if __name__ == "__main__":
    sys.argv[0] = "personac"
    main()
