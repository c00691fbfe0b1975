"""A plan comes into force: its orders fall on agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, AgencyGroup, User
from agencies.vietnamese import format_date
from plans.models import Assignment, Order, Part, PartKind, Plan, PlanVersion
from workflow.models import Event, Evidence
from workflow.services import move, notify

# Strongest first: who leads an order is not also among those who carry it out or help.
STRENGTH = (PartKind.LEAD, PartKind.IMPLEMENT, PartKind.COORDINATE)


class Expansion:
    """The agencies that parts of orders fall on, on a day; all that are named are read together, once.

    `agencies` and `groups` are ids, None among them is nobody.
    """

    def __init__(self, *, agencies: Iterable[int | None], groups: Iterable[int | None], on: date):
        named = Agency.objects.filter(pk__in={pk for pk in agencies if pk})
        meant = AgencyGroup.objects.filter(pk__in={pk for pk in groups if pk})
        self._successors = Agency.successors_of(named, on=on)
        self._members = AgencyGroup.members_of(meant, on=on)

    def of(self, part: str, *, agency: int | None, group: int | None, level: str) -> list[Agency]:
        """An ended agency's part (PartKind) falls on its successors.

        A requirement of one level ("cấp xã") takes only that level out of a group; monitors are taken as they are.
        """
        if group is None:
            return self._successors[agency] if agency else []
        members = self._members[group]
        if level and part != PartKind.MONITOR:
            members = [member for member in members if member.level == level]
        return members


@transaction.atomic
def issue_assignments(*, plan: Plan, on: date, orders: Iterable[Order] | None = None) -> int:
    """Expands the parts of a plan's orders into assignments, as the groups stand on a day; returns how many are new.

    Groups are expanded at issue; running it again adds what is missing and touches nothing that exists. `orders`
    limits it to some orders of the plan.
    """
    parts = Part.objects.filter(order__plan=plan, order__dropped_in=None)
    if orders is not None:
        parts = parts.filter(order__in=[order.pk for order in orders])
    held: dict[tuple[int, int], set[str]] = {}
    for order_id, agency_id, kind in Assignment.objects.filter(order__plan=plan).values_list("order", "agency", "part"):
        held.setdefault((order_id, agency_id), set()).add(kind)
    named = list(parts.select_related("order"))
    expansion = Expansion(agencies=(part.agency_id for part in named), groups=(part.group_id for part in named), on=on)
    new = []
    rank = {kind: place for place, kind in enumerate(STRENGTH)}
    for part in sorted(named, key=lambda row: rank.get(row.part, len(rank))):
        for agency in expansion.of(part.part, agency=part.agency_id, group=part.group_id, level=part.order.level):
            kinds = held.setdefault((part.order_id, agency.pk), set())
            enough = STRENGTH[: rank[part.part] + 1] if part.part in rank else (part.part,)
            if kinds.isdisjoint(map(str, enough)):
                kinds.add(str(part.part))
                new.append(
                    Assignment(
                        order=part.order,
                        agency=agency,
                        kept_by=agency,
                        part=part.part,
                        starts=part.order.starts,
                        due=part.order.due,
                        first_due=part.order.due,
                    )
                )
    Assignment.objects.bulk_create(new, batch_size=500)
    return len(new)


@transaction.atomic
def record_plan(*, plan: Plan, by: User, on: date | None = None, ended: bool = False) -> Event:
    """Ghi nhận kế hoạch đã ban hành: the plan is in force and every order falls on its agencies.

    `ended`: a plan of past years is kept to be looked up; its orders fall on nobody and nobody is told.
    Raises `NotAllowed` for the wrong person, a plan that is no draft, one without its signed file, or one kept as ended
    before its last day has passed.
    """
    if ended:
        event = move(document=plan, transition="record_ended", by=by)
        plan.refresh_from_db()
        _first_version(plan)
        return event
    event = move(document=plan, transition="record", by=by)
    _into_force(plan, event, by=by, on=on or clock.today())
    return event


@transaction.atomic
def issue_plan(
    *, plan: Plan, by: User, number: str, issued_on: date, signed_file: Evidence, on: date | None = None
) -> Event:
    """Ban hành: the signed plan gets its number, day and file and comes into force as `record_plan` has it.

    Raises `NotAllowed` for anybody but the authority's clerk and a plan that is not signed.
    """
    changes = {
        "number": number,
        "signed_file": signed_file,
        "issued_first": issued_on,
        "issued_last": issued_on,
        "issued_text": format_date(issued_on),
    }
    plan.signed_file = signed_file
    plan.save(update_fields=["signed_file"])
    event = move(document=plan, transition="issue", by=by, changes=changes)
    _into_force(plan, event, by=by, on=on or clock.today())
    return event


def _into_force(plan: Plan, event: Event, *, by: User, on: date) -> None:
    """The first version, the work of every agency, and a notice to those who do it."""
    plan.refresh_from_db()
    _first_version(plan)
    issue_assignments(plan=plan, on=on)
    doing = Agency.objects.filter(
        assignments__order__plan=plan, assignments__part__in=[PartKind.LEAD, PartKind.IMPLEMENT]
    )
    notify(
        agencies=doing.distinct(),
        text=f"Kế hoạch mới có hiệu lực: {plan.short_title}.",
        url=plan.get_absolute_url(),
        icon="journal-text",
        event=event,
        but=by,
    )


def _first_version(plan: Plan) -> None:
    """What the plan holds belongs to its first version."""
    version, _ = PlanVersion.objects.get_or_create(plan=plan, number=0, defaults={"decision": plan.decision})
    plan.orders.filter(added_in=None).update(added_in=version)
    plan.plan_models.filter(added_in=None).update(added_in=version)
    plan.targets.filter(added_in=None).update(added_in=version)
