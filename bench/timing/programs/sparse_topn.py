"""scikit-learn's TF-IDF of character trigrams, sparse_dot_topn, components: BULLETS GROUPS.

This is the recipe of both projects' documentation with string-grouper's limits: at most 20 neighbours with a
cosine of at least 0.8.
"""

from __future__ import annotations

import sys

from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from bench.timing.programs.group_files import by_label, read_bullets, write_groups

if __name__ == "__main__":
    _, bullets, output = sys.argv
    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3)).fit_transform(read_bullets(bullets))
    close = sp_matmul_topn(rows, rows.T.tocsr(), top_n=20, threshold=0.8)
    write_groups(by_label(connected_components(close, directed=False)[1]), output)
