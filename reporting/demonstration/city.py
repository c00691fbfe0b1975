"""The second jurisdiction: thành phố Hồng Ngự reports on its communication plan of 2024, with what it cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agencies import clock
from agencies.models import Agency
from plans.models import Activity, ActivityFigure, Assignment, PartKind, Plan
from reporting import moves
from reporting.demonstration.data import read
from reporting.demonstration.people import People
from reporting.models import Answer, AnswerStatus, QuestionKind, QuestionSet, QuestionSetItem, Round, UnitReport
from reporting.opening import open_round, prepare_round


def load_city(people: People) -> None:
    content = read("city")
    _log(content, people)
    round_ = _open(content, people)
    told = [
        (spec[moment], moment, code)
        for code, spec in content["reports"].items()
        for moment in ("written", "sent", "accepted")
        if moment in spec
    ]
    for at, moment, code in sorted(told):
        report = UnitReport.objects.select_related("agency").get(round=round_, agency__code=code)
        with clock.at(at):
            if moment == "written":
                _write(report, content, people)
            elif moment == "sent":
                moves.submit(report=report, by=people.head(report.agency_id))
            else:
                moves.accept(report=report, by=people[content["standing"]])


def _log(content: dict, people: People) -> None:
    names = {row["key"]: row["name"] for row in read("models")}
    for row in content["log"]:
        assignment = Assignment.objects.select_related("order").get(
            order__plan__authority__code=content["authority"],
            order__plan_model__reform_model__name=names[row["model"]],
            agency__code=row["agency"],
            part=PartKind.LEAD,
        )
        measure = assignment.order.measures.first()
        for on, text, *figure in row["entries"]:
            with clock.at(f"{on} 16:45") as moment:
                made = Activity.objects.create(
                    assignment=assignment,
                    on=date.fromisoformat(on),
                    count=1,
                    text=text,
                    entered_by=people.head(assignment.agency_id),
                    entered_at=moment,
                )
            if figure:
                ActivityFigure.objects.create(activity=made, measure=measure, count=figure[0])


def _open(content: dict, people: People) -> Round:
    row = content["question_set"]
    chosen = QuestionSet.objects.create(name=row["name"], plan_kind=content["plan_kind"])
    QuestionSetItem.objects.bulk_create(
        [
            QuestionSetItem(
                question_set=chosen,
                position=place,
                heading=heading,
                code=code,
                label=label,
                kind=kind,
                unit=unit,
                across_units=rule,
            )
            for place, (heading, code, label, kind, unit, rule) in enumerate(row["items"], start=1)
        ]
    )
    authority = Agency.objects.get(code=content["authority"])
    by = people[content["standing_head"]]
    with clock.at(content["opened"]):
        round_ = prepare_round(
            authority=authority,
            by=by,
            period=content["period"],
            year=content["year"],
            subject=content["subject"],
            plans=[Plan.objects.get(authority=authority, kind=content["plan_kind"])],
            question_sets=[chosen],
        )
        return open_round(round=round_, by=by)


def _write(report: UnitReport, content: dict, people: People) -> None:
    """Figures in the order of the question set, a sentence for each task the unit leads, one proposal."""
    codes = [row[1] for row in content["question_set"]["items"] if row[3] == QuestionKind.NUMBER]
    figures = dict(zip(codes, content["reports"][report.agency.code]["figures"], strict=True))
    answers = list(report.open_version.answers.select_related("question__task"))
    by, now = people.staff(report.agency_id), clock.now()
    for answer in answers:
        question = answer.question
        answer.status, answer.saved_by, answer.saved_at = AnswerStatus.GIVEN, by, now
        answer.revision += 1
        if question.kind == QuestionKind.NUMBER:
            answer.number = Decimal(str(figures[question.code])) or None
            answer.status = AnswerStatus.GIVEN if answer.number else AnswerStatus.NONE
        else:
            answer.text = content["tasks"][question.task.number] if question.task_id else content["proposal"]
    Answer.objects.bulk_update(answers, ["status", "number", "text", "revision", "saved_at", "saved_by"])
