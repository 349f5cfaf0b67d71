"""string-grouper's groups with its defaults, and the least similarity if given: BULLETS GROUPS [LEAST]."""

from __future__ import annotations

import sys

import pandas as pd
from string_grouper import group_similar_strings

from bench.timing.programs.group_files import by_label, read_bullets, write_groups

if __name__ == "__main__":
    _, bullets, output, *least = sys.argv
    options = {"min_similarity": float(least[0])} if least else {}
    groups = group_similar_strings(pd.Series(read_bullets(bullets)), **options)
    write_groups(by_label(groups["group_rep_index"]), output)
