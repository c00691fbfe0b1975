"""Opening a reporting round: its dates, what it asks, who owes it; then one report for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from agencies import clock
from agencies.models import Agency, DutyKind, Role, User
from agencies.statements import kept
from agencies.vietnamese import format_date, search_key
from plans.models import Assignment, Order, OrderKind, PartKind, Plan, PlanKind, PlanState, Scope
from reporting import prefill
from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Answer,
    Holiday,
    Question,
    QuestionKind,
    QuestionSet,
    ReportState,
    ReportVersion,
    Round,
    RoundPeriod,
    RoundState,
    Section,
    SectionKind,
    UnitReport,
)
from workflow.services import notify
from workflow.transitions import NotAllowed

# (first month, first day, year offset of the first day), (last month, last day): Nghị định 09/2019/NĐ-CP, điều 12, and
# CCHC practice (four reports a year). The dates stay editable on the screen.
PRESETS: dict[str, tuple[tuple[int, int, int], tuple[int, int]]] = {
    RoundPeriod.QUARTER_1: ((12, 15, -1), (3, 14)),
    RoundPeriod.HALF_1: ((12, 15, -1), (6, 14)),
    RoundPeriod.QUARTER_3: ((6, 15, 0), (9, 14)),
    RoundPeriod.YEAR: ((12, 15, -1), (12, 14)),
}
PERIOD_NAMES = {
    RoundPeriod.QUARTER_1: "Quý I/{year}",
    RoundPeriod.HALF_1: "6 tháng đầu năm {year}",
    RoundPeriod.QUARTER_3: "Quý III/{year}",
    RoundPeriod.YEAR: "năm {year}",
}
WORKING_DAYS_TO_SEND = 2
DOING = (PartKind.LEAD, PartKind.IMPLEMENT)


def period_days(period: str, year: int) -> tuple[date, date]:
    """First and last day of a period's data. An ad hoc round has no preset: `KeyError`."""
    (month, day, offset), (last_month, last_day) = PRESETS[period]
    return date(year + offset, month, day), date(year, last_month, last_day)


@kept
def _corrections(first: date, last: date):
    """(day, whether people work on it) where the administrator knows better than the calendar."""
    return Holiday.objects.filter(on__range=(first, last)).values_list("on", "works")


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def _works(day: date, corrections: dict[date, bool]) -> bool:
    usual = day.weekday() < 5 and day not in _public_holidays(day.year)
    return corrections.get(day, usual)


def is_working_day(day: date) -> bool:
    """Monday to Friday, less public holidays with their compensatory days, as the administrator corrected them."""
    return _works(day, dict(_corrections(day, day)))


def next_working_day(day: date) -> date:
    """`day` itself if people work on it, else the first working day after it (never more than a month away)."""
    corrections = dict(_corrections(day, day + timedelta(days=31)))
    while not _works(day, corrections):
        day += timedelta(days=1)
    return day


def due_after(cut_off: date, working_days: int = WORKING_DAYS_TO_SEND) -> date:
    """The n-th working day after the cut-off."""
    day = cut_off
    for _ in range(working_days):
        day = next_working_day(day + timedelta(days=1))
    return day


def _refuse_unless_standing(authority: Agency, by: User) -> Agency:
    on = clock.today()
    standing = authority.duty_holder(DutyKind.STANDING, on=on)
    if standing is None:
        raise NotAllowed(
            f"{authority} chưa giao cơ quan thường trực CCHC. Hãy đề nghị người quản trị ghi chức năng này trước."
        )
    if standing.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực CCHC được mở kỳ báo cáo.")
    return standing


@transaction.atomic
def prepare_round(
    *,
    authority: Agency,
    by: User,
    period: str,
    year: int,
    plans: Iterable[Plan] = (),
    name: str = "",
    subject: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    due: date | None = None,
    lock_on: date | None = None,
    question_sets: Iterable[QuestionSet] = (),
    previous: Round | None = None,
) -> Round:
    """A round in PREPARING with its sections and questions drafted from the plans and the chosen question sets.

    Dates not given come from the period's preset. Raises `NotAllowed` unless the standing agency asks.
    """
    standing = _refuse_unless_standing(authority, by)
    plans = list(plans)
    if period in PRESETS:
        first, last = period_days(period, year)
        from_on, to_on = from_on or first, to_on or last
    if not from_on or not to_on or to_on < from_on:
        raise NotAllowed("Hãy ghi khoảng thời gian lấy số liệu: từ ngày phải trước hoặc bằng đến ngày.")
    due = due or due_after(to_on)
    if due < to_on:
        raise NotAllowed(f"Hạn gửi phải sau ngày chốt số liệu ({format_date(to_on)}).")
    name = name or PERIOD_NAMES.get(period, "đột xuất").format(year=year)
    round_ = Round.objects.create(
        authority=authority,
        standing=standing,
        verifier=authority.duty_holder(DutyKind.VERIFICATION, on=clock.today()),
        period=period,
        year=year,
        name=name,
        subject=subject or proposed_subject(plans, name),
        from_on=from_on,
        to_on=to_on,
        due=due,
        lock_on=lock_on,
        previous=previous or _same_period_before(authority, period, year),
    )
    round_.plans.set(plans)
    draft_questions(round_, question_sets)
    return round_


def proposed_subject(plans: list[Plan], name: str) -> str:
    """The abstract of the report, made from the plan's title as printed."""
    models = next((plan for plan in plans if plan.kind == PlanKind.MODELS), None)
    if models is None:
        return f"Kết quả thực hiện nhiệm vụ cải cách hành chính {name}"
    title = models.title[:1].lower() + models.title[1:]
    return f"Kết quả {title}, {name}"


def _same_period_before(authority: Agency, period: str, year: int) -> Round | None:
    return Round.objects.filter(authority=authority, period=period, year=year - 1).order_by("-pk").first()


def draft_questions(round_: Round, question_sets: Iterable[QuestionSet]) -> None:
    """Sections and questions of a round: one section per model, per task plan, per programme, per outline heading."""
    for plan in round_.plans.order_by("period_start", "pk"):
        if plan.kind == PlanKind.MODELS:
            for plan_model in plan.plan_models.filter(dropped_in=None).select_related("reform_model"):
                _draft_model(round_, plan_model)
        else:
            _draft_tasks(round_, plan)
            _draft_targets(round_, plan)
    for question_set in question_sets:
        _draft_outline(round_, question_set)


def _add_section(round_: Round, **fields) -> Section:
    last = round_.sections.aggregate(last=Max("position"))["last"] or 0
    return Section.objects.create(round=round_, position=last + 1, **fields)


def _add_question(section: Section, code: str, label: str, kind: str, **fields) -> Question:
    position = section.questions.count() + 1
    return Question.objects.create(
        round=section.round, section=section, position=position, code=code, label=label[:300], kind=kind, **fields
    )


def _code(*parts) -> str:
    return slugify(search_key("-".join(str(part) for part in parts)))[:80]


def _draft_model(round_: Round, plan_model) -> None:
    """One section of a model: its counts and measures (one question for all levels), the result in words, difficulties."""
    section = _add_section(
        round_,
        number=plan_model.number,
        title=plan_model.name,
        short_title=plan_model.short_name,
        kind=SectionKind.MODEL,
        plan_model=plan_model,
        plan=plan_model.plan,
    )
    stem = f"mh{plan_model.reform_model_id}"
    drafted: dict[str, Question] = {}
    orders = list(plan_model.orders.current().prefetch_related("measures").order_by("position", "pk"))

    def ask(code: str, label: str, kind: str, order: Order, **fields) -> None:
        if code not in drafted:
            drafted[code] = _add_question(section, code, label, kind, level=order.level, **fields)
        elif drafted[code].level != order.level:
            drafted[code].level = ""
            drafted[code].save(update_fields=["level"])
        drafted[code].source_orders.add(order, *order.before())

    for order in orders:
        if order.count_unit:
            label = order.count_label or f"Số {order.count_unit}"
            ask(_code(stem, order.count_unit), label, QuestionKind.NUMBER, order, unit=order.count_unit)
        for measure in order.measures.all():
            code = _code(stem, measure.code)
            if measure.ratio_label:
                ask(
                    code,
                    measure.ratio_label,
                    QuestionKind.RATIO,
                    order,
                    unit="%",
                    source_measure=measure.code,
                    across_units=AcrossUnits.RATIO,
                    across_periods=AcrossPeriods.RATIO,
                    numerator_label=measure.label,
                    denominator_label=order.count_label or f"Số {order.count_unit}",
                )
            else:
                ask(code, measure.label, QuestionKind.NUMBER, order, unit=measure.unit, source_measure=measure.code)
    words = {
        "kind": QuestionKind.NARRATIVE,
        "across_units": AcrossUnits.COLLATE,
        "across_periods": AcrossPeriods.COLLATE,
    }
    _add_question(section, _code(stem, "ket-qua"), "Kết quả thực hiện", **words)
    _add_question(section, _code(stem, "kho-khan"), "Khó khăn, vướng mắc", required=False, **words)


def _draft_tasks(round_: Round, plan: Plan) -> None:
    """One section per plan of tasks: for each led task in the period its result in words, asked of who leads it."""
    tasks = [
        task
        for task in plan.orders.current().filter(kind=OrderKind.TASK).order_by("position", "pk")
        if (task.starts is None or task.starts <= round_.to_on) and (task.due is None or task.due >= round_.from_on)
    ]
    if not tasks:
        return
    section = _add_section(
        round_, title=plan.short_title, short_title=plan.short_title[:120], kind=SectionKind.TASK, plan=plan
    )
    for task in tasks:
        _add_question(
            section,
            _code("nv", task.pk),
            f"{task.number} {task.text}".strip(),
            QuestionKind.NARRATIVE,
            task=task,
            across_units=AcrossUnits.COLLATE,
            across_periods=AcrossPeriods.COLLATE,
            guidance=task.deliverable,
        )


def _draft_targets(round_: Round, plan: Plan) -> None:
    """One section per programme: for each target the value reached, asked of the standing agency."""
    targets = list(plan.targets.current().exclude(value=None))
    if not targets:
        return
    section = _add_section(
        round_, title=f"Chỉ tiêu: {plan.short_title}"[:300], short_title="Chỉ tiêu", kind=SectionKind.TARGET, plan=plan
    )
    for target in targets:
        _add_question(
            section,
            _code("ct", target.series),
            target.text,
            QuestionKind.NUMBER,
            unit=target.unit,
            target=target,
            across_units=AcrossUnits.MAX,
            across_periods=AcrossPeriods.LATEST,
        )


def _draft_outline(round_: Round, question_set: QuestionSet) -> None:
    sections: dict[str, Section] = {}
    taken = set(round_.questions.values_list("code", flat=True))
    for item in question_set.items.all():
        if item.code in taken:
            continue
        if item.heading not in sections:
            sections[item.heading] = _add_section(
                round_, title=item.heading, short_title=item.heading[:120], kind=SectionKind.OUTLINE
            )
        _add_question(
            sections[item.heading],
            item.code,
            item.label,
            item.kind,
            unit=item.unit,
            required=item.required,
            across_units=item.across_units,
            across_periods=AcrossPeriods.COLLATE if item.kind == QuestionKind.NARRATIVE else AcrossPeriods.SUM,
        )


def owing_agencies(round_: Round):
    """Who owes a report: the agencies under the authority that carry something out in its plans (all, if it has none)."""
    agencies = (
        Agency.objects.within(round_.authority)
        .active(round_.to_on)
        .filter(owes_reports=True)
        .exclude(pk=round_.authority_id)
        .order_by("order", "pk")
    )
    plans = [plan.pk for plan in round_.plans.all()]
    if not plans:
        return agencies.filter(parent=round_.authority)
    doing = Assignment.objects.filter(order__plan__in=plans, part__in=DOING)
    return agencies.filter(pk__in=doing.values("agency"))


class Asked:
    """Which questions of a round each agency is asked, from who carries out what; three statements in all."""

    def __init__(self, round_: Round):
        self.round = round_
        self.questions = list(round_.questions.select_related("section", "target"))
        links = Question.source_orders.through.objects.filter(question__round=round_)
        self.fed_by: dict[int, set[int]] = {}
        for question_id, order_id in links.values_list("question_id", "order_id"):
            self.fed_by.setdefault(question_id, set()).add(order_id)
        self.doers: dict[int, set[int]] = {}
        self.model_doers: dict[int, set[int]] = {}
        self.leaders: dict[int, set[int]] = {}
        rows = Assignment.objects.filter(order__plan__rounds=round_, part__in=DOING, order__dropped_in=None)
        shared: dict[int, list[tuple[bool, int, int]]] = {}
        for order, model, scope, agency, part, rank in rows.values_list(
            "order", "order__plan_model", "order__scope", "agency", "part", "agency__order"
        ):
            if part == PartKind.LEAD:
                self.leaders.setdefault(order, set()).add(agency)
            if scope == Scope.SHARED:
                shared.setdefault(order, []).append((part != PartKind.LEAD, rank, agency))
            else:
                self.doers.setdefault(order, set()).add(agency)
            if model:
                self.model_doers.setdefault(model, set()).add(agency)
        for order, candidates in shared.items():
            leads = {agency for not_lead, _, agency in candidates if not not_lead}
            self.doers[order] = leads or {min(candidates)[2]}

    def of(self, agency: Agency) -> list[Question]:
        """The questions one agency is asked, in order."""
        return [question for question in self.questions if self._asks(question, agency)]

    def _asks(self, question: Question, agency: Agency) -> bool:
        if question.target_id:
            return agency.pk == self.round.standing_id
        if question.task_id:
            return agency.pk in self.leaders.get(question.task_id, set())
        fed = self.fed_by.get(question.pk)
        if fed:
            return any(agency.pk in self.doers.get(order, set()) for order in fed)
        if question.section.plan_model_id:
            return agency.pk in self.model_doers.get(question.section.plan_model_id, set())
        return not question.level or question.level == agency.level


@transaction.atomic
def open_round(*, round: Round, by: User, agencies: Iterable[Agency] | None = None) -> Round:
    """Freezes what is asked and creates a report, with blank answers filled from the log, for everyone who owes one.

    `agencies` narrows or widens who owes it; by default `owing_agencies`. Raises `NotAllowed` when the round is open
    already, asks nothing or nobody, or asks for a target that an amendment has dropped meanwhile.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("authority", "standing").get(pk=round.pk)
    if round_.standing_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được mở kỳ báo cáo.")
    if round_.state != RoundState.PREPARING:
        raise NotAllowed("Kỳ báo cáo này đã mở.")
    owing = list(owing_agencies(round_) if agencies is None else agencies)
    asked = Asked(round_)
    if not asked.questions:
        raise NotAllowed("Kỳ báo cáo chưa có nội dung nào. Hãy thêm ít nhất một nội dung rồi mở.")
    if old := next((one for one in asked.questions if one.target and one.target.dropped_in_id), None):
        raise NotAllowed(
            f"Chỉ tiêu “{old.label}” đã được thay hoặc bãi bỏ sau khi soạn kỳ này. Hãy bỏ nội dung đó rồi mở."
        )
    if not owing:
        raise NotAllowed("Chưa có đơn vị nào phải báo cáo. Hãy chọn ít nhất một đơn vị.")
    round_.state, round_.opened_at, round_.opened_by = RoundState.OPEN, clock.now(), by
    round_.save()
    for agency in owing:
        _create_report(round_, agency, asked)
    notify(
        agencies=owing,
        url=round_.get_absolute_url(),
        icon="file-earmark-plus",
        but=by,
        text=f"Đã mở kỳ {round_}. Hạn gửi {format_date(round_.due)}, số liệu đến {format_date(round_.to_on)}.",
    )
    return round_


def _create_report(round_: Round, agency: Agency, asked: Asked) -> UnitReport:
    report = UnitReport.objects.create(
        round=round_,
        agency=agency,
        agency_name=agency.name,
        kept_by=agency,
        due=round_.due,
        first_due=round_.due,
        state=ReportState.DRAFT,
    )
    version = ReportVersion.objects.create(report=report, number=1)
    Answer.objects.bulk_create([Answer(version=version, question=question) for question in asked.of(agency)])
    prefill.fill(version)
    return report


def plans_to_cover(authority: Agency, *, on: date):
    """Plans in force a round may cover, the rolling plan of directions last."""
    return Plan.objects.filter(
        authority=authority, state=PlanState.ISSUED, period_start__lte=on, period_end__gte=on
    ).order_by("period_start", "pk")
