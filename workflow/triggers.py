"""Append-only in the database itself: rows that are history refuse to be changed, whoever asks.

An app registers triggers for both databases; they are installed after every migrate, because SQLite loses them without a
word when a migration remakes a table. Tests that flush tables remove them first.
"""

from __future__ import annotations

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


RULES: list[Rule] = [
    Rule("event_no_update", "workflow_event", "UPDATE"),
    Rule("event_no_delete", "workflow_event", "DELETE"),
    Rule("reminder_no_update", "workflow_reminder", "UPDATE"),
    Rule("reminder_no_delete", "workflow_reminder", "DELETE"),
]


def register(*rules: Rule) -> None:
    RULES.extend(rule for rule in rules if rule not in RULES)


def install(connection) -> None:
    """Creates every rule's trigger on tables that exist; running it again changes nothing."""
    tables = set(connection.introspection.table_names())
    remove(connection, tables)
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.table not in tables:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {rule.condition or 'TRUE'} THEN RAISE EXCEPTION '{MESSAGE}: {rule.table}'; END IF; "
                    f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
                )
                cursor.execute(
                    f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
                )
            else:
                when = f"WHEN ({rule.condition})" if rule.condition else ""
                cursor.execute(
                    f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW {when} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {rule.table}'); END"
                )


def remove(connection, tables: set[str] | None = None) -> None:
    tables = tables if tables is not None else set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in RULES:
            if connection.vendor == "postgresql":
                if rule.table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}")


def after_migrate(sender, using, **kwargs) -> None:
    """Signal handler for post_migrate of the last app that registers rules."""
    install(connections[using])
