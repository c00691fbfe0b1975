"""Factories of plans, work and results, built on the people of `tests.make`."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency, AgencyGroup, AgencyKind, DutyKind, GroupMember, Level, Membership, Role, User
from models_registry.models import ReformField, ReformModel
from plans.models import (
    Activity,
    ActivityFigure,
    Assignment,
    Measure,
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlanModel,
    PlanState,
    PlanVersion,
    ScheduleKind,
    Target,
)
from tests.make import PASSWORD, agency, duty, user

__all__ = ["PASSWORD", "agency", "duty", "user"]

_number = itertools.count(1)


# People


def committee(name: str = "", *, level: str = Level.DISTRICT, parent: Agency | None = None, **fields) -> Agency:
    name = name or f"UBND số {next(_number)}"
    fields = {"symbol": "UBND", "head_title": "Chủ tịch"} | fields
    return agency(name, parent=parent, kind=AgencyKind.COMMITTEE, level=level, **fields)


def commune(parent: Agency, name: str = "", **fields) -> Agency:
    return committee(name or f"UBND xã số {next(_number)}", level=Level.COMMUNE, parent=parent, **fields)


def membership(person: User, at: Agency, role: str = Role.STAFF, **fields) -> Membership:
    return Membership.objects.create(user=person, agency=at, role=role, **fields)


def group(jurisdiction: Agency, name: str = "", *, kinds=(), levels=(), agencies=()) -> AgencyGroup:
    """A group by rule (kinds and levels) and/or with agencies named by hand."""
    made = AgencyGroup.objects.create(
        name=name or f"Nhóm số {next(_number)}", jurisdiction=jurisdiction, kinds=list(kinds), levels=list(levels)
    )
    GroupMember.objects.bulk_create([GroupMember(group=made, agency=member) for member in agencies])
    return made


def district(*, offices: int = 2, communes: int = 3) -> SimpleNamespace:
    """A district: committee, standing agency with its duty, offices, communes, and the two usual groups."""
    top = committee("UBND huyện Thử")
    standing = agency("Phòng Nội vụ", parent=top)
    duty(top, DutyKind.STANDING, standing)
    return SimpleNamespace(
        committee=top,
        standing=standing,
        offices=[agency(f"Phòng {number}", parent=top) for number in range(1, offices + 1)],
        communes=[commune(top, f"UBND xã {number}") for number in range(1, communes + 1)],
        all_communes=group(top, "UBND các xã, thị trấn", kinds=["COMMITTEE"], levels=["COMMUNE"]),
        all_offices=group(top, "Các phòng, ban Huyện", kinds=["OFFICE"], levels=["DISTRICT"]),
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def upload(name: str = "bien-ban.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it; a small PDF unless told otherwise."""
    return SimpleUploadedFile(name, content)


# Plans


def reform_model(name: str = "", **fields) -> ReformModel:
    name = name or f"Mô hình số {next(_number)}"
    fields = {"short_name": name[:100], "field": ReformField.PROCEDURES} | fields
    return ReformModel.objects.create(name=name, **fields)


def plan(authority: Agency, standing: Agency | None = None, **fields) -> Plan:
    """A plan in force over 2021 - 2026 with its first version."""
    number = next(_number)
    fields = {
        "kind": PlanKind.TASKS,
        "title": f"Kế hoạch cải cách hành chính số {number}",
        "short_title": f"Kế hoạch số {number}",
        "period_start": date(2021, 1, 1),
        "period_end": date(2026, 12, 31),
        "state": PlanState.ISSUED,
    } | fields
    made = Plan.objects.create(authority=authority, standing=standing or authority, **fields)
    PlanVersion.objects.create(plan=made, number=0)
    return made


def target(plan: Plan, text: str, value, *, unit: str = "%", steps: dict[int, int] | None = None, **fields) -> Target:
    """A target with its milestones, due at the end of 2025 unless told otherwise."""
    fields = {"due": date(2025, 12, 31), "position": plan.targets.count() + 1} | fields
    made = Target.objects.create(plan=plan, text=text, value=value, unit=unit, added_in=plan.versions.first(), **fields)
    for year, step in (steps or {}).items():
        made.milestones.create(year=year, value=step)
    return made


def plan_model(plan: Plan, name: str = "", **fields) -> PlanModel:
    model = fields.pop("reform_model", None) or reform_model(name)
    position = plan.plan_models.count() + 1
    fields = {
        "number": str(position),
        "position": position,
        "name": model.name,
        "short_name": model.short_name,
    } | fields
    return PlanModel.objects.create(plan=plan, reform_model=model, added_in=plan.versions.first(), **fields)


def _order(plan: Plan, kind: str, **fields) -> Order:
    position = plan.orders.count() + 1
    fields = {
        "position": position,
        "number": str(position),
        "text": f"Việc phải làm số {position}",
        "added_in": plan.versions.first(),
    } | fields
    return Order.objects.create(plan=plan, kind=kind, **fields)


def requirement(plan: Plan, *, per: str = "QUARTER", **fields) -> Order:
    """A requirement with a cadence (each quarter once); `nature` ON_DEMAND or ONCE takes it away."""
    fields.setdefault("nature", Nature.CADENCE)
    paced = fields["nature"] == Nature.CADENCE
    fields = {
        "cadence_per": per if paced else "",
        "schedule_kind": ScheduleKind.RECURRING if paced else ScheduleKind.ONGOING,
        "count_label": "Số lượng",
        "count_unit": "lần",
    } | fields
    if "plan_model" not in fields:
        fields["plan_model"] = plan.plan_models.first() or plan_model(plan)
    return _order(plan, OrderKind.REQUIREMENT, **fields)


def task(plan: Plan, due: date | None = None, **fields) -> Order:
    """A task with a due day, or a lasting one without."""
    fields.setdefault("schedule_kind", ScheduleKind.FIXED if due else ScheduleKind.ONGOING)
    return _order(plan, OrderKind.TASK, due=due, **fields)


def part(order: Order, who: Agency | AgencyGroup, kind: str = PartKind.IMPLEMENT) -> Part:
    holder = {"group": who} if isinstance(who, AgencyGroup) else {"agency": who}
    return Part.objects.create(order=order, part=kind, **holder)


def measure(order: Order, code: str = "nguoi-du", **fields) -> Measure:
    return Measure.objects.create(order=order, code=code, **({"label": "Số người dự", "unit": "người"} | fields))


def assignment(order: Order, at: Agency, kind: str = PartKind.IMPLEMENT, **fields) -> Assignment:
    fields = {"kept_by": at, "starts": order.starts, "due": order.due, "first_due": order.due} | fields
    return Assignment.objects.create(order=order, agency=at, part=kind, **fields)


def activity(assignment: Assignment, on: date, count=1, *, figures: dict[str, int] | None = None, **fields) -> Activity:
    """An entry of the log; `figures` maps measure codes to values."""
    made = Activity.objects.create(assignment=assignment, on=on, count=Decimal(count), **fields)
    for code, value in (figures or {}).items():
        ActivityFigure.objects.create(
            activity=made, measure=assignment.order.measures.get(code=code), count=Decimal(value)
        )
    return made
