"""Work counted beforehand: fifty tasks of two hundred units are ten thousand assignments, more than a page can read.

`Tally` holds how many assignments of an order have the same facts; a state is told from the facts of a day as it is from
an assignment. It is never wrong, only missing: whatever changes in an order's work, the database itself names the order
in `Uncounted` (by triggers, so that no way of writing can forget it), and such an order is read assignment by assignment
until `count_anew` has been there. That runs every five minutes (manage.py tick).
"""

from __future__ import annotations

from types import SimpleNamespace

from django.db import connection, transaction

from plans.models import Order, Tally, Uncounted
from plans.states import entries_of, has_evidence, judged_by_log
from workflow.triggers import Deed, register

AT_ONCE = 200  # orders of one transaction

_DAY = 'MAX(entry."on")'
_ORDER = SimpleNamespace(nature="ord.nature", schedule="ord.schedule_kind", due="work.due")
# An entry's day says something only of work that is judged by the log; kept with all, it would tell each unit from the next.
_LAST = f"CASE WHEN {judged_by_log(_ORDER)} THEN ({entries_of('work.id', 'IS NOT NULL', _DAY)}) END"
_COUNT = f"""
INSERT INTO plans_tally (order_id, level, part, starts, due, done_on, confirmed_on, proved, last_on, n, first, name)
SELECT found.order_id, found.level, found.part, found.starts, found.due, found.done_on, found.confirmed_on, found.proved,
    found.last_on, COUNT(*), MIN(found.id), MIN(found.short_name)
FROM (
    SELECT work.*, keeper.level, keeper.short_name, {has_evidence("work.id")} AS proved, {_LAST} AS last_on
    FROM plans_assignment work
    JOIN agencies_agency keeper ON keeper.id = work.kept_by_id
    JOIN plans_order ord ON ord.id = work.order_id
    WHERE work.order_id IN ({{places}})
) AS found
GROUP BY found.order_id, found.level, found.part, found.starts, found.due, found.done_on, found.confirmed_on, found.proved,
    found.last_on
"""
_NAME = "INSERT INTO plans_uncounted (order_id) {}"
_OF_ROW = "SELECT order_id FROM plans_assignment WHERE id = {}.assignment_id"
_EVENTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))


def register_deeds() -> None:
    """What names an order as uncounted, whoever writes."""
    for event, row in _EVENTS:
        of_row = _OF_ROW.format(row)
        register(
            Deed(f"work_{event.lower()}", "plans_assignment", event, _NAME.format(f"VALUES ({row}.order_id)")),
            Deed(f"log_{event.lower()}", "plans_activity", event, _NAME.format(of_row)),
            Deed(f"evidence_{event.lower()}", "plans_assignment_evidence", event, _NAME.format(of_row)),
        )
    kept = "SELECT order_id FROM plans_assignment WHERE kept_by_id = NEW.id"
    register(
        Deed("order_judged", "plans_order", "UPDATE OF nature, schedule_kind", _NAME.format("VALUES (NEW.id)")),
        Deed("keeper_named", "agencies_agency", "UPDATE OF level, short_name", _NAME.format(kept)),
        then=name_all,
    )


def name_all() -> None:
    """After a migration, which may have changed rows without the database's deeds, nothing counts as counted."""
    with connection.cursor() as cursor:
        if Uncounted._meta.db_table in connection.introspection.table_names(cursor):
            cursor.execute(_NAME.format("SELECT DISTINCT order_id FROM plans_assignment"))


def count_anew() -> int:
    """Counts the work of every order that is named as uncounted; how many there were. Safe beside others who do the same."""
    done = 0
    while named := list(Uncounted.objects.order_by("order").values_list("order", flat=True).distinct()[:AT_ONCE]):
        _count(named)
        done += len(named)
    return done


@transaction.atomic
def _count(orders: list[int]) -> None:
    """What is named from now on stays named: its change may come too late to be counted here."""
    # Whoever counts the same orders waits here, and sees what was counted meanwhile.
    list(Order.objects.select_for_update(no_key=True).filter(pk__in=orders).order_by("pk").values_list("pk"))
    Uncounted.objects.filter(order__in=orders).delete()
    Tally.objects.filter(order__in=orders).delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(places=", ".join(["%s"] * len(orders))), orders)
