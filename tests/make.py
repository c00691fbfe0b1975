"""Plain factories: each makes one thing, saved, with what it needs; a test says only what matters to it."""

from __future__ import annotations

import itertools
from datetime import date

from agencies.models import Agency, AgencyGroup, Duty, DutyKind, Membership, Role, User
from agencies.vietnamese import search_key
from models_registry.models import ReformField, ReformModel
from plans.models import (
    Assignment,
    Measure,
    Nature,
    Order,
    OrderKind,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlanModel,
    PlanState,
    PlanVersion,
    Scope,
)
from plans.services import issue_assignments
from reporting.models import Answer, AnswerStatus, QuestionKind, QuestionSet, QuestionSetItem, Round, UnitReport
from reporting.opening import open_round, prepare_round

_count = itertools.count(1)
PASSWORD = "mat-khau-2024"


def agency(
    name: str = "", *, kind: str = "OFFICE", level: str = "DISTRICT", parent: Agency | None = None, **fields
) -> Agency:
    n = next(_count)
    name = name or f"Phòng số {n}"
    values = {
        "short_name": name,
        "official_name": name.replace("UBND", "Ủy ban nhân dân"),
        "code": f"cq-{n}",
        "symbol": "UBND" if kind == "COMMITTEE" else "P",
        "place": "Hồng Ngự",
        "head_title": "Chủ tịch" if kind == "COMMITTEE" else "Trưởng phòng",
        "order": n,
    }
    return Agency.objects.create(name=name, kind=kind, level=level, parent=parent, **{**values, **fields})


def user(
    at: Agency | None = None, role: str = Role.STAFF, *, username: str = "", full_name: str = "", **membership
) -> User:
    """A person, with one membership if an agency is given."""
    n = next(_count)
    made = User.objects.create_user(
        username=username or f"nguoi-{n}", password=PASSWORD, full_name=full_name or f"Người số {n}"
    )
    if at is not None:
        Membership.objects.create(user=made, agency=at, role=role, **membership)
    return made


def group(name: str, jurisdiction: Agency, *, kinds=(), levels=()) -> AgencyGroup:
    return AgencyGroup.objects.create(name=name, jurisdiction=jurisdiction, kinds=list(kinds), levels=list(levels))


def duty(jurisdiction: Agency, kind: str, holder: Agency, **dates) -> Duty:
    return Duty.objects.create(jurisdiction=jurisdiction, kind=kind, agency=holder, **dates)


class District:
    """A small jurisdiction: a committee, its standing, verifying and monitoring offices, one more office, communes."""

    def __init__(self, name: str = "huyện Thử", communes: int = 2):
        self.committee = agency(f"UBND {name}", kind="COMMITTEE")
        self.standing = agency("Phòng Nội vụ", parent=self.committee, symbol="PNV")
        self.verifier = agency("Văn phòng", parent=self.committee, symbol="VP", head_title="Chánh Văn phòng")
        self.monitor = agency("Phòng Văn hóa và Thông tin", parent=self.committee, symbol="PVHTT")
        self.office = agency("Phòng Tài nguyên và Môi trường", parent=self.committee, symbol="PTNMT")
        self.communes = [
            agency(f"UBND xã {letter}", kind="COMMITTEE", level="COMMUNE", parent=self.committee)
            for letter in "ABCDEFGH"[:communes]
        ]
        duty(self.committee, DutyKind.STANDING, self.standing)
        duty(self.committee, DutyKind.VERIFICATION, self.verifier)
        self.offices_group = group("Các cơ quan chuyên môn", self.committee, kinds=["OFFICE"], levels=["DISTRICT"])
        self.communes_group = group("UBND cấp xã", self.committee, kinds=["COMMITTEE"], levels=["COMMUNE"])

    @property
    def commune(self) -> Agency:
        return self.communes[0]


def plan(district: District, **fields) -> Plan:
    values = {
        "authority": district.committee,
        "standing": district.standing,
        "kind": PlanKind.MODELS,
        "title": "Thực hiện các mô hình cải cách hành chính giai đoạn 2021 - 2026",
        "short_title": "Kế hoạch các mô hình",
        "symbol": "QĐ-UBND",
        "period_start": date(2021, 10, 1),
        "period_end": date(2026, 12, 31),
        "state": PlanState.ISSUED,
    }
    made = Plan.objects.create(**{**values, **fields})
    PlanVersion.objects.create(plan=made, number=0)
    return made


def plan_model(of: Plan, number: str = "1", name: str = "", **fields) -> PlanModel:
    name = name or f"Mô hình {next(_count)}"
    registry, _ = ReformModel.objects.get_or_create(
        name=name, defaults={"short_name": name[:100], "field": ReformField.PROCEDURES}
    )
    return PlanModel.objects.create(
        plan=of,
        reform_model=registry,
        number=number,
        name=name,
        short_name=name[:100],
        position=next(_count),
        added_in=of.versions.first(),
        **fields,
    )


def requirement(
    of: PlanModel, *, units: AgencyGroup | Agency, monitor: Agency | None = None, measures=(), **fields
) -> Order:
    """A requirement carried out by a group or an agency; `measures` are (code, label) or (code, label, ratio label)."""
    values = {"nature": Nature.ON_DEMAND, "scope": Scope.EACH, "count_unit": "lượt", "text": "Thực hiện khi có yêu cầu"}
    made = Order.objects.create(
        plan=of.plan,
        plan_model=of,
        kind=OrderKind.REQUIREMENT,
        position=next(_count),
        added_in=of.added_in,
        **{**values, **fields},
    )
    side = {"group": units} if isinstance(units, AgencyGroup) else {"agency": units}
    Part.objects.create(order=made, part=PartKind.IMPLEMENT, **side)
    if monitor is not None:
        Part.objects.create(order=made, part=PartKind.MONITOR, agency=monitor)
    for position, (code, label, *ratio) in enumerate(measures):
        Measure.objects.create(
            order=made, code=code, label=label, unit="thư", position=position, ratio_label=ratio[0] if ratio else ""
        )
    return made


def task(of: Plan, lead: Agency, *, due: date | None = None, **fields) -> Order:
    made = Order.objects.create(
        plan=of,
        kind=OrderKind.TASK,
        position=next(_count),
        number=f"A.{next(_count)}",
        text=fields.pop("text", "Xây dựng báo cáo"),
        due=due,
        schedule_kind="FIXED" if due else "ONGOING",
        added_in=of.versions.first(),
        **fields,
    )
    Part.objects.create(order=made, part=PartKind.LEAD, agency=lead)
    return made


def assignment(of: Order, at: Agency, part: str = PartKind.LEAD, **fields) -> Assignment:
    values = {"starts": of.starts, "due": of.due, "first_due": of.due}
    return Assignment.objects.create(order=of, agency=at, kept_by=at, part=part, **{**values, **fields})


def outline() -> QuestionSet:
    """The free headings of a report: difficulties, directions, proposals."""
    made, new = QuestionSet.objects.get_or_create(name="Phần chung")
    if new:
        for position, heading in enumerate(("Khó khăn, nguyên nhân", "Phương hướng", "Kiến nghị, đề xuất"), 1):
            QuestionSetItem.objects.create(
                question_set=made,
                position=position,
                heading=heading,
                label=heading,
                code=search_key(heading).replace(" ", "-"),
                required=position == 1,
            )
    return made


class ReportingDistrict(District):
    """A district with a plan of two models, its people and an open round over it.

    Model 1: letters of three kinds, on demand, for offices and communes, monitored; model 2: one Saturday session a
    quarter, for communes, with files as a measure.
    """

    def __init__(self, communes: int = 2, *, opened: bool = True, **round_fields):
        super().__init__(communes=communes)
        self.plan = plan(self)
        self.letters = plan_model(self.plan, "1", "Thư chúc mừng, chia buồn, xin lỗi")
        kinds = (("chuc-mung", "Thư chúc mừng"), ("xin-loi", "Thư xin lỗi"))
        self.letters_offices = requirement(
            self.letters,
            units=self.offices_group,
            level="DISTRICT",
            count_unit="thư",
            measures=kinds,
            monitor=self.monitor,
        )
        self.letters_communes = requirement(
            self.letters,
            units=self.communes_group,
            level="COMMUNE",
            count_unit="thư",
            measures=(*kinds, ("chia-buon", "Thư chia buồn")),
            monitor=self.monitor,
        )
        self.saturday = plan_model(self.plan, "2", "Ngày thứ 7 vì dân")
        self.saturdays = requirement(
            self.saturday,
            units=self.communes_group,
            level="COMMUNE",
            nature=Nature.CADENCE,
            cadence_per="QUARTER",
            count_unit="buổi",
            measures=(("dung-hen", "Hồ sơ trả đúng hẹn", "Tỷ lệ trả đúng hẹn"),),
        )
        issue_assignments(plan=self.plan, on=date(2024, 1, 1))
        self.standing_staff = user(self.standing)
        self.standing_head = user(self.standing, Role.HEAD, title="Trưởng phòng")
        self.verifier_staff = user(self.verifier)
        self.monitor_staff = user(self.monitor)
        self.chairman = user(self.committee, Role.HEAD, title="Chủ tịch")
        self.clerk = user(self.committee, Role.CLERK)
        self.staff = user(self.commune)
        self.head = user(self.commune, Role.HEAD, title="Chủ tịch")
        self.commune_clerk = user(self.commune, Role.CLERK)
        self.round: Round = prepare_round(
            authority=self.committee,
            by=self.standing_staff,
            period="YEAR",
            year=2024,
            plans=[self.plan],
            question_sets=[outline()],
            **round_fields,
        )
        if opened:
            self.round = open_round(round=self.round, by=self.standing_staff)

    def report(self, of: Agency | None = None) -> UnitReport:
        return UnitReport.objects.get(round=self.round, agency=of or self.commune)

    def question(self, code_end: str):
        return self.round.questions.get(code__endswith=code_end)


def answer(report: UnitReport, code_end: str) -> Answer:
    """The answer of a report's open version (the last one if none is open) to the question whose code ends so."""
    version = report.open_version or report.last_sealed
    return version.answers.select_related("question").get(question__code__endswith=code_end)


def fill(report: UnitReport, **values) -> UnitReport:
    """Answers every blank answer of the open version: figures with 1 (1/2 for a ratio) unless given, words with a sentence.

    `values` are by the end of a question's code, with _ for -: fill(report, xin_loi=22, chuc_mung=None).
    """
    given = {key.replace("_", "-"): value for key, value in values.items()}
    for row in report.open_version.answers.select_related("question"):
        end = next((end for end in given if row.question.code.endswith(end)), None)
        row.status = AnswerStatus.GIVEN
        if row.question.kind == QuestionKind.NARRATIVE:
            row.text = given[end] if end else f"Lời của {report.agency_name} về {row.question.label.lower()}."
        else:
            value = given[end] if end else 1
            if value is None:
                row.status, row.number = AnswerStatus.NONE, None
            elif isinstance(value, tuple):
                row.number, row.denominator = value
            else:
                row.number, row.denominator = value, 2 if row.question.kind == QuestionKind.RATIO else None
        row.save()
    return report
