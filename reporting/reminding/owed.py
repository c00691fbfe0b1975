"""What units owe by a day, reports and assignments alike, with all that a reminder of it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery

from agencies import clock
from agencies.models import Agency, Role
from plans.models import Assignment, Nature, ScheduleKind
from plans.states import Status
from reporting.models import ReportState, UnitReport
from workflow.models import Event

UNSENT = (ReportState.DRAFT, ReportState.AWAITING_HEAD, ReportState.RETURNED)
TOLD_BY = ("return", "reopen", "extend", "require")
TITLE_MAX = 220


@dataclass(frozen=True)
class Owed:
    """One thing an agency owes. `known_on` is the day its people heard of this due day; `waits_for` whose move it is."""

    model: type
    pk: int
    agency: Agency
    standing: Agency
    authority: Agency
    title: str
    source: str
    due: date
    known_on: date | None
    url: str
    waits_for: str = Role.STAFF

    @property
    def key(self) -> tuple[int, int]:
        return ContentType.objects.get_for_model(self.model).pk, self.pk

    def late_days(self, *, on: date) -> int:
        return max(0, clock.days_between(self.due, on))


def _told_at(model) -> Subquery:
    """The last moment at which the unit was told of the present due day."""
    told = Event.objects.filter(
        document_type=ContentType.objects.get_for_model(model), document_id=OuterRef("pk"), name__in=TOLD_BY
    )
    return Subquery(told.order_by("-at", "-pk").values("at")[:1])


def reports_owed(*, on: date, until: date):
    """Unsent reports of open rounds due by `until`, annotated with `now_due` and `told_at` (last word about the day)."""
    return (
        UnitReport.objects.filter(state__in=UNSENT)
        .in_open_rounds(on=on)
        .annotate(told_at=_told_at(UnitReport))
        .filter(Q(state=ReportState.RETURNED, return_due__lte=until) | Q(due__lte=until))
        .select_related("round__standing", "round__authority", "kept_by")
        .order_by("kept_by__order", "kept_by", "due", "pk")
    )


def assignments_owed(*, on: date, until: date):
    """Led or carried-out work with a due day by `until` that is not handed in: confirming what is, is not the unit's."""
    return (
        Assignment.objects.waiting(on=on)
        .filter(due__lte=until, done_on=None)
        .exclude(status=Status.ONGOING_NOT_UPDATED)
        .exclude(order__nature=Nature.ON_DEMAND)
        .exclude(order__schedule_kind=ScheduleKind.RECURRING)
        .annotate(told_at=_told_at(Assignment))
        .select_related("order__plan__standing", "order__plan__authority", "kept_by")
        .order_by("kept_by__order", "kept_by", "due", "pk")
    )


def _known_on(*moments) -> date | None:
    days = [clock.day_of(moment) for moment in moments if moment is not None]
    return max(days, default=None)


def _short(text: str) -> str:
    text = text.rstrip(". ")
    return text if len(text) <= TITLE_MAX else f"{text[:TITLE_MAX].rsplit(' ', 1)[0]} …"


def of_report(report: UnitReport) -> Owed:
    round_ = report.round
    returned = report.state == ReportState.RETURNED
    return Owed(
        model=UnitReport,
        pk=report.pk,
        agency=report.kept_by,
        standing=round_.standing,
        authority=round_.authority,
        title=f"{round_} của {report.agency_name}{' (chỉnh lý, bổ sung)' if returned else ''}",
        source=str(round_),
        due=report.effective_due(),
        known_on=_known_on(round_.opened_at, report.told_at),
        url=report.get_absolute_url(),
        waits_for=Role.HEAD if report.state == ReportState.AWAITING_HEAD else Role.STAFF,
    )


def of_assignment(assignment: Assignment) -> Owed:
    order, plan = assignment.order, assignment.order.plan
    known = [day for day in (assignment.starts, _known_on(assignment.told_at)) if day is not None]
    return Owed(
        model=Assignment,
        pk=assignment.pk,
        agency=assignment.kept_by,
        standing=plan.standing,
        authority=plan.authority,
        title=_short(f"{order.number} {order.text}".strip()),
        source=order.source_document or plan.short_title,
        due=assignment.due,
        known_on=max(known, default=None),
        url=assignment.get_absolute_url(),
    )


def owed(*, on: date, until: date, standing: list[int] | None = None) -> Iterator[Owed]:
    """Everything owed by `until`, of the jurisdictions run by the agencies `standing` (all where it is None)."""
    reports, work = reports_owed(on=on, until=until), assignments_owed(on=on, until=until)
    if standing is not None:
        reports = reports.filter(round__standing__in=standing)
        work = work.filter(order__plan__standing__in=standing)
    for report in reports:
        thing = of_report(report)
        if thing.due <= until:
            yield thing
    for assignment in work:
        yield of_assignment(assignment)


def finished(keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which of these things nobody waits for any more: reports sent or excused, work handed in or dropped."""
    asked, found = set(keys), set()
    through = (
        (UnitReport, ~Q(state__in=UNSENT)),
        (Assignment, Q(done_on__isnull=False) | Q(order__dropped_in__isnull=False)),
    )
    for model, condition in through:
        kind = ContentType.objects.get_for_model(model).pk
        ids = [pk for key, pk in asked if key == kind]
        found |= {(kind, pk) for pk in model.objects.filter(condition, pk__in=ids).values_list("pk", flat=True)}
    return found
