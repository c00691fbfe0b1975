"""Statements that are written once: Django takes longer to write the SQL of a page than a database to answer it.

A function that builds a queryset from its arguments, decorated with `kept`, gives its rows. The first call has Django
write the statement with placeholders for whoever asks and for the numbers among the arguments; later calls fill in
theirs. Only the text is kept, never data, so nothing goes stale:

    @kept
    def open_work(person: User, order: int, on: date):
        return Assignment.objects.visible_to(person).filter(order=order).with_status(on=on)

    rows = open_work(request.user, order.pk, clock.today())

What the function may do: use its arguments, nothing else (no clock, no settings); read nothing from the database; pass
on numbers, not count with them; ask for one person. Each test writes the kept statements that it runs anew, from the
very arguments, and compares (`tests.conftest`).
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from psycopg2.extensions import AsIs

LONG = 1000  # letters of a statement worth a plan of its own
PLANNED_MAX = 100  # plans of a connection
KINDS = {int: "bigint", str: "text", date: "date"}  # of parameters, as PostgreSQL calls them
KEPT_MAX = 500  # statements of a process; the one asked for longest ago makes way
# Numbers that no row has: the places of numbers, of agencies, of the person.
NUMBERS, AGENCIES, PERSON = -3_000_000, -2_000_000, -1_000_000


@dataclass(frozen=True)
class Post:
    """A membership of somebody: the role, the agency and those above it, by the places of these agencies."""

    role: str
    agency_id: int
    above: tuple[int, ...]


@dataclass(frozen=True)
class Somebody:
    """A person with these posts in agencies yet to be named: as much of a user as querysets ask for."""

    held: tuple[Post, ...]
    is_superuser: bool
    pk: int = PERSON
    is_authenticated: bool = True

    def posts(self) -> list[Post]:
        return list(self.held)

    def agency_ids(self, *roles: str) -> list[int]:
        return [post.agency_id for post in self.held if not roles or post.role in roles]

    def jurisdiction_ids(self) -> list[int]:
        return sorted({pk for post in self.held for pk in post.above})


class _Places:
    """Arguments with placeholders instead of persons and numbers, and what stands in the place of each."""

    def __init__(self, arguments: Iterable[Any]):
        self.given: dict[int, int] = {}
        self.arguments = tuple(map(self._placed, arguments))

    def _placed(self, argument: Any) -> Hashable:
        if isinstance(argument, AbstractBaseUser):
            return self._somebody(argument)
        if isinstance(argument, int) and not isinstance(argument, bool):
            place = NUMBERS - len(self.given)
            self.given[place] = argument
            return place
        if isinstance(argument, tuple):
            placed = map(self._placed, argument)
            return argument._make(placed) if hasattr(argument, "_make") else tuple(placed)
        return argument

    def _somebody(self, user) -> Somebody:
        if PERSON in self.given:
            raise TypeError("A kept statement is written for one person.")
        posts = user.posts()
        known = sorted({pk for post in posts for pk in (post.agency_id, *post.agency.ancestor_ids)})
        place = {pk: AGENCIES + rank for rank, pk in enumerate(known)}
        self.given |= {PERSON: user.pk} | {at: pk for pk, at in place.items()}
        held = (
            Post(post.role, place[post.agency_id], tuple(place[pk] for pk in post.agency.ancestor_ids))
            for post in posts
        )
        return Somebody(tuple(held), user.is_superuser)


class Statement:
    """A queryset with its SQL; `rows` runs it with what is given for its placeholders."""

    def __init__(self, queryset: QuerySet):
        self._queryset = queryset
        self._compiler = compiler = queryset.query.get_compiler(queryset.db)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params, self._converters = "", (), {}
        else:
            self._converters = compiler.get_converters([row[0] for row in compiler.select[: compiler.col_count]])

    def filled(self, given: dict[int, int]) -> tuple:
        """The parameters of one call."""
        return tuple(given[value] if self._is_place(value, given) else value for value in self.params)

    def rows(self, given: dict[int, int]) -> list:
        if not self.sql:
            return []
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[compiler.using]
        call = self._call(compiler.connection, self.sql, given)
        compiler.as_sql = lambda *_, **__: call
        compiler.get_converters = lambda _: self._converters
        queryset = self._queryset.all()
        queryset.query.get_compiler = lambda *_, **__: compiler
        return list(queryset)

    def added_up(self, given: dict[int, int], around: str) -> list[tuple]:
        """The rows of a statement `around` this one, which stands in its place {}."""
        if not self.sql:
            return []
        connection = connections[self._compiler.using]
        with connection.cursor() as cursor:
            cursor.execute(*self._call(connection, around.format(self.sql), given))
            return cursor.fetchall()

    def _call(self, connection, sql: str, given: dict[int, int]) -> tuple[str, tuple]:
        """What is sent to the database: `sql`, or the name of its plan, and parameters."""
        if not _plans_are_kept(connection, sql):
            return sql, self.filled(given)
        place = itertools.count(1)
        params = [AsIs(f"${next(place)}") if self._is_place(value, given) else value for value in self.params]
        numbers = tuple(given[value] for value in self.params if self._is_place(value, given))
        table = self._queryset.model._meta.db_table
        return _execution(connection, (self, sql), table, sql, params, len(numbers)), numbers

    @staticmethod
    def _is_place(value, given: dict[int, int]) -> bool:
        return type(value) is int and value in given


def _plans_are_kept(connection, sql: str) -> bool:
    """PostgreSQL takes longer to plan a long statement than to run it, and keeps the plan if asked. A pooler that hands on
    its connections in mid-session (DISABLE_SERVER_SIDE_CURSORS) forgets plans."""
    pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    return connection.vendor == "postgresql" and len(sql) >= LONG and not pooled


def _execution(connection, key: Hashable, table: str, sql: str, params: Iterable[Any], places: int) -> str:
    """The call of the plan that this connection keeps under `key`, made of `sql` with `params` where it is new: its name is the
    table it reads and a number."""
    connection.ensure_connection()
    session, names = getattr(connection, "kept_plans", (None, {}))
    if session is not connection.connection:
        session, names = connection.kept_plans = connection.connection, {}
    if key not in names:
        with connection.wrap_database_errors, session.cursor() as cursor:
            if len(names) == PLANNED_MAX:
                cursor.execute("DEALLOCATE ALL")
                names.clear()
            name = f"{table}_{len(names)}"
            cursor.execute(f"PREPARE {name} AS {sql}", params)
        names[key] = name
    return f"EXECUTE {names[key]}" + (f" ({', '.join(['%s'] * places)})" if places else "")


def rows_of(sql: str, params: Iterable[int | str | date]) -> list[tuple]:
    """The rows of a statement written by hand, whose plan is kept as well: the same text with as many parameters of the same
    kinds is the same statement."""
    connection, params = connections[DEFAULT_DB_ALIAS], list(params)
    call = sql
    if _plans_are_kept(connection, sql):
        kinds = tuple(map(type, params))
        places = [AsIs(f"${place}::{KINDS[kind]}") for place, kind in enumerate(kinds, start=1)]
        call = _execution(connection, (sql, kinds), "written", sql, places, len(places))
    with connection.cursor() as cursor:
        cursor.execute(call, params)
        return cursor.fetchall()


_statements: dict[Hashable, Statement] = {}
_turn = Lock()


def statement_of(build: Callable[..., QuerySet], arguments: tuple) -> tuple[Statement, dict[int, int]]:
    """The kept statement for these arguments, and what they put in its places."""
    places = _Places(arguments)
    key = build, places.arguments
    statement = _statements.get(key) or Statement(build(*places.arguments))
    with _turn:
        _statements.pop(key, None)
        _statements[key] = statement
        if len(_statements) > KEPT_MAX:
            del _statements[next(iter(_statements))]
    return statement, places.given


def kept(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """The rows of the queryset that `build` makes of its arguments, by a statement that is kept: see the module."""

    @wraps(build)
    def rows(*arguments) -> list:
        statement, given = statement_of(build, arguments)
        return statement.rows(given)

    return rows
