"""What stands in the way of reaching a unit that owes something: told to the standing agency once, until it is mended."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from agencies import clock
from agencies.models import Agency, Role
from reporting.reminding.owed import Owed
from workflow.models import Alert, AlertKind, Mail
from workflow.reminders import Reachable
from workflow.services import notify


def _found(things: list[Owed], on: date) -> dict[tuple[int, int, str, str], Owed]:
    """(unit, standing agency, kind, address) -> something the unit owes."""
    reachable = Reachable((thing.agency.pk for thing in things), on=on)
    refused = set(Mail.objects.refused_now().values_list("user", flat=True))
    found: dict[tuple[int, int, str, str], Owed] = {}
    for thing in things:
        unit = thing.agency.pk
        if not reachable.holding(unit, Role.HEAD):
            nobody = not reachable.holding(unit, Role.STAFF)
            found[unit, thing.standing.pk, AlertKind.NOBODY if nobody else AlertKind.NO_HEAD, ""] = thing
        for person in reachable.of(unit, [Role.STAFF, Role.HEAD]):
            if person.pk in refused:
                found[unit, thing.standing.pk, AlertKind.MAIL, person.email] = thing
    return found


@transaction.atomic
def refresh_alerts(*, things: list[Owed], on: date) -> int:
    """Raises what is new, ends what is mended; returns how many were raised. Running it again changes nothing."""
    list(Agency.objects.select_for_update(of=("self",)).filter(pk__in={thing.standing.pk for thing in things}))
    found = _found(things, on)
    standing_now = {
        (row.agency_id, row.standing_id, row.kind, row.address): row for row in Alert.objects.standing_now()
    }
    mended = [row.pk for key, row in standing_now.items() if key not in found]
    Alert.objects.filter(pk__in=mended).update(ended_at=clock.now())
    raised = 0
    for (unit, standing, kind, address), thing in found.items():
        if (unit, standing, kind, address) in standing_now:
            continue
        alert = Alert.objects.create(agency=thing.agency, standing=thing.standing, kind=kind, address=address)
        notify(
            agencies=[thing.standing],
            text=f"{thing.agency}: {alert.words[:1].lower()}{alert.words[1:]}. Đơn vị có việc đến hạn {thing.due:%d/%m/%Y}.",
            url=reverse("reminders"),
            icon="exclamation-triangle",
        )
        raised += 1
    return raised
