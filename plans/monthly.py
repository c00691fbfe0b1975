"""Figures of a month that are counted further after a report's cut-off: what the sent report holds, what the next counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.vietnamese import format_date, format_number
from plans.models import Activity


@dataclass(frozen=True)
class MonthFigure:
    """The figure of one month: the `entry` that counts, and what it was at the `cut_off` of the unit's last sent report."""

    entry: Activity
    reported: Activity | None = None
    cut_off: date | None = None

    @property
    def words(self) -> str:
        """What a report sent meanwhile holds of it, where that is not all of it."""
        if self.reported is None:
            return ""
        until, then = format_date(self.cut_off), format_number(self.reported.count)
        if self.reported.sent_without:
            return f"{then} ghi sau khi gửi báo cáo chốt {until}, chưa có trong báo cáo đó"
        if self.reported == self.entry:
            return ""
        return f"báo cáo chốt {until} đã tính {then}, {counted_now(self.entry.count - self.reported.count, 'kỳ sau')}"


def counted_now(difference, period: str) -> str:
    """ "kỳ này tính 6", "kỳ này giảm 1": what a period counts of a figure the one before had counted in part."""
    return f"{period} {'giảm' if difference < 0 else 'tính'} {format_number(abs(difference))}"


def month_figures(entries: Iterable[Activity]) -> dict[tuple[int, date], MonthFigure]:
    """(assignment, first day of the month) -> its figure; of `ActivityQuerySet.of_months`."""
    months: dict[tuple[int, date], list[Activity]] = {}
    for entry in entries:
        months.setdefault((entry.assignment_id, entry.on.replace(day=1)), []).append(entry)
    return {key: _figure(row) for key, row in months.items() if not row[-1].replaced}


def _figure(states: list[Activity]) -> MonthFigure:
    """`states` of one figure, oldest first."""
    cut_off = max((row.sent_over for row in states if row.sent_over), default=None)
    if cut_off is None:
        return MonthFigure(states[-1])
    return MonthFigure(states[-1], [row for row in states if row.on <= cut_off][-1], cut_off)


def day_to_propose(entry: Activity, *, last: date) -> date:
    """The day to which a month's figure is counted when it is corrected, `last` at most.

    It stays what it was, so that a report in writing follows; once that report is sent the figure goes on to `last`, and
    the next report counts what was added.
    """
    return last if entry.sent_over and entry.sent_over < last else entry.on
