"""The five plans and the rolling plan of directions, recorded on the days they were issued."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies import clock
from agencies.models import Agency, AgencyGroup, AgencyKind
from models_registry.models import ReformModel
from plans.models import (
    Activity,
    Assignment,
    LegalBasis,
    Measure,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanModel,
    PlanSection,
    PlanVersion,
    Target,
    TargetMilestone,
)
from plans.services import (
    ChildPlan,
    Conclusion,
    Person,
    complete_assignment,
    give_conclusions,
    issue_assignments,
    move_difficulty,
    move_focal_officer,
    raise_difficulty,
    record_child_plan,
    record_plan,
    request_focal_officer,
)
from reporting.demonstration.data import read
from reporting.demonstration.people import People
from reporting.demonstration.signed import paper, plan_file
from workflow.evidence import store
from workflow.services import move

PLANS = ("002", "003", "000", "001", "004")  # in the order in which they were issued
PARTS = {
    "lead": PartKind.LEAD,
    "implement": PartKind.IMPLEMENT,
    "coordinate": PartKind.COORDINATE,
    "monitors": PartKind.MONITOR,
}


def load_registry() -> None:
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in read("models"):
        ReformModel.objects.create(
            name=row["name"],
            short_name=row["short_name"],
            field=row["field"],
            origin=row["origin"],
            origin_agency=agencies.get(row.get("origin_agency")),
            purpose=row["purpose"],
        )


def load_plans(people: People) -> None:
    for code in PLANS:
        PlanLoader(read(f"plan-{code}"), people).load()


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class PlanLoader:
    """Writes one plan from its data file, then records it and its amendments on their days."""

    def __init__(self, content: dict, people: People):
        self.content, self.people = content, people
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        authority = self.agencies[content["authority"]]
        self.groups = {group.name: group for group in AgencyGroup.objects.filter(jurisdiction=authority)}
        self.registry = {
            row["key"]: model for row in read("models") for model in ReformModel.objects.filter(name=row["name"])
        }
        self.versions: dict[int, PlanVersion] = {}
        self.by_number: dict[str, Order] = {}
        self.position = 0

    def load(self) -> Plan:
        content = self.content
        by = self.people[content["recorded_by"]]
        with clock.at(content["recorded_at"]):
            self.plan = Plan.objects.create(
                authority=self.agencies[content["authority"]],
                standing=self.agencies[content["standing"]],
                kind=content["kind"],
                issued_first=day(content["issued_first"]),
                issued_last=day(content["issued_last"]),
                period_start=day(content["period_start"]),
                period_end=day(content["period_end"]),
                **{
                    name: content.get(name, "")
                    for name in (
                        "number",
                        "symbol",
                        "title",
                        "short_title",
                        "issued_text",
                        "decision",
                        "parent_text",
                        "signer_title",
                        "signer_name",
                    )
                },
                recipients=content["recipients"],
            )
            upload = SimpleUploadedFile(f"ke-hoach-{content['code']}.pdf", plan_file(content, self.plan))
            self.plan.signed_file = store(upload=upload, agency=self.plan.standing, by=by)
            self.plan.save()
            self._write_frame()
            for place, row in enumerate(content["models"], start=1):
                self._write_model(place, row)
            self._write_tasks(version=0)
            self._write_targets()
            record_plan(plan=self.plan, by=by)
        for version in content["versions"][1:]:
            self._amend(version)
        self._log_tasks()
        self._name_officers()
        if closed := content.get("closed_at"):
            with clock.at(closed):
                move(document=self.plan, transition="close", by=self.people[content["closed_by"]])
        return self.plan

    def _write_frame(self) -> None:
        first = self.content["versions"][0]
        self.versions[0] = PlanVersion.objects.create(
            plan=self.plan,
            number=0,
            decision=first.get("decision", ""),
            effective_on=day(first.get("effective_on")),
            note=first.get("note", ""),
        )
        LegalBasis.objects.bulk_create(
            [
                LegalBasis(plan=self.plan, position=place, **row)
                for place, row in enumerate(self.content["legal_bases"], 1)
            ]
        )
        PlanSection.objects.bulk_create(
            [
                PlanSection(plan=self.plan, position=place, **row)
                for place, row in enumerate(self.content["sections"], 1)
            ]
        )

    def _write_model(self, place: int, row: dict) -> None:
        known = self.registry[row["key"]]
        model = PlanModel.objects.create(
            plan=self.plan,
            reform_model=known,
            position=place,
            number=row["number"],
            name=row.get("name", known.name),
            short_name=known.short_name,
            purpose=known.purpose,
            added_in=self.versions[0],
        )
        for requirement in row["requirements"]:
            order = self._create_order(
                requirement,
                kind=OrderKind.REQUIREMENT,
                plan_model=model,
                number=row["number"],
                level=requirement.get("level", ""),
                nature=requirement["nature"],
                scope=requirement.get("scope", "EACH"),
                schedule_kind="RECURRING" if requirement.get("per") else "ONGOING",
                cadence_per=requirement.get("per", ""),
                added_in=self.versions[0],
            )
            self._add_parts(order, requirement | {"monitors": row["monitors"]})

    def _create_order(self, row: dict, **fields) -> Order:
        self.position += 1
        order = Order.objects.create(
            plan=self.plan,
            position=self.position,
            text=row["text"],
            asks_child_plan="child_plans" in row,
            count_label=row.get("label", ""),
            count_unit=row.get("unit", ""),
            **fields,
        )
        for place, (code, label, unit, *ratio) in enumerate(row.get("measures", []), start=1):
            Measure.objects.create(
                order=order, code=code, label=label, unit=unit, ratio_label="".join(ratio), position=place
            )
        return order

    def _add_parts(self, order: Order, row: dict) -> None:
        parts = []
        for name, part in PARTS.items():
            for who, printed in row.get(name, []):
                agency = self.agencies.get(who)
                parts.append(
                    Part(
                        order=order,
                        part=part,
                        agency=agency,
                        group=None if agency else self.groups[who],
                        as_printed=printed,
                        position=len(parts),
                    )
                )
        Part.objects.bulk_create(parts)

    def _write_tasks(self, *, version: int) -> None:
        for row in self.content["tasks"]:
            if row.get("added_in", 0) != version:
                continue
            schedule = row["schedule"]
            order = self._create_order(
                row,
                kind=OrderKind.TASK,
                number=row["number"],
                section=row["section"],
                deliverable=row["deliverable"],
                schedule_kind=schedule["kind"],
                schedule_text=schedule["text"],
                starts=day(schedule.get("start")),
                due=day(schedule.get("due")),
                cadence_per=schedule.get("per", ""),
                added_in=self.versions[version],
                replaces=self.by_number.get(row.get("replaces", "")),
            )
            self._add_parts(order, row)
            self.by_number[row["number"]] = order

    def _amend(self, row: dict) -> None:
        """A new version: what it drops gets its mark, what it adds falls on its agencies from its day on."""
        effective = day(row["effective_on"])
        with clock.at(f"{effective} 09:00"):
            self.versions[row["number"]] = PlanVersion.objects.create(
                plan=self.plan,
                number=row["number"],
                decision=row["decision"],
                effective_on=effective,
                note=row["note"],
            )
            for task in self.content["tasks"]:
                if task.get("dropped_in") == row["number"]:
                    self.by_number[task["number"]].dropped_in = self.versions[row["number"]]
                    self.by_number[task["number"]].save()
            self._write_tasks(version=row["number"])
            issue_assignments(plan=self.plan, on=effective)

    def _write_targets(self) -> None:
        for place, row in enumerate(self.content.get("targets", []), start=1):
            target = Target.objects.create(
                added_in=self.versions[0],
                plan=self.plan,
                position=place,
                due=day(row["due"]),
                **{name: row[name] for name in ("text", "value", "unit", "direction")},
            )
            for year, value in row.get("milestones", {}).items():
                TargetMilestone.objects.create(target=target, year=int(year), value=value)
            for on, value in row["values"]:
                with clock.at(f"{on} 16:10") as moment:
                    target.values.create(on=day(on), value=value, source="Số liệu minh họa", entered_at=moment)

    def _name_officers(self) -> None:
        """Focal officers of units, confirmed on their first day; the last requests still wait."""
        waiting = self.content.get("focal_waiting", [])
        for row in [*self.content.get("focal", []), *waiting]:
            code, name, title, phone, since, *note = row
            unit = self.agencies[code]
            person = Person(name, phone, day(since), title=title, note="".join(note))
            with clock.at("2024-12-19 10:00" if row in waiting else f"{since} 09:00"):
                officer = request_focal_officer(
                    plan=self.plan, agency=unit, by=self.people.staff(unit.pk), person=person
                )
                if row not in waiting:
                    by = self.people.staff(self.plan.standing_id)
                    move_focal_officer(officer=officer, name="confirm", by=by)

    def _log_tasks(self) -> None:
        """Results of tasks: a deliverable for dated ones, an entry of the log for lasting ones, of every unit that leads."""
        entries = []
        for row in self.content["tasks"]:
            order = self.by_number[row["number"]]
            leading = list(
                Assignment.objects.filter(order=order, part=PartKind.LEAD)
                .exclude(agency__code__in=[*row.get("log_but", []), *row.get("child_plans", [])])
                .select_related("agency")
                .order_by("agency__order")
            )
            if result := row.get("done"):
                for place, assignment in enumerate(leading):
                    on = day(result[0]) - timedelta(days=place % 5)
                    assignment.done_on, assignment.result = on, result[1]
                Assignment.objects.bulk_update(leading, ["done_on", "result"])
                Assignment.objects.filter(order=order, part=PartKind.COORDINATE).update(
                    done_on=day(result[0]), result="Đã phối hợp thực hiện."
                )
            elif entry := row.get("log"):
                for place, assignment in enumerate(leading):
                    on = day(entry[0]) - timedelta(days=place % 4)
                    entries.append(self._entry(assignment, on, entry[1]))
            for place, code in enumerate(row.get("child_plans", [])):
                self._child_plan(order, self.agencies[code], day(row["log"][0]) - timedelta(days=place % 5), place)
        Activity.objects.bulk_create(entries)

    def _child_plan(self, order: Order, unit: Agency, on: date, place: int) -> None:
        """The unit's own plan of the year, recorded on the day it was issued."""
        title = f"Thực hiện các mô hình cải cách hành chính năm {on.year}"
        symbol = "KH-UBND" if unit.kind == AgencyKind.COMMITTEE else f"KH-{unit.symbol}"
        wording = ChildPlan(title, on, date(on.year, 1, 1), date(on.year, 12, 31), f"{place + 4:02}", symbol)
        content = paper(issuer=unit.official_name, title=f"Kế hoạch {title[0].lower()}{title[1:]}", text=order.text)
        with clock.at(f"{on} 15:30"):
            record_child_plan(
                assignment=Assignment.objects.get(order=order, agency=unit, part=PartKind.LEAD),
                by=self.people.staff(unit.pk),
                wording=wording,
                upload=SimpleUploadedFile("ke-hoach-da-ky.pdf", content),
            )

    def _entry(self, assignment: Assignment, on: date, text: str) -> Activity:
        with clock.at(f"{on} 15:30") as moment:
            return Activity(
                assignment=assignment,
                on=on,
                count=1,
                text=text,
                entered_at=moment,
                entered_by=self.people.posts.get((assignment.agency_id, "STAFF")),
            )


def load_directions(people: People, *, since: str = "", before: str = "9999") -> None:
    """Ý kiến chỉ đạo given in a span of the year, with what became of them; some are still open on the last day."""
    content = read("directions")
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    told = [row for row in content["directions"] if since <= row["at"] < before]
    for source, rows in groupby(told, key=itemgetter("source")):
        _give(list(rows), source, content, agencies, people)


def _give(rows: list[dict], source: str, content: dict, agencies: dict[str, Agency], people: People) -> None:
    """The orders of one meeting, given at once, and what came of each."""
    leader = people[rows[0].get("by", content["by"])]
    with clock.at(rows[0]["at"]):
        given = give_conclusions(
            authority=agencies[content["authority"]],
            by=leader,
            leader=leader,
            name=source,
            on=clock.today(),
            conclusions=[
                Conclusion(
                    text=row["text"],
                    lead=agencies[row["lead"]],
                    due=date.fromisoformat(row["due"]),
                    coordinators=[agencies[code] for code in row.get("with", [])],
                )
                for row in rows
            ],
        )
    for row, task in zip(rows, given.orders.order_by("position"), strict=True):
        assignment = task.assignments.get(part=PartKind.LEAD)
        if row.get("difficulty"):
            _tell_difficulty(assignment, people, *row["difficulty"])
        if done := row.get("done"):
            with clock.at(f"{done[0]} 16:20"):
                complete_assignment(
                    assignment=assignment, by=people.staff(assignment.agency_id), on=day(done[0]), result=done[1]
                )


def _tell_difficulty(
    assignment: Assignment, people: People, at: str, text: str, answer: tuple[str, str, str] | None = None
) -> None:
    """A difficulty sent up on its day; `answer` is when, by whom and what was said."""
    with clock.at(at):
        difficulty = raise_difficulty(assignment=assignment, by=people.staff(assignment.agency_id), text=text)
    if answer:
        with clock.at(answer[0]):
            move_difficulty(difficulty=difficulty, name="answer", by=people[answer[1]], text=answer[2])
