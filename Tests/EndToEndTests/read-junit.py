"""Prints what three readers of JUnit reports find in a file, as JSON: totals, and the names of the cases in order."""

import json
import os
import subprocess
import sys
import tempfile

import junitparser
import xunitparser
from junit2htmlreport import parser as junit2html

path = sys.argv[1]


def with_junitparser():
    cases = [case for suite in junitparser.JUnitXml.fromfile(path) for case in suite]
    kinds = [type(case.result[0]).__name__ if case.result else None for case in cases]
    # The command sees failures too.
    code = subprocess.run([os.path.join(os.path.dirname(sys.executable), "junitparser"), "verify", path]).returncode
    assert code == (1 if {"Failure", "Error"} & set(kinds) else 0), code
    return summary([case.name for case in cases], kinds.count("Failure"), kinds.count("Error"), kinds.count("Skipped"))


def with_xunitparser():
    with open(path, "rb") as file:
        suite, result = xunitparser.parse(file)
    names = [case.methodname for part in flat(suite) for case in [part]]
    assert len(names) == result.testsRun
    return summary(names, len(result.failures), len(result.errors), len(result.skipped))


def flat(suite):
    for part in suite:
        if hasattr(part, "methodname"):
            yield part
        else:
            yield from flat(part)


def with_junit2html():
    report = junit2html.Junit(path)
    cases = [case for suite in report.suites for case in suite.all()]
    # It takes a failure and an error for the same.
    errors = sum(1 for suite in report.suites for case in suite.failed() if is_error(case))
    failed = sum(len(suite.failed()) for suite in report.suites)
    skipped = sum(len(suite.skipped()) for suite in report.suites)
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "report.html")
        subprocess.run([os.path.join(os.path.dirname(sys.executable), "junit2html"), path, page], check=True)
        with open(page, encoding="utf-8") as file:
            text = file.read()
    assert all(html(case.name) in text for case in cases), "a case is not on the page"
    return summary([case.name for case in cases], failed - errors, errors, skipped)


def is_error(case):
    found = [one for one in junitparser_cases() if (one.classname, one.name) == (case.testclass.name, case.name)]
    return any(isinstance(result, junitparser.Error) for result in found[0].result)


def junitparser_cases():
    return [case for suite in junitparser.JUnitXml.fromfile(path) for case in suite]


def html(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")


def summary(names, failures, errors, skipped):
    return {"tests": len(names), "failures": failures, "errors": errors, "skipped": skipped, "names": names}


print(json.dumps({
    "junitparser": with_junitparser(), "xunitparser": with_xunitparser(), "junit2html": with_junit2html(),
}))
