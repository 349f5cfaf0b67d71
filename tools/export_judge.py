"""Write the judge, a small cross-encoder, as an ONNX file that gives the same bytes on every machine.

Run from the root of the repository: python -m tools.export_judge STATE.pt TOKENIZER.json OUT_FOLDER

A float sum depends on its order, a fused multiply-add rounds once instead of twice, and exp or tanh differ
from one processor's kernel to another's. So this graph has none of them where they could matter:

- Weights are products of whole numbers: uint8 activations, one scale a token, times int8 weights, one scale
  a column. AVX2 adds two products in 16 bits and saturates, so both use less than their bytes could hold:
  2 * 226 * 72 < 2 ** 15.
- Attention multiplies whole numbers held as floats. Their sums stay below 2 ** 24, so they are exact in any
  order. The bounds follow from the weights (Cauchy-Schwarz), not from data.
- Sums (mean, variance, denominators, pooling) run over whole numbers that are exact in float32 or float64.
- All else is one IEEE operation a node. exp, tanh and the normal distribution are tables.

The session has to run it with graph optimizations disabled, which would fuse nodes.
"""

from __future__ import annotations

import argparse
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from tools.judge_calibration import (
    BYTE,
    HEADS,
    LAYERS,
    SIGNED,
    TINY,
    Columns,
    Floats,
    Seen,
    State,
    columns,
    longest_token,
    read_state,
    seen,
)

WIDTH = 384
HEAD = WIDTH // HEADS
POSITIONS = 64  # longest input in tokens; the bounds below count on it
OPSET = 21
IR_VERSION = 10

MANY = 128  # constants with so many numbers are stored as float16
HALF_LEAST, HALF_MOST = 0.125, 32768.0  # largest of them: float16 rounds most of the others to 11 bits

# Below, "< 2 ** 24" says that whole numbers and all their sums are exact in float32.
UNSIGNED = 226  # largest activation where none is negative
GRID = 1024.0  # steps of the residual stream in 1.0
EMBEDDING_GRID = 16384.0  # embeddings are small before they are normalized
EPSILON = 1e-12  # of the layer normalizations

ATTENTION = 4096.0  # what the attention a token pays sums up to, but for rounding
VALUE = 4000.0  # largest value: (ATTENTION + POSITIONS / 2) * VALUE < 2 ** 24
QUERY = 4080.0  # longest query and key: (QUERY + sqrt(HEAD) / 2) ** 2 < 2 ** 24
EXP_STEPS = 64.0  # entries of the table of exp in 1.0
EXP_TOP = 32768.0  # exp(0) in that table: POSITIONS * EXP_TOP < 2 ** 24
MASKED = 2.0**30  # further below any score than scores can be apart

GELU_STEPS = 128.0  # entries of the table of the normal distribution in 1.0
GELU_END = 4.5  # it is 0 or 1 beyond
GELU_LEAST = 0.172  # gelu, and what the table's steps add, is never below -GELU_LEAST
TANH_STEPS = 256.0
TANH_END = 4.0
TANH_TOP = 1023.0  # tanh(inf) in its table: hidden units * TANH_TOP * BYTE < 2 ** 24
LOGIT_GRID = 64.0  # steps of a logit in 1.0


@dataclass(frozen=True)
class Tokens:
    """Activations as bytes, tokens x width, and the scale of each token."""

    numbers: tuple[str, str]  # and which byte is 0
    scale: str


@dataclass
class Graph:
    """The nodes and constants written so far; every value is known by its name."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[tuple[bytes, str, tuple[int, ...]], onnx.TensorProto] = field(default_factory=dict)
    wide: dict[tuple[str, float], str] = field(default_factory=dict)  # float16 constants as float32

    def op(self, kind: str, *inputs: str, **attributes: int | list[int]) -> str:
        """Add a node with one output and return the output's name."""
        name = str(len(self.nodes))  # short: a name is written wherever its value is used
        node = helper.make_node(kind, list(inputs), [name])
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self.nodes.append(node)
        return name

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        """Return the name of a constant; equal ones are stored once."""
        key = (value.tobytes(), value.dtype.str, value.shape)
        if key not in self.constants:
            self.constants[key] = numpy_helper.from_array(value, f"c{len(self.constants)}")
        return str(self.constants[key].name)

    def floats(self, value: Floats | float) -> str:
        """Return float32 numbers; many are stored as float16, which is as good and half the size."""
        array = np.asarray(value, dtype=np.float64)
        if array.size < MANY:
            return self.constant(array.astype(np.float32))
        power = half_power(array)
        key = self.constant((array / power).astype(np.float16)), power
        if key not in self.wide:
            wide = self.op("Cast", key[0], to=TensorProto.FLOAT)
            self.wide[key] = wide if power == 1 else self.op("Mul", wide, self.floats(power))
        return self.wide[key]

    def doubles(self, value: float) -> str:
        """Return the name of a constant of float64."""
        return self.constant(np.asarray(value, dtype=np.float64))

    def integers(self, *value: int) -> str:
        """Return the name of a vector of int64, such as a shape or axes."""
        return self.constant(np.asarray(value, dtype=np.int64))


@dataclass(frozen=True)
class Shapes:
    """What depends on how many pairs there are and how long they are: shapes, the mask, the zero points."""

    tokens: str  # [pairs, length, WIDTH]
    heads: str  # [pairs, length, HEADS, HEAD]
    scores: str  # [pairs, HEADS, length, length]
    length: str
    mask: str  # [pairs, length], 1 or 0
    below: str  # [pairs, 1, 1, length], 0 or -MASKED
    zeros: str  # SIGNED for each token


def half_power(value: Floats) -> float:
    """Return a power of 2, mostly 1, by which to divide numbers so that they suit float16."""
    largest = float(np.abs(value).max())
    if HALF_LEAST <= largest <= HALF_MOST:
        return 1.0
    return 2.0 ** math.ceil(math.log2(largest))


def symmetric_table(function: Callable[[float], float], steps: float, end: float) -> Floats:
    """Return a table whose index, cut towards 0, may be negative: it then counts from the end.

    Index i covers i to i + 1 steps, -i covers -i - 1 to -i, and so 0 covers both sides of 0.
    """
    size = int(steps * end)
    upper = [function(0.0)] + [function((i + 0.5) / steps) for i in range(1, size + 1)]
    lower = [function(-(i + 0.5) / steps) for i in range(size, 0, -1)]
    return np.array(upper + lower)


def exp_table() -> Floats:
    """Return exp of 0, -1, -2, … steps as whole numbers, up to one that is 0."""
    size = math.ceil(math.log(EXP_TOP * 2) * EXP_STEPS)
    return np.append(np.rint(EXP_TOP * np.exp(-(np.arange(size) + 0.5) / EXP_STEPS)), 0.0)


def look_up(graph: Graph, table: Floats, at: str, shape: str) -> str:
    """Return the table's entry for each number, cut towards 0; all must lie within the table."""
    index = graph.op("Reshape", graph.op("Cast", at, to=TensorProto.INT32), graph.integers(1, -1))
    found = graph.op("GatherElements", graph.floats(table[None]), index, axis=1)
    return graph.op("Reshape", found, shape)


def clipped(graph: Graph, value: str, low: float, high: float) -> str:
    """Return the value within limits."""
    return graph.op("Clip", value, graph.floats(low), graph.floats(high))


def shapes(graph: Graph) -> Shapes:
    """Add what the layers need to know about the batch."""
    size = graph.op("Shape", "ids")
    pairs, length = (graph.op("Slice", size, graph.integers(n), graph.integers(n + 1)) for n in (0, 1))
    mask = graph.op("Cast", "mask", to=TensorProto.FLOAT)
    below = graph.op("Mul", graph.op("Sub", mask, graph.floats(1.0)), graph.floats(MASKED))
    count = graph.op("Mul", pairs, length)
    return Shapes(
        tokens=graph.op("Concat", size, graph.integers(WIDTH), axis=0),
        heads=graph.op("Concat", size, graph.integers(HEADS, HEAD), axis=0),
        scores=graph.op("Concat", pairs, graph.integers(HEADS), length, length, axis=0),
        length=length,
        mask=mask,
        below=graph.op("Unsqueeze", below, graph.integers(1, 2)),
        zeros=graph.op("Expand", graph.constant(np.array(SIGNED, dtype=np.uint8)), count),
    )


def rows(graph: Graph, table: Floats, name: str | None) -> str:
    """Return rows of a table stored in 8 bits, chosen by name, or all of them."""
    kept = columns(table, top=BYTE)
    numbers = graph.constant(np.ascontiguousarray(kept.numbers.T))
    scale = graph.constant(kept.scale.astype(np.float16))
    if name is not None:
        numbers, scale = graph.op("Gather", numbers, name), graph.op("Gather", scale, name)
    return graph.op("DequantizeLinear", numbers, graph.op("Cast", scale, to=TensorProto.FLOAT), axis=0)


def embedded(graph: Graph, state: State, shape: Shapes) -> str:
    """Return the sum of a token's embeddings, in whole steps of EMBEDDING_GRID."""
    flat = graph.integers(-1)
    words = rows(graph, state["w.weight"] * EMBEDDING_GRID, graph.op("Reshape", "ids", flat))
    places = rows(graph, state["p.weight"][:POSITIONS] * EMBEDDING_GRID, None)
    places = graph.op("Slice", places, graph.integers(0), shape.length, graph.integers(0))
    types = graph.op("Gather", graph.floats(state["t.weight"] * EMBEDDING_GRID), "types")
    total = graph.op("Add", graph.op("Reshape", words, shape.tokens), places)
    total = graph.op("Round", graph.op("Add", total, types))
    return graph.op("Reshape", total, graph.integers(-1, WIDTH))


def normalized(graph: Graph, value: str, grid: float, scale: Floats) -> str:
    """Return tokens with mean 0 and variance 1, each dimension scaled.

    They must be whole numbers; float64 holds their sums.
    """
    wide = graph.op("Cast", value, to=TensorProto.DOUBLE)
    width, axes = graph.doubles(WIDTH), graph.integers(1)
    mean = graph.op("Div", graph.op("ReduceSum", wide, axes), width)
    square = graph.op("Div", graph.op("ReduceSum", graph.op("Mul", wide, wide), axes), width)
    variance = graph.op("Sub", square, graph.op("Mul", mean, mean))
    deviation = graph.op("Sqrt", graph.op("Add", variance, graph.doubles(EPSILON * grid**2)))
    factor = graph.op("Cast", graph.op("Div", graph.doubles(1.0), deviation), to=TensorProto.FLOAT)
    centred = graph.op("Sub", value, graph.op("Cast", mean, to=TensorProto.FLOAT))
    plain = graph.op("Mul", centred, factor)
    return plain if np.all(scale == 1) else graph.op("Mul", plain, graph.floats(scale))


def quantized(graph: Graph, value: str, zeros: str) -> Tokens:
    """Return each token as bytes around SIGNED, with the scale that its largest value sets."""
    largest = graph.op("ReduceMax", graph.op("Abs", value), graph.integers(1), keepdims=0)
    scale = graph.op("Div", graph.op("Max", largest, graph.floats(TINY)), graph.floats(SIGNED))
    zero = graph.constant(np.array(SIGNED, dtype=np.uint8))
    return Tokens((graph.op("QuantizeLinear", value, scale, zeros, axis=0), zero), scale)


def positive(graph: Graph, value: str) -> Tokens:
    """Return each token as bytes, with the scale that its largest value sets; none is negative."""
    largest = graph.op("ReduceMax", value, graph.integers(1), keepdims=0)
    scale = graph.op("Div", graph.op("Max", largest, graph.floats(TINY)), graph.floats(UNSIGNED))
    zero = graph.constant(np.array(0, dtype=np.uint8))
    return Tokens((graph.op("QuantizeLinear", value, scale, axis=0), zero), scale)


def product(graph: Graph, tokens: Tokens, matrix: Columns, factor: Floats | float = 1.0) -> str:
    """Return tokens x outputs, each output multiplied by its factor."""
    numbers, zero = tokens.numbers
    total = graph.op("MatMulInteger", numbers, graph.constant(matrix.numbers), zero)
    value = graph.op("DequantizeLinear", total, tokens.scale, axis=0)
    return graph.op("Mul", value, graph.floats(matrix.scale * factor))


def head_bounds(matrix: Columns, bias: Floats) -> Floats:
    """Return how long each head's part of an output can be at most."""
    parts = matrix.weights().reshape(HEADS, HEAD, WIDTH)
    stretch = np.linalg.norm(parts, ord=2, axis=(1, 2))
    return np.asarray(stretch * longest_token(WIDTH) + np.linalg.norm(bias.reshape(HEADS, HEAD), axis=1))


def heads(graph: Graph, value: str, order: tuple[int, ...], shape: Shapes) -> str:
    """Return whole numbers, split into heads, with the axes in that order."""
    whole = graph.op("Reshape", graph.op("Round", value), shape.heads)
    return graph.op("Transpose", whole, perm=list(order))


@dataclass(frozen=True)
class Layer:
    """The weights of one layer, for inputs that a normalization gives without its gain and shift."""

    state: State
    typical: Seen
    number: int
    before: str  # the normalization's name

    @property
    def shift(self) -> Floats:
        """Return what the normalization before adds."""
        return self.state[f"{self.before}.bias"]

    @property
    def gain(self) -> Floats:
        """Return what the normalization before multiplies by, given that dimensions are scaled already."""
        return self.state[f"{self.before}.weight"] / self.typical.scales[self.before]

    def bias(self, name: str) -> Floats:
        """Return one number an output."""
        return self.state[f"layers.{self.number}.{name}.bias"]

    def weight(self, name: str) -> Floats:
        """Return outputs x inputs."""
        return self.state[f"layers.{self.number}.{name}.weight"]

    def first(self, name: str) -> tuple[Columns, Floats]:
        """Return matrix and bias of what the normalization goes to."""
        matrix = self.matrix(name, self.gain)
        return matrix, self.bias(name) + self.weight(name) @ self.shift

    def matrix(self, name: str, gain: Floats | float = 1.0) -> Columns:
        """Return a matrix as whole numbers."""
        return columns(self.weight(name) * gain, self.typical.moments[f"layers.{self.number}.{name}"])


def scores(graph: Graph, tokens: Tokens, layer: Layer, shape: Shapes) -> tuple[str, Floats]:
    """Return queries x keys as whole numbers, and each head's number of EXP_STEPS in one.

    The bias of the keys adds the same to all scores of a query, which changes nothing.
    """
    (query, bias), (key, _) = layer.first("q"), layer.first("k")
    query_step = head_bounds(query, bias) / QUERY
    key_step = head_bounds(key, np.zeros(WIDTH)) / QUERY
    per_query, per_key = np.repeat(1 / query_step, HEAD), np.repeat(1 / key_step, HEAD)
    left = graph.op("Add", product(graph, tokens, query, per_query), graph.floats(bias * per_query))
    right = product(graph, tokens, key, per_key)
    left, right = heads(graph, left, (0, 2, 1, 3), shape), heads(graph, right, (0, 2, 3, 1), shape)
    return graph.op("MatMul", left, right), query_step * key_step * EXP_STEPS / math.sqrt(HEAD)


def shares(graph: Graph, score: str, steps: Floats, shape: Shapes) -> str:
    """Return the softmax of the scores in whole parts of ATTENTION; masked tokens get 0."""
    table, last = exp_table(), graph.integers(3)
    score = graph.op("Add", score, shape.below)
    behind = graph.op("Sub", graph.op("ReduceMax", score, last), score)
    behind = graph.op("Mul", behind, graph.floats(steps[:, None, None]))
    parts = look_up(graph, table, clipped(graph, behind, 0, len(table) - 1), shape.scores)
    whole = graph.op("Div", graph.floats(ATTENTION), graph.op("ReduceSum", parts, last))
    return graph.op("Round", graph.op("Mul", parts, whole))


def attention(graph: Graph, plain: str, layer: Layer, shape: Shapes) -> str:
    """Return the residual stream after attention, in whole steps of GRID."""
    tokens = quantized(graph, plain, shape.zeros)
    share = shares(graph, *scores(graph, tokens, layer, shape), shape)
    matrix, bias = layer.first("v")
    step = np.linalg.norm(matrix.weights(), axis=1).max() * longest_token(WIDTH) / VALUE
    value = heads(graph, product(graph, tokens, matrix, 1 / step), (0, 2, 1, 3), shape)
    mixed = graph.op("Transpose", graph.op("MatMul", share, value), perm=[0, 2, 1, 3])
    mixed = graph.op("Reshape", mixed, graph.integers(-1, WIDTH))
    whole = quantized(graph, mixed, shape.zeros)
    moved = product(graph, whole, layer.matrix("o"), GRID * step / ATTENTION)
    # shares sum up to 1, so the bias of the values can be added here
    return residual(graph, moved, layer.bias("o") + layer.weight("o") @ bias, plain, layer)


def residual(graph: Graph, moved: str, bias: Floats, plain: str, layer: Layer) -> str:
    """Return what a layer adds plus what it was given, in whole steps of GRID."""
    moved = graph.op("Add", moved, graph.floats((bias + layer.shift) * GRID))
    kept = graph.op("Mul", plain, graph.floats(layer.gain * GRID))
    return graph.op("Round", graph.op("Add", moved, kept))


def feed_forward(graph: Graph, plain: str, layer: Layer, shape: Shapes) -> str:
    """Return the residual stream after the two wide matrices, in whole steps of GRID."""
    matrix, bias = layer.first("f1")
    inner = product(graph, quantized(graph, plain, shape.zeros), matrix, GELU_STEPS)
    tokens = positive(graph, gelu(graph, graph.op("Add", inner, graph.floats(bias * GELU_STEPS)), len(bias)))
    matrix = layer.matrix("f2")
    moved = product(graph, tokens, matrix, GRID / GELU_STEPS)
    raised = GELU_LEAST * matrix.weights().sum(axis=1)
    return residual(graph, moved, layer.bias("f2") - raised, plain, layer)


def gelu(graph: Graph, value: str, width: int) -> str:
    """Return gelu in steps of GELU_STEPS, raised by GELU_LEAST so that all of it is positive."""
    table = symmetric_table(lambda x: (1 + math.erf(x / math.sqrt(2))) / 2, GELU_STEPS, GELU_END)
    end = GELU_STEPS * GELU_END
    gate = look_up(graph, table, clipped(graph, value, -end, end), graph.integers(-1, width))
    return graph.op("Add", graph.op("Mul", value, gate), graph.floats(GELU_LEAST * GELU_STEPS))


def pooled(graph: Graph, plain: str, layer: Layer, shape: Shapes) -> tuple[str, str]:
    """Return each pair's first token and the mean of its tokens, in steps of GRID."""
    value = graph.op("Mul", plain, graph.floats(layer.gain * GRID))
    value = graph.op("Add", value, graph.floats(layer.shift * GRID))
    value = graph.op("Reshape", graph.op("Round", value), shape.tokens)
    first = graph.op("Gather", value, graph.constant(np.array(0)), axis=1)
    present = graph.op("Mul", value, graph.op("Unsqueeze", shape.mask, graph.integers(2)))
    total = graph.op("ReduceSum", present, graph.integers(1), keepdims=0)
    count = graph.op("ReduceSum", shape.mask, graph.integers(1))
    return first, graph.op("Div", total, count)


def judged(graph: Graph, parts: tuple[str, str], state: State) -> str:
    """Return the logit of each pair, a whole number of steps of LOGIT_GRID."""
    pairs = graph.op("Expand", graph.constant(np.array(SIGNED, dtype=np.uint8)), shape_of_pairs(graph))
    halves = np.split(state["h1.weight"], 2, axis=1)
    sums = [
        product(graph, quantized(graph, part, pairs), columns(half), TANH_STEPS / GRID)
        for part, half in zip(parts, halves, strict=True)
    ]
    hidden = graph.op("Add", graph.op("Add", *sums), graph.floats(state["h1.bias"] * TANH_STEPS))
    end = TANH_STEPS * TANH_END
    table = np.rint(symmetric_table(math.tanh, TANH_STEPS, TANH_END) * TANH_TOP)
    hidden = look_up(graph, table, clipped(graph, hidden, -end, end), graph.integers(-1, len(halves[0])))
    last = columns(state["h2.weight"], top=BYTE)
    logit = graph.op("MatMul", hidden, graph.floats(last.numbers.astype(np.float64)))
    logit = graph.op("Mul", logit, graph.floats(last.scale * LOGIT_GRID / TANH_TOP))
    logit = graph.op("Round", graph.op("Add", logit, graph.floats(state["h2.bias"] * LOGIT_GRID)))
    return graph.op("Mul", logit, graph.floats(1 / LOGIT_GRID))


def shape_of_pairs(graph: Graph) -> str:
    """Return the number of pairs as a shape."""
    return graph.op("Slice", graph.op("Shape", "ids"), graph.integers(0), graph.integers(1))


def build(state: State, typical: Seen) -> onnx.ModelProto:
    """Return the model of a state: ids, types and mask, each pairs x length, give logits."""
    graph = Graph()
    shape = shapes(graph)
    stream, grid, before = embedded(graph, state, shape), EMBEDDING_GRID, "n"
    for number in range(LAYERS):
        for block, after in ((attention, "n1"), (feed_forward, "n2")):
            plain = normalized(graph, stream, grid, typical.scales[before])
            stream, grid = block(graph, plain, Layer(state, typical, number, before), shape), GRID
            before = f"layers.{number}.{after}"
    plain = normalized(graph, stream, grid, typical.scales[before])
    last = Layer(state, typical, LAYERS, before)
    logit = judged(graph, pooled(graph, plain, last, shape), state)
    graph.nodes.append(helper.make_node("Reshape", [logit, graph.integers(-1)], ["logits"]))
    return model(graph)


def model(graph: Graph) -> onnx.ModelProto:
    """Return the finished graph as a model."""
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "length"])
        for name in ("ids", "types", "mask")
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs"])]
    whole = helper.make_graph(graph.nodes, "judge", inputs, outputs, list(graph.constants.values()))
    made = helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="personac"
    )
    onnx.checker.check_model(made, full_check=True)
    return made


def main() -> None:
    """Write judge.onnx and tokenizer.json."""
    parser = argparse.ArgumentParser(description="Write the judge as judge.onnx, with its tokenizer.json.")
    parser.add_argument("state", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    state, ids = read_state(given.state), Tokenizer.from_file(str(given.tokenizer)).get_vocab()
    data = build(state, seen(state, (ids["[CLS]"], ids["[SEP]"]))).SerializeToString(deterministic=True)
    (given.folder / "judge.onnx").write_bytes(data)
    stored = given.folder / "tokenizer.json"
    if given.tokenizer.resolve() != stored.resolve():
        shutil.copyfile(given.tokenizer, stored)
    print(f"judge.onnx: {len(data):,} bytes")


if __name__ == "__main__":
    main()
