"""A form that somebody sends, and what a request wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.urls import reverse

from tests.reporting.test_report_moves import PDF
from tests.test_pages import PAGES, WRITERS, WRITES, World

OWN = {"staff", "head"}
OTHERS = {"other_staff", "other_head"}
EVERY = {*WRITERS, "commune_clerk", "clerk", "nobody", "administrator", "other_head", "viewer", "unit_viewer"}
TODAY = "2024-12-20"
NOT_COUNTED = re.compile(r'.*"(django_session|agencies_user" SET "last_login)')


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("van-ban.pdf", PDF)


@contextmanager
def statements_that_write() -> Iterator[list[str]]:
    """The INSERT, UPDATE and DELETE statements of the block that were not taken back; sessions do not count."""
    kept: list[str] = []

    def look(execute, sql, params, many, context):
        if sql.startswith("ROLLBACK TO SAVEPOINT"):
            del kept[kept.index(sql.split()[-1]) :]
        elif sql.startswith("SAVEPOINT"):
            kept.append(sql.split()[-1])
        elif re.match(r"\s*(INSERT|UPDATE|DELETE)", sql) and not NOT_COUNTED.search(sql[:80]):
            kept.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield kept
    kept[:] = [sql for sql in kept if " " in sql]


@dataclass(frozen=True)
class Form:
    """`body` is sent to the address `name`, with the arguments it has in tests/test_pages.py unless `at` gives others.

    `by` are the kinds of people for whom it writes; `query` is the address's own; `before` prepares the world.
    """

    name: str
    by: set[str]
    body: Callable[[World], dict]
    at: Callable[[World], list] | None = None
    query: str = ""
    before: Callable[[World], object] | None = None

    def address(self, world: World) -> str:
        arguments = self.at or (PAGES.get(self.name) or WRITES[self.name])[0]
        return reverse(self.name, args=arguments(world)) + self.query


def nothing(world: World) -> dict:
    return {}


def says(**body) -> Callable[[World], dict]:
    return lambda world: dict(body)


def in_state(document: Callable[[World], Model], state: str) -> Callable[[World], object]:
    """Puts a document where the move starts, past its own table."""

    def put(world: World):
        row = document(world)
        return type(row)._base_manager.filter(pk=row.pk).update(state=state)

    return put


def a_move(
    address: str,
    document: Callable[[World], Model],
    name: str,
    state: str,
    by: set[str],
    body: Callable[[World], dict] = nothing,
) -> Form:
    """The move `name` of a document that stands where the move starts."""
    return Form(address, by, body, at=lambda w: [document(w).pk, name], before=in_state(document, state))
