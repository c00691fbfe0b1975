"""What waits for a person, counted in one statement; the frame of every page and the list of work read it.

The statement follows from the documents' own tables and from the roles a person holds, from nothing else.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, Func, IntegerField, Subquery

from agencies import clock
from agencies.models import Role, User
from agencies.statements import kept
from models_registry.models import Proposal
from plans.models import Difficulty, FocalOfficer, Plan
from reporting.models import Consolidation, Letter, Round, UnitReport
from workflow.models import Notice
from workflow.transitions import AUTHOR, STANDING


def _number(rows) -> Subquery:
    """How many rows, as a part of another statement."""
    count = Func(F("pk"), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return Subquery(rows.order_by().values(how_many=count), output_field=IntegerField())


@kept
def _counts(user: User, on: date):
    """What is asked, by name, in one row."""
    asked = {
        "runs": Exists(Round.objects.filter(standing__in=user.agency_ids())),
        "leads": Exists(Round.objects.filter(authority__in=user.agency_ids(Role.HEAD, Role.CLERK))),
        "reports": _number(UnitReport.objects.waiting_for(user, AUTHOR).movable(on=on)),
        "reviews": _number(UnitReport.objects.waiting_for(user, STANDING)),
        "sums": _number(Consolidation.objects.waiting_for(user)),
        "letters": _number(Letter.objects.waiting_for(user)),
        "plans": _number(Plan.objects.waiting_for(user)),
        "proposals": _number(Proposal.objects.waiting_for(user)),
        "difficulties": _number(Difficulty.objects.waiting_for(user)),
        "officers": _number(FocalOfficer.objects.waiting_for(user)),
        "unread": _number(Notice.objects.filter(user=user.pk, read_at=None)),
    }
    return User.objects.filter(pk=user.pk).order_by().values(**asked)


def waiting_of(user: User) -> dict[str, int]:
    """How many documents of each kind wait for a person's next move today, his `unread` notices, and whether there are
    rounds that he `runs`, or that report to a committee he `leads` or clerks.
    """
    (counts,) = _counts(user, clock.today())
    return {name: count or 0 for name, count in counts.items()}


def waiting_in(request) -> dict[str, int]:
    """`waiting_of` whoever asks, counted once for a request: a page that needs it hands it on to its frame."""
    if not hasattr(request, "waiting"):
        request.waiting = waiting_of(request.user)
    return request.waiting
