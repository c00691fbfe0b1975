"""The rows of the log behind a [hệ thống] figure as a page shows them: each with what this report counts of it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from agencies.vietnamese import format_date, format_number
from plans.models import Activity
from plans.monthly import counted_now
from reporting.models import Answer, QuestionKind
from reporting.prefill import possible, rows_behind

ROWS_SHOWN = 60
ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """An entry, the `value` this report counts of it and `words` on why that is not what the log says now."""

    activity: Activity
    value: str
    words: str = ""


@dataclass
class Behind:
    """The lines of an answer; `note` where what they add up to is no figure a report may hold."""

    lines: list[Line] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Amount:
    """What an entry says on a question: a number, or for a ratio its part (None: not entered) and the whole."""

    number: Decimal | None
    whole: Decimal | None = None

    @classmethod
    def of(cls, activity: Activity, answer: Answer) -> Amount:
        measure = answer.question.source_measure
        part = next((row.count for row in activity.figures.all() if row.measure.code == measure), None)
        if answer.question.kind == QuestionKind.RATIO:
            return cls(part, activity.count)
        return cls(part if measure else activity.count)

    def __sub__(self, other: Amount) -> Amount:
        whole = None if self.whole is None else self.whole - other.whole
        return Amount((self.number or ZERO) - (other.number or ZERO), whole)

    def __str__(self) -> str:
        number = "–" if self.number is None else format_number(self.number)
        return number if self.whole is None else f"{number}/{format_number(self.whole)}"


def behind(answer: Answer) -> Behind:
    """The lines behind a system figure, newest first, `ROWS_SHOWN` at most. Three statements."""
    first, last = answer.version.report.round.from_on, answer.version.report.round.to_on
    rows = rows_behind(answer, ROWS_SHOWN)
    before = {_month(row): row for row in rows if row.on < first}
    found, total = Behind(), []
    for row in rows[len(before) :]:
        amount, words = Amount.of(row, answer), []
        if row.monthly and (old := before.pop(_month(row), None)):
            then, now = Amount.of(old, answer), amount
            amount = now - then
            words.append(
                f"tháng {row.on.month}/{row.on.year}: {now}, {_counted_before(old, then, first)}, {_now(amount)}"
            )
        if getattr(row, "corrected_by", None):
            words.append(f"tính đến {format_date(last)}, phần ghi sau ngày này thuộc kỳ sau")
        if row.sent_without == last:
            words.append("ghi sau khi gửi báo cáo này nên chưa tính vào")
        total.append(amount)
        found.lines.append(Line(row, str(amount), "; ".join(words)))
    if len(rows) == ROWS_SHOWN:
        return found
    for old in before.values():
        then = Amount.of(old, answer)
        amount = Amount(ZERO, None if then.whole is None else ZERO) - then
        total.append(amount)
        found.lines.append(Line(old, str(amount), f"{_counted_before(old, then, first)}, nay bỏ số này"))
    found.note = _note(total) if total else ""
    return found


def _month(row: Activity) -> tuple[int, int, int]:
    return row.assignment_id, row.on.year, row.on.month


def _counted_before(entry: Activity, amount: Amount, first: date) -> str:
    """What belongs to the period before, and where it came too late for its report."""
    words = f"kỳ trước (đến {format_date(first - timedelta(days=1))}) đã tính {amount}"
    if entry.sent_without:
        words = (
            f"kỳ trước có {amount} ghi sau khi gửi báo cáo chốt {format_date(entry.sent_without)}, chưa vào báo cáo đó"
        )
    return words


def _now(amount: Amount) -> str:
    return counted_now(amount.number, "kỳ này") if amount.whole is None else f"kỳ này tính {amount}"


def _note(amounts: list[Amount]) -> str:
    """What is said where the sum is below 0, or its part not within its whole."""
    number = sum((amount.number or ZERO for amount in amounts), ZERO)
    whole = None if amounts[0].whole is None else sum((amount.whole for amount in amounts), ZERO)
    figure = possible(number, whole)
    if (whole is not None and whole <= 0) or figure.number == number:
        return ""
    said, held = Amount(number, whole), Amount(figure.number, whole)
    reason = "số âm" if number < 0 else "số đạt lớn hơn tổng số"
    return (
        f"Các dòng cộng lại được {said} vì kỳ trước đã tính nhiều hơn. Báo cáo không ghi {reason} nên hệ thống ghi {held}. "
        "Muốn đúng từng kỳ, hãy đề nghị mở lại báo cáo kỳ trước để sửa."
    )
