"""What waits for a person, counted in one statement; the frame of every page and the list of work read it.

The statement follows from the documents' own tables and from the roles a person holds, from nothing else, and Django
takes far longer to write it than a database to answer it. So it is written once for each list of roles, with numbers and
a day that no row has in the places of the person, the agencies and today; they are filled in for each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, Subquery

from agencies import clock
from agencies.models import Role, User
from models_registry.models import Proposal
from plans.models import Difficulty, FocalOfficer, Plan
from reporting.models import Consolidation, Letter, Round, UnitReport
from workflow.models import Notice
from workflow.transitions import AUTHOR, STANDING

ANYBODY, ANY_DAY = -1_000_000, date.max


@dataclass(frozen=True)
class Somebody:
    """A person with these roles in agencies yet to be named: as much of a user as the tables of documents ask for."""

    roles: tuple[str, ...]
    pk: int = ANYBODY
    is_authenticated: bool = True

    def agency_ids(self, *roles: str) -> list[int]:
        return [-place for place, role in enumerate(self.roles, 1) if not roles or role in roles]


def _number(rows) -> Subquery:
    """How many rows, as a part of another statement."""
    count = Func(F("pk"), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return Subquery(rows.order_by().values(how_many=count), output_field=IntegerField())


def _asked_of(somebody: Somebody) -> dict[str, Exists | Subquery]:
    """What is asked, by name."""
    return {
        "runs": Exists(Round.objects.filter(standing__in=somebody.agency_ids())),
        "leads": Exists(Round.objects.filter(authority__in=somebody.agency_ids(Role.HEAD, Role.CLERK))),
        "reports": _number(UnitReport.objects.waiting_for(somebody, AUTHOR).movable(on=ANY_DAY)),
        "reviews": _number(UnitReport.objects.waiting_for(somebody, STANDING)),
        "sums": _number(Consolidation.objects.waiting_for(somebody)),
        "letters": _number(Letter.objects.waiting_for(somebody)),
        "plans": _number(Plan.objects.waiting_for(somebody)),
        "proposals": _number(Proposal.objects.waiting_for(somebody)),
        "difficulties": _number(Difficulty.objects.waiting_for(somebody)),
        "officers": _number(FocalOfficer.objects.waiting_for(somebody)),
        "unread": _number(Notice.objects.filter(user=somebody.pk, read_at=None)),
    }


@cache
def _statement(roles: tuple[str, ...]) -> tuple[tuple[str, ...], str, tuple]:
    """What is asked of a person with these roles: names, SQL, parameters."""
    asked = _asked_of(Somebody(roles))
    rows = User.objects.filter(pk=ANYBODY).order_by().values(**asked)
    return tuple(asked), *rows.query.sql_with_params()


def waiting_of(user: User) -> dict[str, int]:
    """How many documents of each kind wait for a person's next move today, his `unread` notices, and whether there are
    rounds that he `runs`, or that report to a committee he `leads` or clerks.
    """
    posts = user.posts()
    names, sql, params = _statement(tuple(post.role for post in posts))
    given = {-place: post.agency_id for place, post in enumerate(posts, 1)}
    stored = connection.ops.adapt_datefield_value
    given |= {ANYBODY: user.pk, stored(ANY_DAY): stored(clock.today())}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in params])
        counts = cursor.fetchone()
    return {name: count or 0 for name, count in zip(names, counts, strict=True)}


def waiting_in(request) -> dict[str, int]:
    """`waiting_of` whoever asks, counted once for a request: a page that needs it hands it on to its frame."""
    if not hasattr(request, "waiting"):
        request.waiting = waiting_of(request.user)
    return request.waiting
