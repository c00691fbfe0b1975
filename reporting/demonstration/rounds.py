"""The reporting rounds of the demonstration, as a history of moves."""

from __future__ import annotations

from agencies import clock
from agencies.models import Agency
from plans.models import Plan
from reporting.demonstration.people import People
from reporting.opening import open_round, prepare_round


def load_rounds(people: People, say) -> None:
    say("Kỳ báo cáo")
    with clock.at("2024-11-25 08:30"):
        authority = Agency.objects.get(code="hong-ngu")
        plans = Plan.objects.filter(authority=authority, state="ISSUED").order_by("period_start")
        round_ = prepare_round(
            authority=authority, by=people["noivu.truongphong"], period="YEAR", year=2024, plans=plans
        )
        open_round(round=round_, by=people["noivu.truongphong"])
