"""Work of an agency that ended passes to the one that continues it; what was done under the old name stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date
from plans.models import Assignment, Plan, PlanState
from workflow.models import Event
from workflow.services import notify
from workflow.transitions import NotAllowed

SYSTEM = "Hệ thống"


def left_behind(*, on: date) -> QuerySet[Assignment]:
    """Work of plans in force that is still kept by agencies that have ended."""
    return Assignment.objects.filter(
        order__plan__state=PlanState.ISSUED, order__dropped_in=None, kept_by__active_to__lt=on
    )


def left_behind_for(user: User, *, on: date) -> QuerySet[Assignment]:
    """Of this, what the person's agencies run and he may hand over."""
    acting = user.agency_ids(Role.STAFF, Role.HEAD) if user.is_authenticated else []
    return left_behind(on=on).filter(Q(order__plan__standing__in=acting) | Q(order__plan__authority__in=acting))


def _pass(rows: list[Assignment], to: Agency, *, by: User | None, reason: str) -> None:
    """Each row to its new keeper with one event; the new keeper is told once."""
    post = next((post for post in by.posts() if post.role in (Role.STAFF, Role.HEAD)), None) if by else None
    for row in rows:
        before = row.kept_by
        row.kept_by = to
        row.save()
        Event.objects.create(
            document=row,
            actor=by,
            membership=post,
            acting_as=str(post or by or SYSTEM)[:250],
            name="succeed",
            label=f"Chuyển {to.short_name} tiếp nhận"[:80],
            reason=reason or f"{before} kết thúc hoạt động sau ngày {format_date(before.active_to)}.",
            data={"from": before.pk, "to": to.pk},
        )
    notify(
        agencies=[to],
        text=f"{to} tiếp nhận {len(rows)} phần việc của {', '.join(sorted({str(row.agency) for row in rows}))}.",
        icon="arrow-right",
        url=rows[0].get_absolute_url() if len(rows) == 1 else "/nhiem-vu/",
        but=by,
    )


@transaction.atomic
def hand_over(*, assignments: Iterable[Assignment], to: Agency, by: User, reason: str = "") -> int:
    """The standing agency chooses who continues work of an agency that ended; returns how many parts passed on.

    Raises `NotAllowed` for others, for work whose keeper is still active, and for a keeper that is not.
    """
    on = clock.today()
    asked = [row.pk for row in assignments]
    found = (
        left_behind_for(by, on=on).filter(pk__in=asked).select_related("order__plan__authority", "kept_by", "agency")
    )
    rows = list(found.select_for_update(of=("self",)))
    if not rows:
        raise NotAllowed("Hãy chọn phần việc của cơ quan đã kết thúc hoạt động mà cơ quan của bạn theo dõi.")
    if not to.is_active(on) or any(not to.path.startswith(row.order.plan.authority.path) for row in rows):
        raise NotAllowed(f"{to} không hoạt động trên địa bàn. Hãy chọn cơ quan khác.")
    _pass(rows, to, by=by, reason=reason.strip()[:400])
    return len(rows)


@transaction.atomic
def succeed_all(*, on: date | None = None) -> int:
    """Passes on all work whose agency has exactly one successor; of a split, people choose. Returns how many parts.

    A plan whose standing agency ended is run by its successor from then on.
    """
    on = on or clock.today()
    count = 0
    ended = Agency.objects.filter(pk__in=left_behind(on=on).order_by().values("kept_by"))
    for agency in ended:
        heirs = agency.successors(on=on)
        if len(heirs) == 1:
            rows = left_behind(on=on).filter(kept_by=agency).select_related("kept_by", "agency")
            locked = list(rows.select_for_update(of=("self",)))
            _pass(locked, heirs[0], by=None, reason="")
            count += len(locked)
    for plan in Plan.objects.filter(state=PlanState.ISSUED, standing__active_to__lt=on).select_related("standing"):
        heirs = plan.standing.successors(on=on)
        if len(heirs) == 1:
            plan.standing = heirs[0]
            plan.save()
    return count
