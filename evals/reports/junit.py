"""A Report as JUnit XML, which every CI service shows: a test for each case, and one for each figure with a bound."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.reports.report_rows import failing_lines, safe, share
from evals.results import Figure, Judged, Report


def junit(report: Report) -> str:
    """The document. A case that fails is skipped, with its reason: what fails a build are the figures."""
    root = Element("testsuites", name="ibid eval")
    _cases(SubElement(root, "testsuite", name=f"{report.suite}: cases"), report)
    _gate(SubElement(root, "testsuite", name=f"{report.suite}: gate"), report)
    for suite in root:
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("errors", str(len(suite.findall("testcase/error"))))
        suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _cases(suite: Element, report: Report) -> None:
    for one in report.judged:
        trial = one.trial
        seconds = f"{trial.milliseconds / 1000:.3f}"
        test = SubElement(suite, "testcase", classname=safe(report.suite), name=safe(trial.case.id), time=seconds)
        if trial.error is not None:
            SubElement(test, "error", message=safe(trial.error)).text = _told(one)
        elif not one.passed:
            SubElement(test, "skipped", message=safe("; ".join(score.reason for score in one.faults.values())))
            SubElement(test, "system-out").text = _told(one)


def _told(judged: Judged) -> str:
    return safe("\n".join(f"{name}: {value}" for name, value in failing_lines(judged)))


def _gate(suite: Element, report: Report) -> None:
    for figure in report.figures:
        if figure.threshold is not None:
            test = SubElement(suite, "testcase", classname="threshold", name=figure.metric.value)
            if not figure.met:
                SubElement(test, "failure", message=_missed(figure))
    for change in report.comparison.changes if report.comparison else ():
        test = SubElement(suite, "testcase", classname="baseline", name=change.metric.value)
        if change.worse:
            said = f"fell from {share(change.before)} to {share(change.after)}; by chance: {change.chance:.3f}"
            SubElement(test, "failure", message=said).text = f"Down: {', '.join(map(safe, change.down))}"


def _missed(figure: Figure) -> str:
    bound = "the most" if figure.metric.is_ceiling else "the least"
    return f"{share(figure.value)}, where {figure.threshold:g} is {bound}"
