"""Run datatrove's minhash on lines: `PYTHON datatrove_lines.py PARTS FOLDER PROCESSES english|spaces`.

PARTS is a folder with as many files of lines as there are processes, each a task of datatrove.
It runs in an environment of its own, where personac is not installed. All four steps of datatrove run:
signatures, buckets, clusters, and the filter that writes what is kept. Parameters are those of personac: sets
of words, 20 bands of 4 rows. Words are those of datatrove's tokenizer for English, or what spaces divide.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.utils.word_tokenizers import WhitespaceTokenizer

BANDS, ROWS = 20, 4


def run(parts: Path, folder: Path, processes: int, words: str) -> None:
    """Find near copies among the lines."""
    tokenizer = "en" if words == "english" else WhitespaceTokenizer()
    config = MinhashConfig(n_grams=1, num_buckets=BANDS, hashes_per_bucket=ROWS)
    signatures, buckets, clusters = (str(folder / name) for name in ("signatures", "buckets", "clusters"))
    reader = JsonlReader(str(parts))
    steps = (
        ([reader, MinhashDedupSignature(signatures, config, tokenizer)], processes),
        ([MinhashDedupBuckets(signatures, buckets, config=config)], BANDS),
        ([MinhashDedupCluster(buckets, clusters, config=config)], 1),
        (
            [reader, MinhashDedupFilter(clusters), JsonlWriter(str(folder / "kept"), compression=None)],
            processes,
        ),
    )
    for number, (pipeline, count) in enumerate(steps):
        logs = str(folder / f"logs-{number}")
        LocalPipelineExecutor(pipeline, tasks=count, workers=processes, logging_dir=logs).run()


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
