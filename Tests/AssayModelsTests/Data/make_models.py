"""Makes the small models of these tests, and what ONNX Runtime's Python interface computes with them.

Run in this folder, with the versions that made the committed files:
    pip install onnx==1.23.2 onnxruntime==1.32.0 skl2onnx==1.20.0 scikit-learn==1.9.1 numpy==2.4.6
    python make_models.py

`expected.json` holds, for each model, the rows that were fed and what came out; floats as their bits.
"""
import json
import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")
OPSETS = {"": 17, "ai.onnx.ml": 3}
expected = {}


def model(name, nodes, inputs, outputs, initializers=()):
    """Saves a model made of nodes; a port is (name, element type, shape)."""
    def ports(all_ports):
        return [p if not isinstance(p, tuple) else helper.make_tensor_value_info(*p) for p in all_ports]

    graph = helper.make_graph(nodes, name, ports(inputs), ports(outputs), list(initializers))
    made = helper.make_model(
        graph, producer_name="make_models", producer_version="1", ir_version=8,
        opset_imports=[helper.make_opsetid(d, v) for d, v in OPSETS.items()])
    onnx.checker.check_model(made)
    save(name, made)


def save(name, made):
    onnx.save(made, f"models/{name}.onnx")


def session(name):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(f"models/{name}.onnx", options)


def plain(array):
    """Values as JSON: floats as bits, which survive the way."""
    array = np.asarray(array)
    if array.dtype == np.float32:
        return array.view(np.uint32).ravel().tolist()
    if array.dtype == np.float64:
        return [str(bits) for bits in array.view(np.uint64).ravel().tolist()]
    return array.ravel().tolist()


def record(name, feed):
    """Runs a model and stores what came out, one list for each column."""
    run = session(name)
    columns = {}
    for port, value in zip(run.get_outputs(), run.run(None, feed)):
        if isinstance(value, list):
            keys = sorted(value[0])
            for key in keys:
                columns[f"{port.name}_{key}"] = plain(np.array([row[key] for row in value], np.float32))
        elif value.ndim == 2 and value.shape[1] > 1:
            for index in range(value.shape[1]):
                columns[f"{port.name}_{index}"] = plain(np.ascontiguousarray(value[:, index]))
        else:
            columns[port.name] = plain(value)
    expected[name] = columns


# Four numbers a row, as float32 exactly; the tests make the same.
rows = 30
values = np.array([[((i * 7 + j * 5) % 23) / 4 for j in range(4)] for i in range(rows)], np.float32)
classes = np.array([(i * 7 % 23) % 3 for i in range(rows)])
names = np.array(["virginica", "setosa", "versicolor"])[classes]

# Classifiers: text and integer labels; probabilities as a tensor [N, 3] and as a sequence of maps.
for label, target in (("text", names), ("integer", classes * 10)):
    fitted = LogisticRegression(max_iter=200).fit(values, target)
    for zipmap in (False, True):
        name = f"classifier_{label}_{'maps' if zipmap else 'tensor'}"
        save(name, to_onnx(fitted, initial_types=[("X", FloatTensorType([None, 4]))], target_opset=OPSETS,
                           options={id(fitted): {"zipmap": zipmap}}))
        record(name, {"X": values})

# Maps whose keys the main graph does not tell: the ZipMap stands in a function of the model's own.
fitted = LogisticRegression(max_iter=200).fit(values, names)
hidden = to_onnx(fitted, initial_types=[("X", FloatTensorType([None, 4]))], target_opset=OPSETS,
                 options={id(fitted): {"zipmap": True}})
for position, node in enumerate(hidden.graph.node):
    if node.op_type == "ZipMap":
        hidden.functions.append(helper.make_function(
            "local", "Maps", list(node.input), list(node.output), [node],
            [helper.make_opsetid(d, v) for d, v in OPSETS.items()]))
        call = helper.make_node("Maps", list(node.input), list(node.output), domain="local")
        hidden.graph.node[position].CopyFrom(call)
        break
hidden.opset_import.append(helper.make_opsetid("local", 1))
hidden.ir_version = 8
save("classifier_hidden_maps", hidden)
record("classifier_hidden_maps", {"X": values})

# A double model.
doubles = values.astype(np.float64) / 3
fitted = LogisticRegression(max_iter=200).fit(doubles, classes)
save("classifier_double", to_onnx(fitted, initial_types=[("X", DoubleTensorType([None, 4]))], target_opset=OPSETS,
                                  options={id(fitted): {"zipmap": False}}))
record("classifier_double", {"X": doubles})

# One input of each type, [N] and [N, 1], passed through.
types = {"f32": TensorProto.FLOAT, "f64": TensorProto.DOUBLE, "i32": TensorProto.INT32, "i64": TensorProto.INT64,
         "flag": TensorProto.BOOL, "word": TensorProto.STRING}
model("identity",
      [helper.make_node("Identity", [name], [f"{name}_out"]) for name in types],
      [(name, kind, ["N"] if name in ("f32", "word") else ["N", 1]) for name, kind in types.items()],
      [(f"{name}_out", kind, ["N"] if name in ("f32", "word") else ["N", 1]) for name, kind in types.items()])

# A text tensor [N, 2], passed through; an output whose width the model does not declare.
model("words", [helper.make_node("Identity", ["pair"], ["pair_out"])],
      [("pair", TensorProto.STRING, ["N", 2])], [("pair_out", TensorProto.STRING, ["N", "k"])])

# An input of any width.
model("any_width", [helper.make_node("Identity", ["X"], ["Y"])],
      [("X", TensorProto.FLOAT, ["N", None])], [("Y", TensorProto.FLOAT, ["N", None])])

# A fixed number of rows.
model("two_rows", [helper.make_node("Identity", ["x"], ["y"])],
      [("x", TensorProto.FLOAT, [2, 1])], [("y", TensorProto.FLOAT, [2, 1])])

# Ports that no table fits.
model("image", [helper.make_node("Identity", ["pixels"], ["y"])],
      [("pixels", TensorProto.FLOAT, ["N", 3, 8, 8])], [("y", TensorProto.FLOAT, ["N", 3, 8, 8])])
model("half", [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT16), helper.make_node("Identity", ["x"], ["z"])],
      [("x", TensorProto.FLOAT, ["N", 1])], [("y", TensorProto.FLOAT16, ["N", 1]), ("z", TensorProto.FLOAT, ["N", 1])])

# One number for the whole batch: not a prediction for each row.
model("mean", [helper.make_node("ReduceMean", ["x"], ["y"], keepdims=1)],
      [("x", TensorProto.FLOAT, ["N", 1])], [("y", TensorProto.FLOAT, ["M", 1])])

# Fails when it runs: an index that the row itself names.
model("lookup",
      [helper.make_node("Gather", ["table", "index"], ["found"], axis=0)],
      [("index", TensorProto.INT64, ["N"])], [("found", TensorProto.FLOAT, ["N"])],
      [numpy_helper.from_array(np.array([1, 2, 3], np.float32), "table")])

# Runs for hours: a loop with a subgraph.
body = helper.make_graph(
    [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("Sin", ["state"], ["state_out"])],
    "body",
    [helper.make_tensor_value_info("step", TensorProto.INT64, []),
     helper.make_tensor_value_info("go", TensorProto.BOOL, []),
     helper.make_tensor_value_info("state", TensorProto.FLOAT, None)],
    [helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
     helper.make_tensor_value_info("state_out", TensorProto.FLOAT, None)])
model("endless",
      [helper.make_node("Loop", ["steps", "", "x"], ["y"], body=body)],
      [("x", TensorProto.FLOAT, ["N", 1])], [("y", TensorProto.FLOAT, ["N", 1])],
      [numpy_helper.from_array(np.array(10**12, np.int64), "steps")])

# An operator set that does not exist yet.
future = onnx.load("models/any_width.onnx")
future.opset_import[0].version = 9999
save("future", future)

with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, indent=1, sort_keys=True)
    file.write("\n")
