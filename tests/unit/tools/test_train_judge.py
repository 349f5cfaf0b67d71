from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch: pip install -e '.[train]'")
safetensors = pytest.importorskip("safetensors.torch", reason="needs safetensors: pip install -e '.[train]'")

from tools import average_models, judge_model, piece_vectors, train_judge  # noqa: E402 - only with torch
from tools.cut_vocabulary import cut, kept_pieces  # noqa: E402
from tools.judge_packing import Packer  # noqa: E402
from tools.judge_rows import ALWAYS, Row, Side, write_rows  # noqa: E402

PIECES = 900  # all letters, and the most frequent pieces


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as that of all-MiniLM-L6-v2, with random weights and few pieces."""
    folder = tmp_path_factory.mktemp("base")
    shipped = files("personac.matching") / "data" / "judge" / "tokenizer.json"
    settings = json.loads(shipped.read_text("utf-8"))
    pieces = kept_pieces(settings["model"]["vocab"], {}, PIECES)
    (folder / "tokenizer.json").write_text(json.dumps(cut(settings, pieces)), encoding="utf-8")
    torch.manual_seed(0)
    state = judge_model.JudgeModel(PIECES).state_dict()
    stored = {_base_name(own): value for own, value in state.items() if not own.startswith("h")}
    safetensors.save_file(stored, folder / "model.safetensors")
    return folder


@pytest.fixture(scope="module")
def tokenizer(base: Path) -> Path:
    return base / "tokenizer.json"


def _base_name(own: str) -> str:
    """Return how all-MiniLM-L6-v2 names a weight of ours."""
    if not own.startswith("layers."):
        stem, _, part = own.rpartition(".")
        return judge_model._NAMES.get(own) or f"{judge_model._NAMES[stem]}.{part}"  # noqa: SLF001 - the table
    _, layer, name, part = own.split(".")
    return f"encoder.layer.{layer}.{judge_model._LAYER_NAMES[name]}.{part}"  # noqa: SLF001 - the table


def _row(number: int, fold: int) -> Row:
    source, same = ("own" if fold == ALWAYS else "hard"), number % 2
    other = "Write tests" if same else f"Call number {number}"
    return Row(
        source, f"p{fold + 1}", fold, "act", Side("Write tests", "Write tests"), Side(other, other), same, 1.0
    )


def test_a_training_learns_writes_its_state_and_reports_on_the_fold_left_out(
    base: Path, tokenizer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, out = tmp_path / "rows.jsonl", tmp_path / "state.pt"
    write_rows(rows, [_row(number, number % 5) for number in range(40)])
    places = [str(rows), str(base), str(tokenizer), str(out)]
    assert train_judge.main([*places, "--fold", "1", "--epochs", "1"]) == 0
    printed = capsys.readouterr().out
    assert "32 rows to train on, 8 left out" in printed
    assert "of 4, found" in printed
    state = torch.load(out, weights_only=True)
    before = safetensors.load_file(base / "model.safetensors")
    assert torch.equal(state["w.weight"], before["embeddings.word_embeddings.weight"])
    assert not torch.equal(state["layers.0.q.weight"], before["encoder.layer.0.attention.self.query.weight"])


def test_the_model_that_ships_leaves_nothing_out(
    base: Path, tokenizer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    write_rows(rows, [_row(number, number % 5) for number in range(8)])
    places = [str(rows), str(base), str(tokenizer), str(tmp_path / "state.pt")]
    assert train_judge.main([*places, "--all", "--epochs", "1"]) == 0
    assert "8 rows to train on, 0 left out" in capsys.readouterr().out


def test_a_training_on_own_rows_is_the_start_of_another(
    base: Path, tokenizer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, own, out = (tmp_path / name for name in ("rows.jsonl", "own.pt", "state.pt"))
    write_rows(rows, [*(_row(number, ALWAYS) for number in range(40)), *(_row(n, 0) for n in range(8))])
    places = [str(rows), str(base), str(tokenizer)]
    assert train_judge.main([*places, str(own), "--all", "--sources", "own", "--epochs", "1"]) == 0
    assert "40 rows to train on, 0 left out" in capsys.readouterr().out
    start = ["--start", str(own), "--share-of-own", "0.5"]
    assert train_judge.main([*places, str(out), "--fold", "0", *start, "--epochs", "0"]) == 0
    seen = int(capsys.readouterr().out.split(" rows to train on, 8 left out")[0])
    assert 10 < seen < 30
    before, after = (torch.load(path, weights_only=True)["h1.weight"] for path in (own, out))
    assert torch.allclose(before, after, atol=0.01)


def test_the_same_seed_gives_the_same_losses(base: Path, tokenizer: Path) -> None:
    packer, rows = Packer(tokenizer), [_row(number, 0) for number in range(64)]

    def losses(seed: int) -> list[float]:
        torch.manual_seed(seed)
        model = judge_model.JudgeModel(PIECES, 0.1)
        judge_model.load_base(model, base, range(PIECES))
        return train_judge.train(model, packer, rows, train_judge.Settings(1.0, 1e-4, seed))

    assert losses(0) == losses(0) != losses(1)


def test_the_rate_rises_and_falls() -> None:
    rates = [train_judge.share_of_rate(step, 1000) for step in range(1001)]
    assert rates[0] == 0.01
    assert max(rates) == max(rates[90:110]) > 0.95
    assert rates[1000] == pytest.approx(0)


def test_a_logit_depends_neither_on_the_pairs_beside_it_nor_on_padding(base: Path, tokenizer: Path) -> None:
    model = judge_model.JudgeModel(PIECES)
    judge_model.load_base(model, base, range(PIECES))
    packer, pairs = Packer(tokenizer), [([700, 701], [800]), ([705] * 40, [706] * 30)]
    both = judge_model.logits(model, packer, pairs)
    alone = [judge_model.logits(model, packer, [pair])[0] for pair in pairs]
    assert both == pytest.approx(alone, abs=0.02)


def test_frequent_pieces_have_small_vectors(base: Path, tokenizer: Path, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "vectors.npy"
    corpus.mkdir()
    (corpus / "a.md").write_text("the agent\n" * 50 + "\nthe file\n", encoding="utf-8")
    assert piece_vectors.main([str(base), str(tokenizer), str(corpus), str(out)]) == 0
    vectors = np.load(out)
    assert (vectors.shape, vectors.dtype) == ((PIECES, piece_vectors.DIMENSIONS), np.int8)
    the, rare = (Packer(tokenizer).ids([word])[0][0] for word in ("the", "deploy"))
    assert np.abs(vectors[the].astype(int)).sum() < np.abs(vectors[rare].astype(int)).sum() / 10


def test_models_are_averaged_weight_by_weight(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.pt", "other.pt")]
    for path, value in zip(paths, (1.0, 4.0), strict=True):
        torch.save({"w.weight": torch.full((2, 3), value)}, path)
    assert average_models.main([str(tmp_path / "mean.pt"), *map(str, paths)]) == 0
    assert torch.load(tmp_path / "mean.pt", weights_only=True)["w.weight"].tolist() == [[2.5] * 3] * 2


def test_models_of_different_shapes_are_not_averaged() -> None:
    with pytest.raises(ValueError, match="different weights"):
        average_models.averaged([{"w.weight": torch.zeros(2)}, {"w.weight": torch.zeros(3)}])
