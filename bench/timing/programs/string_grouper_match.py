"""string-grouper's matches with its defaults: BULLETS GROUPS."""

from __future__ import annotations

import sys

import pandas as pd
from string_grouper import match_strings

from bench.timing.programs.group_files import read_bullets, write_groups

if __name__ == "__main__":
    _, bullets, output = sys.argv
    matches = match_strings(pd.Series(read_bullets(bullets)))
    pairs = zip(matches["left_index"], matches["right_index"], strict=True)
    write_groups(((a, b) for a, b in pairs if a < b), output)
