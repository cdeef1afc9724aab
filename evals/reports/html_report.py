"""A Report as one page that needs nothing beside it: plots, and every case with its Reply, its quotes and the reasons.

What stands in a Reply is data: Jinja2 escapes it, links are shown as words, and the page's policy lets no script run.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from evals.comparison import Comparison
from evals.reports.charts import latency_columns, outcomes, tag_bars
from evals.reports.losses import loss
from evals.reports.report_rows import safe, share, turned_lines, verdict
from evals.results import Judged, Report
from evals.trial import shown


def html(report: Report) -> str:
    """The page."""
    page = Environment(
        loader=PackageLoader("evals.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters |= {"safe_words": safe, "share": share}
    return page.get_template("report.html.j2").render(
        report=report,
        verdict=verdict(report),
        outcomes=outcomes(report),
        tags=tag_bars(report),
        columns=latency_columns([one.trial.milliseconds for one in report.judged if one.trial.reply]),
        turned=list(turned_lines(report.comparison)) if report.comparison else [],
        cases=[(one, loss(one).value, shown(one.trial.reply) if one.trial.reply else []) for one in _ordered(report)],
        turn={one.trial.case.id: _turn(one, report.comparison) for one in report.judged},
    )


def _ordered(report: Report) -> list[Judged]:
    """Failing cases first, each kind in the order of the suite."""
    return sorted(report.judged, key=lambda one: one.passed)


def _turn(judged: Judged, comparison: Comparison | None) -> str:
    """What became of a case since the baseline."""
    name = judged.trial.case.id
    if comparison is None:
        return ""
    return "broken" if name in comparison.broken else "mended" if name in comparison.mended else ""
