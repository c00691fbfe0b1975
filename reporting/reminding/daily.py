"""The day's reminders, from a morning hour on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from agencies import clock
from reporting.reminding.alerts import refresh_alerts
from reporting.reminding.digest import write_digests
from reporting.reminding.owed import owed
from reporting.reminding.sending import look_ahead, remind_due

AHEAD = timedelta(days=7)  # how early a unit that cannot be reached is an alert, whatever the rules


def remind() -> int:
    """Refreshes the alerts, reminds and writes the day's e-mails; returns the lines of the ledger written.

    Nothing happens before the portal's hour has reached `REMIND_FROM_HOUR`: nobody is woken at night.
    """
    now = clock.now()
    if now.hour < settings.REMIND_FROM_HOUR:
        return 0
    on = now.date()
    things = list(owed(on=on, until=on + max(AHEAD, look_ahead())))
    refresh_alerts(things=things, on=on)
    reminded = remind_due(things=things, on=on)
    write_digests(on=on, owed=(thing.key for thing in things))
    return reminded
