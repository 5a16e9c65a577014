"""Runs the benchmarks; see ci/bench, which calls it."""
import argparse
import atexit
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import tables

HERE = os.path.dirname(os.path.abspath(__file__))
GROWTH = [10_000, 100_000, 1_000_000, 10_000_000]
HAND = ["scipy", "scipy-as-installed", "duckdb", "polars"]
LIBRARIES = [
    "frouros", "nannyml", "alibi", "deepchecks", "deepchecks-all-rows", "evidently", "evidently-chosen",
    "great-expectations",
]
# Libraries that report their use over the network would be timed waiting for it.
QUIET = {
    "DO_NOT_TRACK": "1", "NML_DISABLE_USAGE_LOGGING": "1", "DISABLE_DEEPCHECKS_ANONYMOUS_TELEMETRY": "1",
    "GX_ANALYTICS_ENABLED": "false",
}
# The rows on which a library is started once before it is measured.
WARM_UP = 10_000


class Tool:
    """One tool at one work: a command, and the environment variables that it gets.

    A library also has the same command for small tables: it is started with them once before it is measured, since the
    first start after the installation reads thousands of files from the disk.
    """

    def __init__(self, name, command, environment=None, warm_up=None):
        self.name, self.command, self.environment = name, command, environment or {}
        self.warm_up = warm_up
        self.runs = []

    def run(self, folder):
        self.runs.append(self.start(self.command, folder))

    def start(self, command, folder):
        log = os.path.join(folder, "log.txt")
        with open(log, "wb") as output:
            started = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **self.environment},
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        if os.waitstatus_to_exitcode(status) != 0:
            with open(log, errors="replace") as file:
                sys.exit(f"ci/bench: {self.name} ended with {os.waitstatus_to_exitcode(status)}:\n{file.read()[-3000:]}")
        # Linux counts the peak in KiB, macOS in bytes.
        peak = usage.ru_maxrss / (1 << 30 if sys.platform == "darwin" else 1 << 20)
        return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}

    def median(self, key):
        return statistics.median(run[key] for run in self.runs)


class Bench:
    def __init__(self, options):
        self.options = options
        self.record = []
        self.python = sys.executable
        self.library_python = os.path.join(options.cache, "bench-libraries", "bin", "python")
        os.makedirs(options.folder, exist_ok=True)

    def wanted(self, peers):
        """Of some peers by name the tools that are asked for; each is made only then."""
        return [make() for name, make in peers if name in self.options.peers]

    def paths(self, rows):
        reference, current = tables.paths(self.options.folder, rows)
        if not (os.path.exists(reference) and os.path.exists(current)):
            print(f"making tables of {rows:,} rows", file=sys.stderr)
            subprocess.run(
                [self.python, os.path.join(HERE, "tables.py"), str(rows), self.options.folder], check=True)
        for path in (reference, current):
            # From the disk's cache, for every tool alike.
            with open(path, "rb") as file:
                while file.read(1 << 24):
                    pass
        return reference, current

    def assay(self, name, checks, current, reference=None):
        # A fixture's data lies in the folder around it.
        fixture = tempfile.mkdtemp(prefix=f"{name}-", dir=self.options.folder)
        atexit.register(shutil.rmtree, fixture, ignore_errors=True)

        def shown(path):
            return json.dumps(os.path.relpath(path, fixture))

        data = f"    reference: {shown(reference)}\n" if reference else ""
        data += f"    versions: {{ current: {shown(current)} }}\n"
        with open(os.path.join(fixture, "assay.yaml"), "w") as file:
            file.write(f"assay: 1\nfixture: {name}\ndata:\n  table:\n{data}checks:\n  table:\n{checks}")
        return Tool("Assay", [self.options.assay, "run", "--no-cache", fixture])

    def peer(self, script, *arguments, name=None, environment=None):
        command = [self.python, os.path.join(HERE, "peers", script + ".py"), *arguments, "result.json"]
        return Tool(name, command, environment)

    def library(self, script, tables, name, *options):
        """A library that reads the first tables, one or two; small ones to warm up with are made of the same kind."""
        def command(paths):
            return [self.library_python, os.path.join(HERE, "peers", script + ".py"), *paths, "result.json", *options]

        return Tool(name, command(tables), QUIET, warm_up=command(self.paths(WARM_UP)[:len(tables)]))

    # The works.

    def drift(self, rows):
        pair = self.paths(rows)
        with tempfile.TemporaryDirectory() as folder:
            tools = [self.drift_by_assay(*pair, "all")] + self.wanted([
                ("scipy", lambda: self.peer("drift_polars", *pair, name="SciPy + polars, fast sort", environment=fast_sort())),
                ("scipy-as-installed", lambda: self.peer("drift_polars", *pair, name="SciPy + polars, as installed")),
                ("frouros", lambda: self.library("drift_frouros", pair, "Frouros")),
                ("nannyml", lambda: self.library("drift_nannyml", pair, "NannyML")),
                ("deepchecks", lambda: self.library(
                    "drift_deepchecks", pair, "Deepchecks, default: samples of 100,000 rows")),
                ("deepchecks-all-rows", lambda: self.library("drift_deepchecks", pair, "Deepchecks, all rows", "all")),
                ("alibi", lambda: self.library("drift_alibi", pair, "Alibi Detect")),
                ("evidently-chosen", lambda: self.library(
                    "drift_evidently", pair, "Evidently, KS and chi-squared chosen", "chosen")),
                ("evidently", lambda: self.library("drift_evidently", pair, "Evidently, default")),
            ])
            self.measure(f"drift of all columns, {rows:,} against {rows:,} rows", tools, folder)

    def drift_by_assay(self, reference, current, columns, name="drift"):
        return self.assay(name, f"    - drift: {{ columns: {columns} }}\n", current, reference)

    def checks(self, rows):
        table, _ = self.paths(rows)
        with tempfile.TemporaryDirectory() as folder:
            tools = [self.assay("checks", forty_checks(rows), table)] + self.wanted([
                ("duckdb", lambda: self.peer("checks_duckdb", table, name="DuckDB, one query by hand")),
                ("polars", lambda: self.peer("checks_polars", table, name="polars, one query by hand")),
                ("great-expectations", lambda: self.library(
                    "checks_great_expectations", [table], "Great Expectations")),
            ])
            self.measure(f"forty checks, {rows:,} rows", tools, folder)

    def ks(self, rows):
        reference, current = self.paths(rows)
        for title, today in [("two samples", current), ("two identical samples", reference)]:
            with tempfile.TemporaryDirectory() as folder:
                tools = [self.drift_by_assay(reference, today, "[f0, f1]")] + self.wanted([
                    ("scipy", lambda: self.peer("ks_scipy", reference, today, name="pyarrow + SciPy")),
                ])
                self.measure(f"exact Kolmogorov-Smirnov distance of f0 and f1, {title} of {rows:,} rows", tools, folder)

    def growth(self, sizes):
        lines = []
        for rows in sizes:
            reference, current = self.paths(rows)
            with tempfile.TemporaryDirectory() as folder:
                drift = self.drift_by_assay(reference, current, "all")
                checks = self.assay("checks", forty_checks(rows), reference)
                self.repeat([drift, checks], folder)
            line = f"| {rows:,} |"
            for work, tool in [("drift", drift), ("checks", checks)]:
                line += f" {tool.median('wall'):.2f} | {tool.median('cpu'):.2f} | {tool.median('peak'):.2f} |"
                self.keep(f"growth of {work}, {rows:,} rows", tool)
            lines.append(line)
        print("\n### Assay's growth with the rows\n")
        print("| rows | drift: wall s | CPU s | peak GiB | checks: wall s | CPU s | peak GiB |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        print("\n".join(lines), flush=True)

    # Measuring.

    def repeat(self, tools, folder):
        for tool in tools:
            if tool.warm_up:
                tool.start(tool.warm_up, folder)
        turns = self.options.repetitions
        # The turns of the libraries lie in the middle, so that Assay is measured before, between and after them.
        of_libraries = min(turns, self.options.library_repetitions)
        first = (turns - of_libraries) // 2
        for turn in range(turns):
            for tool in tools:
                if not tool.warm_up or first <= turn < first + of_libraries:
                    print(f"turn {turn + 1} of {turns}: {tool.name}", file=sys.stderr)
                    tool.run(folder)

    def measure(self, title, tools, folder):
        self.repeat(tools, folder)
        own = tools[0]
        print(f"\n### {title[0].upper()}{title[1:]}\n")
        print("| tool | runs | wall s | least to most | CPU s | peak GiB | wall, times Assay's | CPU, times Assay's |")
        print("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |")
        for tool in tools:
            wall, cpu = tool.median("wall"), tool.median("cpu")
            walls = [run["wall"] for run in tool.runs]
            spread = f"{min(walls):.2f} to {max(walls):.2f}" if len(walls) > 1 else ""
            print(
                f"| {tool.name} | {len(walls)} | {wall:.2f} | {spread} | {cpu:.2f} | {tool.median('peak'):.2f} |"
                f" {wall / own.median('wall'):.1f} | {cpu / own.median('cpu'):.1f} |", flush=True)
            self.keep(title, tool)

    def keep(self, title, tool):
        self.record.append({"work": title, "tool": tool.name, "runs": tool.runs})
        if self.options.json:
            with open(self.options.json, "w") as file:
                json.dump(self.record, file, indent=1)


def forty_checks(rows):
    def levels(column, count):
        return ", ".join(f"{column}_{level:04d}" for level in range(count))

    entries = [
        "null_rate: { columns: [c0, c1, c2, c3, i0, i1, i2, i3, ts, b0], max: 0 }",
        "range: { columns: [f0, f1, f2, f3, f4, f5], min: -10, max: 30 }",
        "range: { columns: [f6, f7, f8, f9, f10, f11], min: 0, max: 1000 }",
        "range: { columns: i0, min: 0, max: 99 }",
        "range: { columns: i1, min: 0, max: 200 }",
        "range: { columns: i3, min: -1000000, max: 1000000 }",
    ]
    entries += [
        f"accepted_values: {{ columns: {column}, values: [{levels(column, count)}] }}"
        for column, count in [("c0", 5), ("c1", 20), ("c2", 200)]
    ]
    entries += ["unique: { columns: i2 }"]
    entries += [f"matches: {{ columns: {column}, pattern: '^{column}_\\d{{4}}$' }}" for column in ("c2", "c3")]
    entries += [
        "mean: { columns: [f0, f1], min: 9.5, max: 10.5 }",
        "mean: { columns: [f6, f7], min: 2.5, max: 4 }",
        "quantile: { columns: f2, p: 0.5, min: 9.9, max: 10.1 }",
        "quantile: { columns: f8, p: 0.95, min: 5, max: 8 }",
        f"row_count: {{ min: {rows}, max: {rows} }}",
        "null_rate: { columns: [f0, f1], max: 0.05 }",
    ]
    return "".join(f"    - {entry}\n      id: table.check{number}\n" for number, entry in enumerate(entries))


def fast_sort():
    """Without AVX-512, whose sort is the slower one in NumPy on some processors."""
    try:
        from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
    except ImportError:
        return {}
    names = [n for n in __cpu_dispatch__ if ("AVX512" in n or n == "X86_V4") and __cpu_features__.get(n)]
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(names)} if names else {}


def main():
    parser = argparse.ArgumentParser(prog="ci/bench")
    parser.add_argument("work", nargs="*", metavar="WORK")
    parser.add_argument("--rows")
    parser.add_argument("--peers", default="hand")
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--library-repetitions", type=int, default=1)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--assay", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--cache", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for work in options.work:
        if work not in ("drift", "checks", "ks", "growth"):
            parser.error(f"there is no work '{work}'; there are drift, checks, ks and growth")
    groups = {"hand": HAND, "libraries": LIBRARIES, "all": HAND + LIBRARIES, "none": []}
    groups |= {name: [name] for name in HAND + LIBRARIES}
    for name in options.peers.split(","):
        if name not in groups:
            parser.error(f"there are no peers '{name}'; there are {', '.join(groups)}")
    options.peers = {peer for name in options.peers.split(",") for peer in groups[name]}
    options.library_repetitions = max(1, options.library_repetitions)
    options.json = options.json and os.path.abspath(options.json)
    options.folder = os.path.abspath(options.folder)
    options.repetitions = max(1, options.repetitions or (1 if options.quick else 3))
    sizes = [int(size.replace("_", "")) for size in options.rows.split(",")] if options.rows else None
    bench = Bench(options)
    for work in options.work or ["drift", "checks", "ks", "growth"]:
        if work == "growth":
            bench.growth(sizes or (GROWTH[:3] if options.quick else GROWTH))
            continue
        for rows in sizes or [100_000 if options.quick else 1_000_000]:
            getattr(bench, work)(rows)


if __name__ == "__main__":
    main()
