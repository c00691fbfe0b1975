"""Rows become a plan: a draft, or a plan recorded as issued with everything falling on its agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.db import transaction

from agencies import clock
from agencies.matching import Matcher
from agencies.models import Agency, User
from agencies.vietnamese import join_words, parse_number, search_key
from models_registry.models import ReformModel
from plans.editing import days
from plans.editing.fields import FIELDS, KINDS, clean, lines_of, missing
from plans.editing.rows import WITH, phrases_of, title_of
from plans.models import (
    LegalBasis,
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanModel,
    PlanSection,
    PlanState,
    Reading,
    ReadingState,
    ScheduleKind,
    Target,
)
from plans.schedules import parse as parse_schedule
from plans.services import record_plan
from workflow.models import Evidence
from workflow.transitions import NotAllowed

ALIKE = 0.92
CADENCE_WORDS = {
    "WEEK": "hằng tuần",
    "MONTH": "hằng tháng",
    "QUARTER": "hằng quý",
    "HALF": "6 tháng",
    "YEAR": "hằng năm",
}


@dataclass(frozen=True)
class Gap:
    """What keeps rows from becoming a plan in force. `row` is None for the plan's agencies; a draft may keep some gaps."""

    sentence: str
    row: dict | None = None
    stops_draft: bool = False


def shown_rows(reading: Reading, kind: str, parent: str | None = None) -> list[dict]:
    """Rows that are not laid aside, in their order; of a model that is laid aside, none."""
    gone = {row["id"] for row in reading.rows if row["dropped"]}
    return [
        row
        for row in reading.rows
        if row["kind"] == kind
        and not row["dropped"]
        and row["parent"] not in gone
        and (parent is None or row["parent"] == parent)
    ]


def plan_row(reading: Reading) -> dict:
    return next(row for row in reading.rows if row["kind"] == "plan")


def schedule_of(fields: dict[str, str], plan: dict[str, str]) -> dict | None:
    """What the portal understands of a task's time: a `schedule` of the contract, or None where nothing is written.

    The words of "Tính hạn theo" go before those of the document, which are kept.
    """
    words = fields.get("deadline") or fields.get("schedule")
    if not words:
        return None
    try:
        issued, start = days.parse_day(plan.get("issued_on")), days.parse_day(plan.get("period_start"))
    except ValueError:
        issued = start = None
    known = issued.first if issued and issued.first == issued.last else None
    found = parse_schedule(words, year=start.first.year if start else None, issued=known)
    return found.as_dict() | {"text": fields.get("schedule") or words} if found else None


def gaps_of(reading: Reading, matcher: Matcher) -> list[Gap]:
    """Everything still missing, in the order of the document."""
    found: list[Gap] = []
    plan = plan_row(reading)["fields"]
    for kind in KINDS:
        for row in shown_rows(reading, kind):
            name = KINDS[kind].lower() if kind == "plan" else f"{KINDS[kind]} “{title_of(row)[:60] or 'chưa ghi'}”"
            for label in missing(kind, row["fields"]):
                found.append(Gap(f"{name}: chưa ghi {label.lower()}.", row, stops_draft=True))
            for errors in clean(kind, row["fields"])[1].values():
                found.append(Gap(f"{name}: {errors[0]}", row, stops_draft=True))
            paced = row["fields"].get("nature") == Nature.CADENCE
            if kind == "requirement" and paced and not row["fields"].get("cadence_per"):
                found.append(Gap(f"{name}: làm theo nhịp thì chọn nhịp.", row, stops_draft=True))
            if kind == "task" and paced and not (schedule_of(row["fields"], plan) or {}).get("cadence"):
                sentence = "làm theo nhịp thì thời gian phải nêu kỳ, ví dụ “hằng quý”; hoặc chọn tính chất khác."
                found.append(Gap(f"{name}: {sentence}", row, stops_draft=True))
            if kind == "task" and not lines_of(row["fields"].get("lead", "")):
                found.append(Gap(f"{name}: chưa có cơ quan chủ trì.", row))
            if kind == "model" and not lines_of(row["fields"].get("implementers", "")):
                found.append(Gap(f"{name}: chưa có cơ quan thực hiện.", row))
            if kind == "model" and not shown_rows(reading, "requirement", row["id"]):
                found.append(Gap(f"{name}: chưa có yêu cầu thực hiện.", row))
    try:
        first, last = days.parse_day(plan["period_start"]), days.parse_day(plan["period_end"])
        if first and last and last.last < first.first:
            found.append(Gap("Thời gian thực hiện kết thúc trước khi bắt đầu.", plan_row(reading), stops_draft=True))
    except ValueError:
        pass  # said above, by the field
    if not any(shown_rows(reading, kind) for kind in ("model", "task", "target")):
        found.append(Gap("Kế hoạch chưa có mô hình, nhiệm vụ hay chỉ tiêu nào.", stops_draft=False))
    unknown = unknown_phrases(reading, matcher)
    if unknown:
        found.append(Gap(f"{len(unknown)} tên cơ quan chưa rõ là cơ quan nào: {join_words(unknown[:4])}."))
    return found


def unknown_phrases(reading: Reading, matcher: Matcher) -> list[str]:
    """Printed names that nobody has matched yet, each meaning once."""
    keys: dict[str, str] = {}
    for kind in ("model", "task"):
        for row in shown_rows(reading, kind):
            for phrase in phrases_of(row):
                match = matcher.find(phrase)
                if not match.is_known:
                    keys.setdefault(match.key, phrase)
    return list(keys.values())


def registry_model(name: str, registry: list[ReformModel]) -> ReformModel | None:
    """The registry's model of that name, spelling aside."""
    key = search_key(name)
    best = max(registry, key=lambda known: SequenceMatcher(None, key, search_key(known.name)).ratio(), default=None)
    if best and SequenceMatcher(None, key, search_key(best.name)).ratio() >= ALIKE:
        return best
    return None


@transaction.atomic
def make_draft(*, reading: Reading, by: User) -> Plan:
    """The draft plan of a reading: made, or written anew when it is still a draft. Raises `NotAllowed` for gaps."""
    held = (
        Reading.objects.select_for_update(of=("self",))
        .visible_to(by)
        .select_related("plan", "authority", "standing")
        .filter(pk=reading.pk)
        .first()
    )
    if held is None or not held.is_open or held.amends_id:
        raise NotAllowed("Kế hoạch này đã được ghi nhận hoặc không còn mở để sửa. Hãy tải lại trang.")
    matcher = Matcher(held.authority, on=clock.today())
    if gap := next((gap for gap in gaps_of(held, matcher) if gap.stops_draft), None):
        raise NotAllowed(gap.sentence)
    plan = held.plan or Plan(authority=held.authority, standing=held.standing, state=PlanState.DRAFT)
    if plan.pk:
        _empty(plan)
    _write_frame(held, plan)
    Writer(plan, matcher).write(held)
    held.plan, held.state = plan, ReadingState.DONE
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
    return plan


@transaction.atomic
def record(*, reading: Reading, by: User, signed_file: Evidence, number: str, symbol: str, issued_on: date) -> Plan:
    """The reading's plan recorded as issued: number, day and signed file given, every order on its agencies.

    Raises `NotAllowed` while something is missing or for somebody who may not record.
    """
    matcher = Matcher(reading.authority, on=clock.today())
    if gaps := gaps_of(reading, matcher):
        raise NotAllowed(gaps[0].sentence)
    plan = make_draft(reading=reading, by=by)
    plan.number, plan.symbol = number, symbol
    plan.issued_first = plan.issued_last = issued_on
    plan.issued_text = days.PartialDay(issued_on, issued_on).text
    plan.signed_file = signed_file
    plan.save()
    record_plan(plan=plan, by=by)
    return plan


def _empty(plan: Plan) -> None:
    plan.orders.all().delete()
    plan.plan_models.all().delete()
    for rows in (plan.targets, plan.sections, plan.legal_bases):
        rows.all().delete()


def _write_frame(reading: Reading, plan: Plan) -> None:
    """The plan's own fields, legal bases and text sections."""
    fields = plan_row(reading)["fields"]
    for item in FIELDS["plan"]:
        if item.kind in ("text", "area", "choice"):
            setattr(plan, item.name, fields.get(item.name, ""))
    issued = days.parse_day(fields["issued_on"])
    plan.issued_text = issued.text if issued else ""
    plan.issued_first, plan.issued_last = (issued.first, issued.last) if issued else (None, None)
    plan.period_start = days.parse_day(fields["period_start"]).first
    plan.period_end = days.parse_day(fields["period_end"]).last
    plan.recipients = lines_of(fields["recipients"])
    plan.save()
    LegalBasis.objects.bulk_create(
        LegalBasis(
            plan=plan,
            position=place,
            kind=row["fields"]["kind"],
            number=row["fields"]["number"],
            issued_on=days.iso(row["fields"]["date"]),
            issuer=row["fields"]["issuer"],
        )
        for place, row in enumerate(shown_rows(reading, "basis"), start=1)
    )
    sections = [
        ("Tổ chức thực hiện", "\n\n".join(map(_duties, shown_rows(reading, "responsibility")))),
        ("Chế độ báo cáo", "\n".join(map(_reporting, shown_rows(reading, "reporting")))),
    ]
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, position=place, heading=heading, text=text)
        for place, (heading, text) in enumerate(sections, start=1)
        if text
    )


def _duties(row: dict) -> str:
    return "\n".join([f"{row['fields']['agency']}:", *(f"- {duty}" for duty in lines_of(row["fields"]["duties"]))])


def _reporting(row: dict) -> str:
    fields = row["fields"]
    parts = [join_words(lines_of(fields["by"])) or "Các cơ quan, đơn vị", "báo cáo"]
    parts += [CADENCE_WORDS.get(fields["cadence"], "")]
    parts += [f"gửi {fields['to']}" if fields["to"] else "", f"(qua {fields['via']})" if fields["via"] else ""]
    parts += [f", hạn {fields['due']}" if fields["due"] else ""]
    return " ".join(part for part in parts if part).replace(" ,", ",") + "."


class Writer:
    """Writes models, requirements, tasks and targets of a reading into a plan, with the parts of their agencies."""

    def __init__(self, plan: Plan, matcher: Matcher, *, version=None, position: int = 0):
        self.plan, self.matcher, self.version = plan, matcher, version
        self.registry = list(ReformModel.objects.all())
        self.position = position

    def write(self, reading: Reading) -> None:
        plan_fields = plan_row(reading)["fields"]
        for row in shown_rows(reading, "model"):
            model = self.model(row)
            for asked in shown_rows(reading, "requirement", row["id"]):
                self.requirement(model, row, asked)
        for row in shown_rows(reading, "task"):
            self.task(row, plan_fields)
        for row in shown_rows(reading, "target"):
            self.target(row)

    def model(self, row: dict) -> PlanModel:
        fields = row["fields"]
        known = registry_model(fields["name"], self.registry)
        if known is None:
            known = ReformModel.objects.create(
                name=fields["name"],
                short_name=_short(fields["name"]),
                field=fields["field"],
                purpose=fields["purpose"],
                origin=str(self.plan)[:300],
            )
            self.registry.append(known)
        self.position += 1
        return PlanModel.objects.create(
            plan=self.plan,
            reform_model=known,
            position=self.position,
            number=fields["number"],
            name=fields["name"],
            short_name=known.short_name,
            purpose=fields["purpose"],
            added_in=self.version,
        )

    def requirement(self, model: PlanModel, row: dict, asked: dict, *, replaces: Order | None = None) -> Order:
        fields = asked["fields"]
        paced = fields["nature"] == Nature.CADENCE
        order = self._order(
            fields,
            kind=OrderKind.REQUIREMENT,
            plan_model=model,
            number=model.number,
            text=fields["text"],
            level=fields["level"],
            schedule_kind=ScheduleKind.RECURRING if paced else ScheduleKind.ONGOING,
            cadence_per=fields["cadence_per"] if paced else "",
            cadence_times=int(parse_number(fields["cadence_times"] or "1")),
            count_label=fields["count_label"],
            replaces=replaces,
        )
        named = row["fields"]
        self._parts(
            order,
            (PartKind.IMPLEMENT, lines_of(named["implementers"])),
            (PartKind.MONITOR, lines_of(named["monitors"])),
            (PartKind.MONITOR, [f"{name} {WITH}" for name in lines_of(named["monitors_with"])]),
        )
        return order

    def task(self, row: dict, plan_fields: dict[str, str], *, replaces: Order | None = None) -> Order:
        fields = row["fields"]
        schedule = schedule_of(fields, plan_fields)
        cadence = (schedule or {}).get("cadence") or {}
        order = self._order(
            fields,
            kind=OrderKind.TASK,
            number=fields["number"],
            section=fields["section"],
            text=fields["content"],
            deliverable=fields["deliverable"],
            schedule_kind=schedule["kind"].upper() if schedule else ScheduleKind.ONGOING,
            schedule_text=fields["schedule"] or fields["deadline"],
            starts=_day(schedule, "start"),
            due=_day(schedule, "due"),
            cadence_per=(cadence.get("per") or "").upper(),
            cadence_times=cadence.get("times") or 1,
            replaces=replaces,
        )
        self._parts(
            order, (PartKind.LEAD, lines_of(fields["lead"])), (PartKind.COORDINATE, lines_of(fields["coordinators"]))
        )
        return order

    def target(self, row: dict) -> Target:
        fields = row["fields"]
        due = days.parse_day(fields["due"])
        self.position += 1
        return Target.objects.create(
            plan=self.plan,
            position=self.position,
            text=fields["text"],
            value=parse_number(fields["value"]) if fields["value"] else None,
            unit=fields["unit"],
            direction=fields["direction"],
            due=due.last if due else None,
        )

    def _order(self, fields: dict[str, str], **values) -> Order:
        self.position += 1
        return Order.objects.create(
            plan=self.plan,
            position=self.position,
            nature=fields["nature"],
            scope=fields["scope"],
            count_unit=fields["count_unit"],
            added_in=self.version,
            **values,
        )

    def _parts(self, order: Order, *named: tuple[str, list[str]]) -> None:
        """Parts of the agencies that were matched; one agency of another level has no part in a requirement of a level."""
        made: list[Part] = []
        seen: set[tuple] = set()
        for kind, phrases in named:
            for phrase in phrases:
                target = self.matcher.find(phrase.removesuffix(WITH)).target
                if target is None:
                    continue
                single = isinstance(target, Agency)
                if isinstance(target, Agency) and order.level not in ("", target.level) and kind == PartKind.IMPLEMENT:
                    continue
                if (kind, single, target.pk) in seen:
                    continue
                seen.add((kind, single, target.pk))
                side = {"agency": target} if single else {"group": target}
                made.append(Part(order=order, part=kind, as_printed=phrase[:200], position=len(made), **side))
        Part.objects.bulk_create(made)


def _day(schedule: dict | None, name: str) -> date | None:
    text = (schedule or {}).get(name)
    known = days.parse_day(text) if text else None
    return (known.last if name == "due" else known.first) if known else None


def _short(name: str, limit: int = 100) -> str:
    return name if len(name) <= limit else name[:limit].rsplit(" ", 1)[0]
