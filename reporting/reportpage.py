"""What the page of a unit's report shows: its answers with what was asked, owed and said of each section."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import F, FilteredRelation, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from agencies import clock
from agencies.incoming import whole_number
from agencies.models import Role, User
from agencies.statements import kept
from plans.cadence import strips, year_strips
from plans.models import Assignment, Difficulty, Nature, Order, PartKind
from plans.models.log import SENT
from reporting import moves
from reporting.comparing import SectionRow, answers_of, compare
from reporting.models import (
    Answer,
    AnswerStatus,
    Origin,
    Remark,
    ReportState,
    ReportVersion,
    Round,
    RoundPeriod,
    Section,
    SectionKind,
    UnitReport,
)
from reporting.prefill import logged_since
from workflow.models import past_of

DIFFICULTIES_SHOWN = 20
EVENTS_SHOWN = 20
# What a page says of a requirement and judges it by.
OF_ORDER = (
    "plan_model",
    "text",
    "level",
    "nature",
    "scope",
    "cadence_per",
    "cadence_times",
    "count_unit",
    "dropped_in",
)


def is_author(report: UnitReport, user: User) -> bool:
    """Whether the report is that of one of the person's agencies."""
    return report.kept_by_id in user.agency_ids()


def sees_all(report: UnitReport, user: User) -> bool:
    """Whether the person reads the whole report, not just the models his agencies monitor."""
    return bool({report.kept_by_id, report.round.standing_id, report.round.authority_id} & set(user.agency_ids()))


@kept
def _monitored(user: User, round_: int):
    monitoring = Assignment.objects.filter(part=PartKind.MONITOR, kept_by__in=user.agency_ids())
    sections = Section.objects.filter(round=round_, plan_model__in=monitoring.values("order__plan_model"))
    return sections.order_by().values_list("pk", flat=True)


def monitored_sections(report: UnitReport, user: User) -> set[int]:
    """Ids of the sections whose models the person's agencies monitor."""
    return set(_monitored(user, report.round_id))


@kept
def _versions(report: int, sealed: bool):
    versions = ReportVersion.objects.filter(report=report).defer("content").order_by("-number")
    return versions.exclude(sealed_at=None) if sealed else versions


def versions_of(report: UnitReport, *, sealed: bool) -> list[ReportVersion]:
    """The versions of a report, latest first, or only those that were `sealed`; content is read when it is asked for."""
    versions = _versions(report.pk, sealed)
    for version in versions:
        version.report = report
    return versions


def readable_versions(report: UnitReport, user: User) -> list[ReportVersion]:
    """The versions a person may read, latest first: the unit its open one, everybody else sealed ones only."""
    return versions_of(report, sealed=not is_author(report, user))


def chosen_version(versions: list[ReportVersion], number: str | None) -> ReportVersion | None:
    """The version `number`, the latest where none is named; None where there is none. Raises 404 for one not there."""
    if not number:
        return next(iter(versions), None)
    for version in versions:
        if version.number == whole_number(number):
            return version
    raise Http404


def shown_strips(round_: Round, orders, *, on, agency: int):
    """The periods a report shows: of a year's report the calendar year, of another the periods its data end in."""
    if round_.period == RoundPeriod.YEAR:
        return year_strips(orders, year=round_.year, on=on, agencies=[agency])
    return strips(orders, first=round_.from_on, last=round_.to_on, on=on, agencies=[agency])


@kept
def _orders_and_monitors(round_: int, only: tuple[str, ...]):
    """What the models of a round's report ask, of these `only` some columns: once for each agency that monitors it."""
    models = Section.objects.filter(round=round_, kind=SectionKind.MODEL).order_by().values("plan_model")
    monitoring = FilteredRelation("assignments", condition=Q(assignments__part=PartKind.MONITOR))
    orders = Order.objects.filter(plan_model__in=models).only(*only)
    return orders.annotate(monitoring=monitoring, monitor_id=F("monitoring__pk"), monitor=F("monitoring__agency__name"))


def _required(held: UnitReport, models: set[int]) -> tuple[list[Order], dict[int, list[str]]]:
    """What models ask of a unit like this one, and by model the names of the agencies that monitor it; one statement."""
    orders: dict[int, Order] = {}
    named: dict[int, dict[int, str]] = {}
    for order in _orders_and_monitors(held.round_id, OF_ORDER):
        if order.plan_model_id not in models:
            continue
        if order.dropped_in_id is None and order.level in ("", held.agency.level):
            orders.setdefault(order.pk, order)
        if order.monitor_id is not None:
            named.setdefault(order.plan_model_id, {})[order.monitor_id] = order.monitor
    monitors = {model: list(dict.fromkeys(names[pk] for pk in sorted(names))) for model, names in named.items()}
    return list(orders.values()), monitors


@kept
def _raised(keeper: int, since: datetime, report: int, at: range):
    """Difficulties of a unit from a moment until it sent this report."""
    sent = UnitReport.objects.filter(pk=report).values("first_submitted_at")
    until = Coalesce(Subquery(sent), F("raised_at"))
    found = Difficulty.objects.filter(assignment__kept_by=keeper, raised_at__gte=since, raised_at__lte=until)
    return found.select_related("assignment__order").only(
        "state", "text", "raised_at", "assignment__order__number", "assignment__order__text"
    )[at.start : at.stop]


def raised_in(held: UnitReport) -> list[Difficulty]:
    """What the unit sent up from the period's first day until it sent its report: it need not be written again."""
    since = clock.start_of_day(held.round.from_on)
    return _raised(held.kept_by_id, since, held.pk, range(DIFFICULTIES_SHOWN))


@kept
def _remarks(report: int):
    remarks = Remark.objects.filter(report=report).select_related("by__agency")
    return remarks.only("section", "text", "at", "by__agency__name")


def remarks_of(report: UnitReport) -> dict[int | None, list[Remark]]:
    """What the unit and the standing agency wrote to each other, by section (None: of the whole report)."""
    found: dict[int | None, list[Remark]] = {}
    for remark in _remarks(report.pk):
        found.setdefault(remark.section_id, []).append(remark)
    return found


@kept
def _attached(version: int):
    """(answer, file, its name) of what proves the answers of a version."""
    attached = Answer.evidence.through.objects.filter(answer__version=version)
    return attached.order_by("evidence").values_list("answer", "evidence", "evidence__name")


def _with_files(version: ReportVersion, sections: list[SectionRow]) -> None:
    """Gives every answer the (id, name) of its files."""
    files: dict[int, list[tuple[int, str]]] = {}
    for answer, pk, name in _attached(version.pk):
        files.setdefault(answer, []).append((pk, name))
    for row in sections:
        for item in row.rows:
            item.files = files.get(item.now.pk, [])


@kept
def _answers_in(version: int):
    answers = Answer.objects.filter(version=version).select_related("question__section")
    return answers.only("status", "origin", "question__label", "question__required", "question__section__number")


def answers_in(version: ReportVersion) -> list[Answer]:
    """The answers of a version in the order of the report, as much of them as tells what is missing."""
    return _answers_in(version.pk)


def missing_in(answers: list[Answer]) -> list[Answer]:
    """The required answers among these that are still blank."""
    return [answer for answer in answers if answer.question.required and answer.status == AnswerStatus.BLANK]


def completeness(answers: list[Answer]) -> dict:
    """How far a version is: how many answers are `asked`, `given` and `filled` by the portal."""
    return {
        "given": sum(answer.status != AnswerStatus.BLANK for answer in answers),
        "asked": len(answers),
        "filled": sum(answer.origin == Origin.SYSTEM and answer.status == AnswerStatus.GIVEN for answer in answers),
    }


def frame(held: UnitReport, version: ReportVersion, user: User) -> dict:
    """What the page of a report and its print have in common: where it stands and what this person may do with it."""
    on = clock.today()
    closed = held.is_shut_out(on=on)
    allowed = {transition.name for transition in held.moves_for(user)}
    if closed:
        allowed -= {"send_up", "submit", "submit_signed"}
    return {
        "report": held,
        "round": held.round,
        "version": version,
        "author": is_author(held, user),
        "closed": closed,
        "allowed": allowed,
        "late_days": held.days_late(on=on),
        "token": uuid.uuid4(),
    }


def _with_what_is_asked(held: UnitReport, sections: list[SectionRow], *, on) -> None:
    """Gives every section the `orders` it answers for, their `strips` and the names of the `monitors`."""
    models = {row.section.plan_model_id for row in sections if row.section.kind == SectionKind.MODEL}
    orders, monitors = _required(held, models) if models else ([], {})
    of_model: dict[int, list[Order]] = {}
    for order in orders:
        of_model.setdefault(order.plan_model_id, []).append(order)
    judged = [order for order in orders if order.nature == Nature.CADENCE]
    by_order = {
        strip.order.pk: strip
        for strip in shown_strips(held.round, judged, on=on, agency=held.agency_id)
        if strip.agency_id in (held.agency_id, None)
    }
    for row in sections:
        row.orders = of_model.get(row.section.plan_model_id, [])
        row.strips = [by_order[order.pk] for order in row.orders if order.pk in by_order]
        row.monitors = monitors.get(row.section.plan_model_id, [])


def page_of(held: UnitReport, version: ReportVersion, versions: list[ReportVersion], user: User) -> dict:
    """The whole page of a report: `version` with its answers, `versions` all that the person may read."""
    on = clock.today()
    page = frame(held, version, user)
    may_type = held.kept_by_id in user.agency_ids(Role.STAFF, Role.HEAD)
    writing = may_type and held.is_writable and version.sealed_at is None and not page["closed"]
    all_of_it = sees_all(held, user)
    told, previous = answers_of(held, version)
    answers = told[version.pk]
    if not all_of_it:
        seen = monitored_sections(held, user)
        answers = [answer for answer in answers if answer.question.section_id in seen]
    sections = compare(answers, {}, previous)
    _with_files(version, sections)
    _with_what_is_asked(held, sections, on=on)
    events = past_of(held)
    remarks = remarks_of(held)
    for row in sections:
        row.writable = writing and version.may_write(row.section.pk)
        row.missing = [item for item in row.rows if item.question.required and item.now.status == AnswerStatus.BLANK]
        row.remarks = remarks.get(row.section.pk, [])
    return page | {
        "difficulties": raised_in(held) if all_of_it else [],
        "sections": sections,
        "missing": [item for row in sections for item in row.missing],
        **completeness(answers),
        "writing": writing,
        "logged_since": logged_since(version) if held.state in SENT and all_of_it else 0,
        "may_remark": moves.remarking_post(held, user) is not None,
        "general_remarks": remarks.get(None, []),
        "remark_total": sum(map(len, remarks.values())),
        "versions": [sent for sent in versions if sent.sealed_at],
        "history": events[:EVENTS_SHOWN],
        "returned": next((event for event in events if event.name in ("return", "reopen")), None)
        if held.state == ReportState.RETURNED or version.return_reason
        else None,
        "handed_back": events[0] if writing and events and events[0].name == "hand_back" else None,
        "last_saved": max((answer.saved_at for answer in answers if answer.saved_at), default=None),
        "runs": held.round.standing_id in user.agency_ids(Role.STAFF, Role.HEAD),
    }
