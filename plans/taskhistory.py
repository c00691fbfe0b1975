"""The whole history of a task or of one unit's part in it: how the plan gave it, what was done, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from agencies.statements import kept
from agencies.vietnamese import format_date
from plans.models import Assignment, Difficulty, Order, Part
from workflow.models import Event

EVENTS_MAX = 300


@dataclass
class Entry:
    """One line: when, what, under which post, in which words; `unit` where several units share the page."""

    at: datetime | None
    label: str
    who: str = ""
    words: str = ""
    unit: str = ""


@kept
def parts_of(order: int):
    """Who has which part in a task, by agencies and groups as the plan names them."""
    return Part.objects.filter(order=order).select_related("agency", "group")


@kept
def _events(assignment: int, assignments: tuple[int, ...], difficulty: int, difficulties: tuple[int, ...]):
    """The latest events of documents of two types, by the ids of the types and of the documents."""
    of_work = Q(document_type=assignment, document_id__in=assignments)
    of_difficulties = Q(document_type=difficulty, document_id__in=difficulties)
    return Event.objects.filter(of_work | of_difficulties).order_by("-at", "-pk")[:EVENTS_MAX]


def history_of(order: Order, units: dict[int, str], difficulties: Iterable[Difficulty]) -> list[Entry]:
    """Latest first: events of assignments and of the difficulties told about them, then how the plan gave the order.

    `order` comes with its versions, `units` are the assignments' ids and who keeps each, `difficulties` come with their
    units; one statement.
    """
    speakers = {row.pk: row.agency.short_name for row in difficulties}
    kinds = ContentType.objects.get_for_models(Assignment, Difficulty)
    found = _events(kinds[Assignment].pk, tuple(units), kinds[Difficulty].pk, tuple(speakers))
    several = len(units) > 1
    entries = []
    for event in found:
        names = units if event.document_type_id == kinds[Assignment].pk else speakers
        unit = names[event.document_id] if several else ""
        entries.append(Entry(event.at, event.label, event.acting_as, event.reason, unit))
    return entries + _given(order)


def _given(order: Order) -> list[Entry]:
    """How the plan came to hold the order: the amendment that dropped it, the one that changed or added it, the plan."""
    found = []
    if order.dropped_in:
        found.append(_version(order.dropped_in, "Bỏ khỏi kế hoạch"))
    if order.added_in and order.added_in.number:
        found.append(_version(order.added_in, "Thay đổi" if order.replaces_id else "Bổ sung vào kế hoạch"))
    elif order.source_document:
        label = f"Giao việc ngày {format_date(order.starts)}" if order.starts else "Giao việc"
        found.append(Entry(None, label, str(order.given_by or ""), order.source_document))
    else:
        issued = f"{order.plan.reference} {order.plan.issued_text}".strip()
        found.append(Entry(None, f"Giao theo {order.plan.short_title}", "", issued))
    return found


def _version(version, label: str) -> Entry:
    since = f", hiệu lực từ {format_date(version.effective_on)}" if version.effective_on else ""
    return Entry(None, f"{label}: {str(version).lower()}{since}", "", version.decision)
