"""The reporting rounds of the demonstration district, told as moves made by people on their days."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies import clock
from agencies.models import Agency
from models_registry.models import ReformModel
from plans.models import Plan, PlanKind
from reporting import moves
from reporting.consolidating import monitor_remark
from reporting.demonstration.consolidations import build_draft, issue
from reporting.demonstration.data import read
from reporting.demonstration.logbook import Logbook
from reporting.demonstration.people import People
from reporting.demonstration.planning import load_directions
from reporting.demonstration.signed import paper, report_file
from reporting.demonstration.writing import RESULT, Writer
from reporting.models import (
    AcrossPeriods,
    AcrossUnits,
    Question,
    QuestionKind,
    QuestionSet,
    QuestionSetItem,
    Round,
    UnitReport,
)
from reporting.opening import next_working_day, open_round, prepare_round
from workflow.evidence import store
from workflow.models import Evidence


def load_rounds(people: People, say) -> None:
    """The log of two years, four past rounds and the round the demonstration stands in."""
    Storyteller(people, say).tell()


class Storyteller:
    def __init__(self, people: People, say):
        self.people, self.say = people, say
        self.script = read("rounds")
        self.authority = Agency.objects.get(code="hong-ngu")
        self.models_plan = Plan.objects.get(authority=self.authority, kind=PlanKind.MODELS)
        self.logbook = Logbook(people)
        self.writer = Writer(self.logbook)
        self.standing = people[self.script["standing"]]
        self.standing_head = people[self.script["standing_head"]]
        self.models = {row["key"]: ReformModel.objects.get(name=row["name"]) for row in read("models")}

    def tell(self) -> None:
        self.say("Kết quả thực hiện năm 2023, 2024")
        late = self.script["logged_late"]
        together = [
            entry for entry in self.logbook.entries if entry.agency == late["agency"] and entry.on.year == late["year"]
        ]
        self.logbook.write(entry for entry in self.logbook.entries if entry not in together)
        papers = self._file_papers()
        self.sets = {key: self._question_set(row) for key, row in self.script["question_sets"].items()}
        for row in self.script["past"]:
            self._past_round(row)
        opened = self.script["present"]["opened"]
        load_directions(self.people, before=opened)
        round_ = self._open(self.script["present"], directions=True)
        load_directions(self.people, since=opened)
        self.logbook.write(together, entered=late["at"])
        self._present_round(round_, self.script["present"])
        self._attach(papers, round_)

    def _file_papers(self) -> list[tuple[dict, Evidence]]:
        """Papers units attached to entries of their log: to the month's entry, or the latest one before its end."""
        filed = []
        for row in read("papers"):
            assignment = self.logbook.assignments[row["agency"], row["model"]]
            year, month = (int(part) for part in row["on"].split("-"))
            entry = assignment.activities.filter(on__lte=date(year, month, 28)).order_by("-on", "-pk").first()
            with clock.at(entry.entered_at):
                content = paper(issuer=assignment.agency.official_name, title=row["title"], text=row["text"])
                by = self.people.staff(assignment.agency_id)
                held = store(upload=SimpleUploadedFile(row["name"], content), agency=assignment.agency, by=by)
            entry.evidence.add(held)
            filed.append((row, held))
        return filed

    def _attach(self, papers: list[tuple[dict, Evidence]], round_: Round) -> None:
        """The same papers beside the words of the report they prove, where the unit may still write it."""
        for row, held in papers:
            report = round_.reports.get(agency__code=row["agency"])
            version = report.open_version
            if row.get("in_report") and version is not None:
                version.answers.get(
                    question__section__plan_model__reform_model=self.models[row["model"]],
                    question__code__endswith=RESULT,
                ).evidence.add(held)

    def _question_set(self, row: dict) -> QuestionSet:
        made = QuestionSet.objects.create(name=row["name"], plan_kind=PlanKind.MODELS)
        QuestionSetItem.objects.bulk_create(
            [
                QuestionSetItem(
                    question_set=made,
                    position=place,
                    heading=heading,
                    code=code,
                    label=label,
                    kind=QuestionKind.NARRATIVE,
                    across_units=AcrossUnits.COLLATE,
                )
                for place, (heading, code, label) in enumerate(row["items"], start=1)
            ]
        )
        return made

    def _open(self, row: dict, *, directions: bool = False) -> Round:
        with clock.at(row["opened"]):
            plans = [self.models_plan]
            if directions:
                plans.append(Plan.objects.get(authority=self.authority, kind=PlanKind.DIRECTIONS))
            round_ = prepare_round(
                authority=self.authority,
                by=self.standing_head,
                period=row["period"],
                year=row["year"],
                plans=plans,
                question_sets=[self.sets[row["set"]]],
                lock_on=date.fromisoformat(row["lock_on"]) if "lock_on" in row else None,
            )
            self.say(f"Kỳ báo cáo {round_.name}")
            self._tune(round_, row)
            open_round(round=round_, by=self.standing_head)
        excuse = self.script["excuse"]
        with clock.at(row["excused"]):
            moves.excuse(
                report=round_.reports.get(agency__code=excuse["agency"]),
                by=self.standing_head,
                reason=excuse["reason"],
                document=row["document"],
            )
        round_.refresh_from_db()
        return round_

    def _tune(self, round_: Round, row: dict) -> None:
        """What the standing agency sets by hand on the checklist before it opens the round."""
        for model, part, whole in self.script["not_above"]:
            limit = self._question(round_, model, whole)
            self._questions(round_, model, part).update(not_above=limit)
        for model, figures in self.script["order"].items():
            for place, figure in enumerate(figures, start=1):
                self._questions(round_, model, figure).update(position=place)
        for model, figure in self.script["latest"]:
            self._questions(round_, model, figure).update(across_periods=AcrossPeriods.LATEST)
        if heading := row.get("next_heading"):
            round_.sections.filter(title=self.script["question_sets"]["year"]["items"][1][0]).update(
                title=heading, short_title=heading
            )

    def _questions(self, round_: Round, model: str, figure: str):
        return round_.questions.filter(
            section__plan_model__reform_model=self.models[model], source_measure=figure, source_orders__isnull=False
        ).distinct()

    def _question(self, round_: Round, model: str, figure: str) -> Question:
        return self._questions(round_, model, figure).get()

    # Past rounds: everybody writes, most in time, some late, a few never.

    def _past_round(self, row: dict) -> None:
        round_ = self._open(row)
        for turn, report in enumerate(self._reports(round_)):
            code = report.agency.code
            if code in row["never"]:
                continue
            sent = self._sending_day(round_, turn, row["late"].get(code))
            self._write(report, f"{sent} {8 + turn % 3:02d}:{turn * 11 % 60:02d}", {})
            self._send(report, f"{sent} {14 + turn % 3:02d}:{turn * 7 % 60:02d}", {})
            self._accept(
                report, f"{next_working_day(sent + timedelta(days=1))} {8 + turn % 4:02d}:{turn * 13 % 60:02d}"
            )
        issue(round_, row["consolidation"], self.people)

    def _reports(self, round_: Round) -> list[UnitReport]:
        return list(round_.reports.exclude(state="EXCUSED").select_related("agency").order_by("agency__order"))

    def _sending_day(self, round_: Round, turn: int, days_late: int | None) -> date:
        if days_late:
            return round_.due + timedelta(days=days_late)
        return round_.due if turn % 3 == 0 else next_working_day(round_.to_on + timedelta(days=1))

    def _write(self, report: UnitReport, at: str, spec: dict, typed=(), texts=()) -> None:
        with clock.at(at):
            report = UnitReport.objects.select_related("agency", "round").get(pk=report.pk)
            version = report.open_version
            version.report = report
            self.writer.write(version, self.people.staff(report.agency_id), spec=spec, typed=typed, texts=texts)

    def _send(self, report: UnitReport, at: str, spec: dict) -> None:
        report = UnitReport.objects.get(pk=report.pk)
        with clock.at(at) as moment:
            if number := spec.get("signed"):
                signed_on = moment.date()
                content = report_file(
                    issuer=report.agency.official_name,
                    number=f"{number}/BC-{report.agency.symbol}",
                    title=report.round.subject,
                    signer=report.agency.head_title,
                )
                moves.submit_signed(
                    report=report,
                    by=self.people.staff(report.agency_id),
                    upload=SimpleUploadedFile("bao-cao-da-ky.pdf", content),
                    number=number,
                    signed_on=signed_on,
                    signer_name=self.people.head(report.agency_id).full_name,
                )
            else:
                moves.submit(report=report, by=self.people.head(report.agency_id))

    def _accept(self, report: UnitReport, at: str) -> None:
        with clock.at(at):
            moves.accept(report=UnitReport.objects.get(pk=report.pk), by=self.standing)

    # The round of the demonstration: every move at its minute, in the order in which they happened.

    def _present_round(self, round_: Round, row: dict) -> None:
        self.round, self.row = round_, row
        self.reports = {report.agency.code: report for report in self._reports(round_)}
        told = []
        for code, spec in row["reports"].items():
            for moment in ("written", "sent", "sent_up", "accepted"):
                if moment in spec:
                    told.append((spec[moment], moment, code, spec))
        for move in row["moves"]:
            told.append((move["at"], move["do"], move.get("agency", ""), move))
        for at, what, code, spec in sorted(told, key=lambda step: step[0]):
            report = self.reports.get(code)
            getattr(self, f"_{what}")(report, at, spec)

    def _written(self, report, at, spec) -> None:
        code = report.agency.code
        own = [entry for entry in self.row["typed"] if entry["agency"] == code]
        texts = [entry for entry in self.row["texts"] if entry["agency"] == code]
        self._write(report, at, spec, own, texts)

    def _sent(self, report, at, spec) -> None:
        self._send(report, at, spec)

    def _submit(self, report, at, spec) -> None:
        self._send(report, at, {})

    def _sent_up(self, report, at, spec) -> None:
        with clock.at(at):
            moves.send_up(report=report, by=self.people.staff(report.agency_id))

    def _accepted(self, report, at, spec) -> None:
        self._accept(report, at)

    def _remind(self, report, at, spec) -> None:
        with clock.at(at):
            for code in spec["agencies"]:
                moves.remind(report=UnitReport.objects.get(pk=self.reports[code].pk), by=self.standing)

    def _remark(self, report, at, spec) -> None:
        with clock.at(at):
            moves.remark(report=report, section=self._section(spec["model"]), by=self.standing, text=spec["text"])

    def _extend(self, report, at, spec) -> None:
        with clock.at(at):
            moves.extend(report=report, by=self.standing, due=date.fromisoformat(spec["due"]), reason=spec["reason"])

    def _start_review(self, report, at, spec) -> None:
        with clock.at(at):
            moves.start_review(report=UnitReport.objects.get(pk=report.pk), by=self.standing)

    def _return(self, report, at, spec) -> None:
        self._back(moves.return_report, self.standing, report, at, spec)

    def _reopen(self, report, at, spec) -> None:
        self._back(moves.reopen, self.standing_head, report, at, spec)

    def _back(self, move, by, report, at, spec) -> None:
        with clock.at(at):
            move(
                report=UnitReport.objects.get(pk=report.pk),
                by=by,
                reason=spec["reason"],
                sections=[self._section(key).pk for key in spec["models"]],
                due=date.fromisoformat(spec["due"]),
            )

    def _section(self, key: str):
        return self.round.sections.get(plan_model__reform_model=self.models[key])

    def _rewrite(self, report, at, spec) -> None:
        with clock.at(at):
            report = UnitReport.objects.get(pk=report.pk)
            report.remarks.filter(resolved_at=None).update(resolved_at=clock.now())
            self.writer.change(
                report.open_version,
                self.people.staff(report.agency_id),
                [row for row in self.row["rewritten"] if row["agency"] == report.agency.code],
            )

    def _monitor(self, report, at, spec) -> None:
        with clock.at(at):
            monitor_remark(section=self._section(spec["model"]), by=self.people[spec["by"]], text=spec["text"])

    def _consolidate(self, report, at, spec) -> None:
        with clock.at(at):
            build_draft(self.round, spec["draft"], self.standing)
