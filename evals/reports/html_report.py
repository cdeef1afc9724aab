"""A Report as one self-contained page: plots, and every case with its Reply, its quotes and the reasons.

Text in a Reply is data: Jinja2 escapes it, links are shown as text, and the page's policy forbids scripts.
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
    """Renders the page."""
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
        columns=latency_columns([judged.trial.milliseconds for judged in report.judged if judged.trial.reply]),
        turned=list(turned_lines(report.comparison)) if report.comparison else [],
        cases=[
            (judged, loss(judged).value, shown(judged.trial.reply) if judged.trial.reply else [])
            for judged in _ordered(report)
        ],
        turn={judged.trial.case.id: _turn(judged, report.comparison) for judged in report.judged},
    )


def _ordered(report: Report) -> list[Judged]:
    """Returns failing cases first, each group in the order of the suite."""
    return sorted(report.judged, key=lambda judged: judged.passed)


def _turn(judged: Judged, comparison: Comparison | None) -> str:
    """Returns how a case changed since the baseline."""
    name = judged.trial.case.id
    if comparison is None:
        return ""
    return "broken" if name in comparison.broken else "fixed" if name in comparison.mended else ""
