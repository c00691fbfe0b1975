"""The roster of a shared order: which agency carries out which period."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from agencies.models import Agency, Role, User
from plans.models import Nature, Order, Scope, Turn
from plans.querysets import DOING
from workflow.models import Event
from workflow.transitions import NotAllowed


def may_set_turns(order: Order, by: User) -> bool:
    """The plan's standing agency and its authority keep the roster."""
    keepers = {order.plan.standing_id, order.plan.authority_id}
    return bool(keepers & set(by.agency_ids(Role.STAFF, Role.HEAD)))


def taking_turns(order: Order):
    """The agencies among which a shared order goes round, in their usual order."""
    return (
        Agency.objects.filter(assignments__order=order, assignments__part__in=DOING).distinct().order_by("order", "pk")
    )


def rotated(agencies: list[int], periods: list[date], turns: dict[date, int]) -> dict[date, int]:
    """The turns with every free period filled, each following on the agency before it."""
    found, place = {}, -1
    for first in periods:
        agency = turns.get(first)
        if agency in agencies:
            place = agencies.index(agency)
        elif agency is None and agencies:
            place = (place + 1) % len(agencies)
            agency = agencies[place]
        if agency is not None:
            found[first] = agency
    return found


@transaction.atomic
def set_turns(*, order: Order, by: User, turns: dict[date, int | None]) -> int:
    """Writes whose turn each period is (None: nobody's); returns how many periods changed.

    Raises `NotAllowed` for other people, an order that has no rhythm or is not shared, an agency that takes no part.
    """
    if not may_set_turns(order, by):
        raise NotAllowed("Chỉ cơ quan thường trực hoặc cơ quan ban hành kế hoạch được lập lịch luân phiên.")
    if order.scope != Scope.SHARED or order.nature != Nature.CADENCE:
        raise NotAllowed("Nội dung này không thực hiện luân phiên nên không có lịch.")
    if {agency for agency in turns.values() if agency} - set(taking_turns(order).values_list("pk", flat=True)):
        raise NotAllowed("Có cơ quan không tham gia nội dung này. Hãy tải lại trang và chọn lại.")
    held = dict(Turn.objects.select_for_update().filter(order=order, first__in=turns).values_list("first", "agency"))
    changed = {first: agency for first, agency in turns.items() if held.get(first) != agency}
    for first, agency in changed.items():
        if agency is None:
            Turn.objects.filter(order=order, first=first).delete()
        else:
            Turn.objects.update_or_create(order=order, first=first, defaults={"agency_id": agency})
    if changed:
        Event.objects.create(
            document=order,
            actor=by,
            acting_as=str(by)[:250],
            name="roster",
            label="Sửa lịch luân phiên",
            data={first.isoformat(): [held.get(first), agency] for first, agency in changed.items()},
        )
    return len(changed)
