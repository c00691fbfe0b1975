"""Whether a plan that is about to be recorded is in the portal already."""

from __future__ import annotations

from datetime import date

from agencies import clock
from agencies.models import User
from agencies.vietnamese import search_key
from plans.editing import days
from plans.editing.rows import plan_row
from plans.models import Plan, Reading

SAY_ANOTHER = "Kế hoạch này có vẻ đã có trên cổng. Nếu không phải, hãy đánh dấu “Đây là một kế hoạch khác”."


def period_of(reading: Reading) -> tuple[date, date] | None:
    """First and last day of the plan a reading tells of, None while they are not known."""
    fields = plan_row(reading)["fields"]
    try:
        first, last = days.parse_day(fields["period_start"]), days.parse_day(fields["period_end"])
    except ValueError:
        return None
    return (first.first, last.last) if first and last else None


def ended_on(reading: Reading) -> date | None:
    """The last day of the plan's period where it has passed: its open tasks would all be late from the first day."""
    period = period_of(reading)
    return period[1] if period and period[1] < clock.today() else None


def twins_of(reading: Reading, *, by: User, number: str, symbol: str, issued_on: date | None) -> list[Plan]:
    """Plans the person may read of the same authority with this number and day, or with the reading's title and period.

    A symbol tells a decision from a plan of one number; where one of the two has none it tells nothing.
    """
    title, period = search_key(plan_row(reading)["fields"]["title"]), period_of(reading)

    def is_twin(plan: Plan) -> bool:
        if title and search_key(plan.title) == title and (plan.period_start, plan.period_end) == period:
            return True
        if not number or issued_on is None or plan.number != number:
            return False
        same_day = plan.issued_first and plan.issued_last and plan.issued_first <= issued_on <= plan.issued_last
        return bool(same_day) and (not symbol or not plan.symbol or plan.symbol == symbol)

    plans = Plan.objects.visible_to(by).filter(authority=reading.authority).exclude(pk=reading.plan_id)
    return [plan for plan in plans.select_related("standing") if is_twin(plan)]
