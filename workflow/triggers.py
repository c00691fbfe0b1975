"""What the database itself sees to, whoever writes: rows that are history refuse to be changed; what must follow a
change follows it.

An app registers triggers for both databases; they are installed after every migrate, because SQLite loses them without a
word when a migration remakes a table. Tests that flush tables remove them first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections

MESSAGE = "append-only"


@dataclass(frozen=True)
class Rule:
    """Refuses `event` (UPDATE, DELETE or INSERT) on `table` when `condition` holds.

    The condition is SQL that both databases understand over OLD and NEW; "" refuses always.
    """

    name: str
    table: str
    event: str
    condition: str = ""
    moment = "BEFORE"

    def body(self, vendor: str) -> str:
        if vendor == "postgresql":
            refuse = f"IF {self.condition or 'TRUE'} THEN RAISE EXCEPTION '{MESSAGE}: {self.table}'; END IF;"
            return f"{refuse} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        return f"SELECT RAISE(ABORT, '{MESSAGE}: {self.table}');"


@dataclass(frozen=True)
class Deed:
    """Carries `statement` out after `event` (as above, or UPDATE OF columns) on a row of `table`.

    The statement is SQL that both databases understand over OLD and NEW.
    """

    name: str
    table: str
    event: str
    statement: str
    moment = "AFTER"
    condition = ""

    def body(self, vendor: str) -> str:
        return f"{self.statement};" + (" RETURN NULL;" if vendor == "postgresql" else "")


RULES: list[Rule | Deed] = [
    Rule("event_no_update", "workflow_event", "UPDATE"),
    Rule("event_no_delete", "workflow_event", "DELETE"),
    Rule("reminder_no_update", "workflow_reminder", "UPDATE"),
    Rule("reminder_no_delete", "workflow_reminder", "DELETE"),
]


THEN: list[Callable[[], None]] = []


def register(*rules: Rule | Deed, then: Callable[[], None] | None = None) -> None:
    """`then` is done whenever a migration is over and the rules stand again, for what was written while they did not."""
    RULES.extend(rule for rule in rules if rule not in RULES)
    if then and then not in THEN:
        THEN.append(then)


def install(connection) -> None:
    """Creates every rule's trigger on tables that exist; running it again changes nothing."""
    tables = set(connection.introspection.table_names())
    remove(connection, tables)
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.table not in tables:
                continue
            body, when = rule.body(connection.vendor), f"{rule.moment} {rule.event} ON {rule.table} FOR EACH ROW"
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
                )
                cursor.execute(f"CREATE TRIGGER {rule.name} {when} EXECUTE FUNCTION {rule.name}()")
            else:
                only = f"WHEN ({rule.condition})" if rule.condition else ""
                cursor.execute(f"CREATE TRIGGER {rule.name} {when} {only} BEGIN {body} END")


def remove(connection, tables: set[str] | None = None) -> None:
    tables = tables if tables is not None else set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in RULES:
            if connection.vendor == "postgresql":
                if rule.table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}")


def before_migrate(sender, using, **kwargs) -> None:
    """Signal handler for pre_migrate: SQLite makes no table anew that a trigger of another table speaks of."""
    if connections[using].vendor == "sqlite":
        remove(connections[using])


def after_migrate(sender, using, **kwargs) -> None:
    """Signal handler for post_migrate of the last app that registers rules."""
    install(connections[using])
    for act in THEN:
        act()
