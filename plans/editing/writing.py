"""Rows written into a plan: its frame, models, requirements, tasks and targets, with the parts of their agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from agencies.matching import Matcher
from agencies.models import Agency, AgencyGroup
from agencies.vietnamese import join_words, parse_number, search_key
from models_registry.models import ReformModel
from plans.editing import days
from plans.editing.fields import FIELDS, lines_of
from plans.editing.rows import WITH, plan_row, shown_rows
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
    Reading,
    ScheduleKind,
    Target,
)

ALIKE = 0.92
CADENCE_WORDS = {
    "WEEK": "hằng tuần",
    "MONTH": "hằng tháng",
    "QUARTER": "hằng quý",
    "HALF": "6 tháng",
    "YEAR": "hằng năm",
}
DUTIES, REPORTING = "Tổ chức thực hiện", "Chế độ báo cáo"


def registry_model(name: str, registry: list[ReformModel]) -> ReformModel | None:
    """The registry's model of that name, spelling aside."""
    key = search_key(name)
    if same := next((known for known in registry if search_key(known.name) == key), None):
        return same
    compare = SequenceMatcher(b=key)
    best, likeness = None, ALIKE
    for known in registry:
        compare.set_seq1(search_key(known.name))
        # The quick ones are upper bounds; most names are told apart by them.
        if min(compare.real_quick_ratio(), compare.quick_ratio()) < likeness:
            continue
        if (ratio := compare.ratio()) >= likeness:
            best, likeness = known, ratio
    return best


class Registry:
    """The registry of models, read once; a name it lacks is added, with `origin` as the plan it came with.

    Without `saves` nothing is stored: what is added is there for showing.
    """

    def __init__(self, *, origin: str, saves: bool = True):
        self.origin, self.saves = origin, saves
        self.models = list(ReformModel.objects.all())

    def of(self, fields: dict[str, str]) -> ReformModel:
        known = registry_model(fields["name"], self.models)
        if known is None:
            known = ReformModel(
                name=fields["name"],
                short_name=_short(fields["name"]),
                field=fields["field"],
                purpose=fields["purpose"],
                origin=self.origin[:300],
            )
            if self.saves:
                known.save()
            self.models.append(known)
        return known


@dataclass(frozen=True)
class Share:
    """Who has which part (PartKind), and the words that say so."""

    part: str
    target: Agency | AgencyGroup
    printed: str

    @property
    def side(self) -> dict:
        return {"agency": self.target} if isinstance(self.target, Agency) else {"group": self.target}


def _shares(matcher: Matcher, named: Sequence[tuple[str, list[str]]], *, level: str = "") -> list[Share]:
    """Of the agencies that were matched, each once; who is of another level only carries out nothing of this level."""
    found: list[Share] = []
    seen: set[tuple] = set()
    for part, phrases in named:
        for phrase in phrases:
            target = matcher.find(phrase.removesuffix(WITH)).target
            if target is None or (part, type(target), target.pk) in seen:
                continue
            levels = [target.level] if isinstance(target, Agency) else target.levels
            if part == PartKind.IMPLEMENT and level and levels and level not in levels:
                continue
            seen.add((part, type(target), target.pk))
            found.append(Share(part, target, phrase))
    return found


def requirement_parts(model: dict[str, str], level: str, matcher: Matcher) -> list[Share]:
    """Who carries out and who watches a requirement of a model, from the fields of the model's row."""
    named = [
        (PartKind.IMPLEMENT, lines_of(model["implementers"])),
        (PartKind.MONITOR, lines_of(model["monitors"])),
        (PartKind.MONITOR, [f"{name} {WITH}" for name in lines_of(model["monitors_with"])]),
    ]
    return _shares(matcher, named, level=level)


def task_parts(task: dict[str, str], matcher: Matcher) -> list[Share]:
    named = [(PartKind.LEAD, lines_of(task["lead"])), (PartKind.COORDINATE, lines_of(task["coordinators"]))]
    return _shares(matcher, named)


def requirement_values(fields: dict[str, str], number: str) -> dict:
    """The order's own fields from a requirement's row; `number` is its model's."""
    paced = fields["nature"] == Nature.CADENCE
    return _counted(fields) | {
        "number": number,
        "text": fields["text"],
        "level": fields["level"],
        "schedule_kind": ScheduleKind.RECURRING if paced else ScheduleKind.ONGOING,
        "cadence_per": fields["cadence_per"] if paced else "",
        "cadence_times": int(parse_number(fields["cadence_times"] or "1")),
        "count_label": fields["count_label"],
    }


def task_values(fields: dict[str, str], plan_fields: dict[str, str]) -> dict:
    """The order's own fields from a task's row; the plan's year counts for deadlines that name none."""
    schedule = days.schedule_of(fields, plan_fields)
    cadence = (schedule or {}).get("cadence") or {}
    return _counted(fields) | {
        "number": fields["number"],
        "section": fields["section"],
        "text": fields["content"],
        "deliverable": fields["deliverable"],
        "schedule_kind": schedule["kind"].upper() if schedule else ScheduleKind.ONGOING,
        "schedule_text": fields["schedule"] or fields["deadline"],
        "starts": _day(schedule, "start"),
        "due": _day(schedule, "due"),
        "cadence_per": (cadence.get("per") or "").upper(),
        "cadence_times": cadence.get("times") or 1,
    }


def target_values(fields: dict[str, str]) -> dict:
    """The target's own fields from its row."""
    due = days.parse_day(fields["due"])
    return {
        "text": fields["text"],
        "value": parse_number(fields["value"]) if fields["value"] else None,
        "unit": fields["unit"],
        "direction": fields["direction"],
        "due": due.last if due else None,
    }


def _counted(fields: dict[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in ("nature", "scope", "count_unit")}


def write_frame(reading: Reading, plan: Plan) -> None:
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
    plan.legal_bases.all().delete()
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
    texts = (
        (DUTIES, "responsibility", "\n\n".join(map(_duties, shown_rows(reading, "responsibility")))),
        (REPORTING, "reporting", "\n".join(map(_reporting, shown_rows(reading, "reporting")))),
    )
    for place, (heading, kind, text) in enumerate(texts, start=1):
        if not any(row["kind"] == kind for row in reading.rows):
            continue  # the editor holds nothing of this section: what the plan has stays
        plan.sections.filter(heading=heading).delete()
        if text:
            PlanSection.objects.create(plan=plan, position=place, heading=heading, text=text)


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
    """Writes models, requirements, tasks and targets of a reading into a draft, with the parts of their agencies.

    A row with an origin writes over that model, order or target of the plan; what no row stands for any more goes.
    Every row remembers what it was written to, so that writing again changes and never doubles.
    """

    def __init__(self, plan: Plan, matcher: Matcher):
        self.plan, self.matcher = plan, matcher
        self.registry = Registry(origin=str(plan))
        self.position = 0

    def write(self, reading: Reading) -> None:
        plan_fields = plan_row(reading)["fields"]
        models, orders, targets = [], [], []
        for row in shown_rows(reading, "model"):
            model = self.model(row)
            models.append(model.pk)
            for asked in shown_rows(reading, "requirement", row["id"]):
                orders.append(self.requirement(model, row, asked).pk)
        for row in shown_rows(reading, "task"):
            orders.append(self.task(row, plan_fields).pk)
        for row in shown_rows(reading, "target"):
            targets.append(self.target(row).pk)
        self.plan.orders.exclude(pk__in=orders).delete()
        self.plan.plan_models.exclude(pk__in=models).delete()
        self.plan.targets.exclude(pk__in=targets).delete()

    def _put(self, rows, row: dict, **values):
        """The model, order or target of a row, made or written over."""
        self.position += 1
        written, _ = rows.update_or_create(
            pk=row["origin"], plan=self.plan, defaults=values | {"position": self.position}
        )
        row["origin"] = written.pk
        return written

    def model(self, row: dict) -> PlanModel:
        fields = row["fields"]
        known = self.registry.of(fields)
        return self._put(
            PlanModel.objects,
            row,
            reform_model=known,
            number=fields["number"],
            name=fields["name"],
            short_name=known.short_name,
            purpose=fields["purpose"],
        )

    def requirement(self, model: PlanModel, row: dict, asked: dict) -> Order:
        values = requirement_values(asked["fields"], model.number)
        order = self._put(Order.objects, asked, kind=OrderKind.REQUIREMENT, plan_model=model, **values)
        self._write_parts(order, requirement_parts(row["fields"], order.level, self.matcher))
        return order

    def task(self, row: dict, plan_fields: dict[str, str]) -> Order:
        order = self._put(Order.objects, row, kind=OrderKind.TASK, **task_values(row["fields"], plan_fields))
        self._write_parts(order, task_parts(row["fields"], self.matcher))
        return order

    def target(self, row: dict) -> Target:
        return self._put(Target.objects, row, **target_values(row["fields"]))

    def _write_parts(self, order: Order, named: list[Share]) -> None:
        order.parts.all().delete()
        Part.objects.bulk_create(
            Part(order=order, part=one.part, as_printed=one.printed[:200], position=place, **one.side)
            for place, one in enumerate(named)
        )


def _day(schedule: dict | None, name: str) -> date | None:
    text = (schedule or {}).get(name)
    known = days.parse_day(text) if text else None
    return (known.last if name == "due" else known.first) if known else None


def _short(name: str, limit: int = 100) -> str:
    return name if len(name) <= limit else name[:limit].rsplit(" ", 1)[0]
