"""The reports that there are."""

from __future__ import annotations

from legwork.trade.reports.report import Report
from legwork.trade.reports.rules.outcomes import OUTCOMES
from legwork.trade.reports.rules.receivables import RECEIVABLES
from legwork.trade.reports.rules.reservations import RESERVATIONS
from legwork.trade.reports.rules.roster import ROSTER
from legwork.trade.reports.rules.tokens import TOKENS

REPORTS: dict[str, Report] = {
    report.name: report for report in (ROSTER, RECEIVABLES, RESERVATIONS, TOKENS, OUTCOMES)
}
"""By name."""
