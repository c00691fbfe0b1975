"""Nhân rộng: a recognised model is ordered by a plan; the plan's new version says by which document and from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from agencies.models import Agency, AgencyGroup, User
from agencies.vietnamese import format_date
from models_registry.models import ReformModel
from plans.models import Amendment, Nature, PartKind, Plan, ScheduleKind
from plans.services.coming import amend_plan
from plans.services.difference import Line, Named, NewModel, content_of
from workflow.services import lock
from workflow.transitions import NotAllowed


@dataclass(frozen=True)
class Replication:
    """How a plan orders a model: `number` is its place in the plan, `per` a Cadence where `nature` is CADENCE."""

    number: str
    text: str
    nature: str = Nature.ON_DEMAND
    per: str = ""
    times: int = 1
    count_label: str = ""
    count_unit: str = ""

    def line(self, model: ReformModel, parts: Iterable[Named], starts: date) -> Line:
        paced = self.nature == Nature.CADENCE
        values = {
            "number": self.number,
            "text": self.text,
            "nature": self.nature,
            "schedule_kind": ScheduleKind.RECURRING if paced else ScheduleKind.ONGOING,
            "cadence_per": self.per if paced else "",
            "cadence_times": self.times if paced else 1,
            "count_label": self.count_label,
            "count_unit": self.count_unit,
            "starts": starts,
        }
        return Line(values, frozenset(parts), new_model=NewModel(model, self.number))


@transaction.atomic
def replicate_model(
    *,
    plan: Plan,
    model: ReformModel,
    by: User,
    decision: str,
    effective_on: date,
    how: Replication,
    units: Iterable[AgencyGroup],
    monitor: Agency | None = None,
) -> Amendment:
    """Adds a model to an issued plan as an amendment and assigns it to its units; who registered it reads that.

    Like every amendment it waits for its day where that is to come.

    Raises `NotAllowed` as `amend_plan` does, for a model that is in the plan already, or no units.
    """
    plan = lock(plan)
    if plan.plan_models.filter(reform_model=model, dropped_in=None).exists():
        raise NotAllowed(f"Mô hình “{model.short_name}” đã có trong kế hoạch này. Hãy chọn kế hoạch khác.")
    for amendment in plan.amendments.waiting():
        if model.pk in amendment.new_models:
            raise NotAllowed(
                f"Mô hình “{model.short_name}” đã có trong điều chỉnh của kế hoạch này, "
                f"hiệu lực từ {format_date(amendment.effective_on)}."
            )
    parts = [Named(PartKind.IMPLEMENT, group=group.pk, name=group.name) for group in units]
    if not parts:
        raise NotAllowed("Hãy chọn ít nhất một nhóm đơn vị thực hiện.")
    if monitor is not None:
        parts.append(Named(PartKind.MONITOR, agency=monitor.pk, name=monitor.short_name))
    return amend_plan(
        plan=plan,
        content=[*content_of(plan), how.line(model, parts, effective_on)],
        by=by,
        decision=decision,
        effective_on=effective_on,
        note=f"Nhân rộng mô hình “{model.short_name}”.",
        announce=f"Nhân rộng mô hình “{model.short_name}” từ {format_date(effective_on)}: {plan.short_title}.",
    )
