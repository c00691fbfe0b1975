"""A plan as it stands, as rows of the editor."""

from __future__ import annotations

from collections.abc import Iterable

from agencies.vietnamese import format_date, format_number
from plans.editing import days
from plans.editing.rows import WITH, new_row
from plans.models import LegalBasis, Order, OrderKind, PartKind, Plan, PlanModel, Target


def from_plan(plan: Plan) -> list[dict]:
    """A plan's own content as it stands; `origin` holds the id of each model, order and target. Seven statements.

    Text sections are not taken apart again: the editor leaves them as they are unless rows are added for them.
    """
    frame = _fields_of_plan(plan)
    rows = [new_row("plan", "plan", frame)]
    rows += [
        new_row("basis", f"basis-{place}", _fields_of_basis(basis))
        for place, basis in enumerate(plan.legal_bases.all(), start=1)
    ]
    orders = plan.orders.current().order_by("position", "pk").prefetch_related("parts__agency", "parts__group")
    asked: dict[int | None, list] = {}
    for order in orders:
        asked.setdefault(order.plan_model_id if order.kind == OrderKind.REQUIREMENT else None, []).append(order)
    for model in plan.plan_models.filter(dropped_in=None).select_related("reform_model"):
        mine = asked.get(model.pk, [])
        ident = f"model-{model.pk}"
        rows.append(new_row("model", ident, _fields_of_model(model, mine), origin=model.pk))
        rows += [
            new_row("requirement", f"order-{order.pk}", _fields_of_requirement(order), parent=ident, origin=order.pk)
            for order in mine
        ]
    rows += [
        new_row("task", f"order-{order.pk}", _fields_of_task(order, frame), origin=order.pk)
        for order in asked.get(None, [])
    ]
    rows += [
        new_row("target", f"target-{target.pk}", _fields_of_target(target), origin=target.pk)
        for target in plan.targets.current()
    ]
    return rows


def _fields_of_basis(basis: LegalBasis) -> dict[str, str]:
    return {
        "kind": basis.kind,
        "number": basis.number,
        "date": days.typed(basis.issued_on),
        "issuer": basis.issuer,
    }


def _fields_of_target(target: Target) -> dict[str, str]:
    return {
        "text": target.text,
        "direction": target.direction,
        "value": format_number(target.value) if target.value is not None else "",
        "unit": target.unit,
        "due": format_date(target.due),
    }


def _fields_of_plan(plan: Plan) -> dict[str, str]:
    issued = ""
    if plan.issued_first and plan.issued_last:
        issued = days.PartialDay(plan.issued_first, plan.issued_last).text
    names = (
        "title",
        "short_title",
        "kind",
        "number",
        "symbol",
        "signer_title",
        "signer_name",
        "decision",
        "parent_text",
    )
    return {name: getattr(plan, name) for name in names} | {
        "issued_on": issued,
        "period_start": format_date(plan.period_start),
        "period_end": format_date(plan.period_end),
        "recipients": "\n".join(plan.recipients),
    }


def _printed(orders: Iterable[Order], *kinds: str) -> str:
    """The printed names of the parts of some orders, each once, one per line."""
    names = [
        part.as_printed or str(part.agency or part.group)
        for order in orders
        for part in sorted(order.parts.all(), key=lambda part: part.position)
        if part.part in kinds
    ]
    return "\n".join(dict.fromkeys(names))


def _fields_of_model(model: PlanModel, orders: Iterable[Order]) -> dict[str, str]:
    watch = _printed(orders, PartKind.MONITOR).splitlines()
    return {
        "number": model.number,
        "name": model.name,
        "field": model.reform_model.field,
        "purpose": model.purpose,
        "implementers": _printed(orders, PartKind.LEAD, PartKind.IMPLEMENT),
        "monitors": "\n".join(name for name in watch if not name.endswith(WITH)),
        "monitors_with": "\n".join(name.removesuffix(WITH).strip() for name in watch if name.endswith(WITH)),
    }


def _fields_of_requirement(order: Order) -> dict[str, str]:
    return {
        "text": order.text,
        "level": order.level,
        "nature": order.nature,
        "cadence_per": order.cadence_per,
        "cadence_times": str(order.cadence_times),
        "scope": order.scope,
        "count_unit": order.count_unit,
        "count_label": order.count_label,
    }


def _fields_of_task(order: Order, frame: dict[str, str]) -> dict[str, str]:
    fields = {
        "number": order.number,
        "section": order.section,
        "content": order.text,
        "lead": _printed([order], PartKind.LEAD, PartKind.IMPLEMENT),
        "coordinators": _printed([order], PartKind.COORDINATE),
        "deliverable": order.deliverable,
        "schedule": order.schedule_text,
        "deadline": "",
        "nature": order.nature,
        "scope": order.scope,
        "count_unit": order.count_unit,
    }
    said = days.schedule_of(fields, frame) or {}
    known = {
        name: value.isoformat() if value else None for name, value in (("start", order.starts), ("due", order.due))
    }
    if any(said.get(name) != value for name, value in known.items()):
        # The order's days are not what its words say: the days are written out so that they stay.
        fields["deadline"] = (
            f"từ {format_date(order.starts)} đến {format_date(order.due)}"
            if order.starts and order.due
            else format_date(order.due or order.starts)
        )
    return fields
