"""A Report as JUnit XML, which CI services show: a test for each case, threshold and comparison with the baseline."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.reports.report_rows import failing_lines, safe, share
from evals.results import Figure, Judged, Report


def junit(report: Report) -> str:
    """Renders the document. A failing case is a failure, though the exit code alone decides on the build: a threshold
    may allow for it.
    """
    root = Element("testsuites", name="ibid eval")
    _cases(SubElement(root, "testsuite", name=f"{report.suite}: cases"), report)
    _gate(SubElement(root, "testsuite", name=f"{report.suite}: gate"), report)
    for suite in root:
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("errors", str(len(suite.findall("testcase/error"))))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _cases(suite: Element, report: Report) -> None:
    for judged in report.judged:
        trial = judged.trial
        seconds = f"{trial.milliseconds / 1000:.3f}"
        test = SubElement(suite, "testcase", classname=safe(report.suite), name=safe(trial.case.id), time=seconds)
        if trial.error is not None:
            SubElement(test, "error", message=safe(trial.error)).text = _told(judged)
        elif not judged.passed:
            reasons = safe("; ".join(score.reason for score in judged.faults.values()))
            kind = ", ".join(metric.value for metric in judged.faults)
            SubElement(test, "failure", message=reasons, type=kind).text = _told(judged)


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
            message = f"fell from {share(change.before)} to {share(change.after)}; by chance: {change.chance:.3f}"
            SubElement(test, "failure", message=message).text = f"Down: {', '.join(map(safe, change.down))}"
    verdict = SubElement(suite, "testcase", classname="verdict", name="the run as a whole")
    if report.failures:
        SubElement(verdict, "failure", message=safe("; ".join(report.failures)))


def _missed(figure: Figure) -> str:
    bound = "most" if figure.metric.is_ceiling else "least"
    return f"{share(figure.value)}; the threshold is at {bound} {figure.threshold:g}"
