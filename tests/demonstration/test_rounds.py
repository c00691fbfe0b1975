"""The numbers of the scene: huyện Hồng Ngự on 20/12/2024, as domain.md tells it."""

from collections import Counter
from datetime import date

import pytest
from django.db.models import Sum

from agencies import clock
from plans.models import Activity
from reporting.models import Answer, AnswerStatus, Consolidation, Origin, Round, RoundState, UnitReport
from reporting.prefill import rows_behind
from reporting.sealing import content_of, digest
from workflow.models import Event, Notice

TODAY = date(2024, 12, 20)
STATES = {
    "hn-tai-nguyen": "AWAITING_HEAD",
    "hn-lao-dong": "DRAFT",
    "hn-nong-nghiep": "SUBMITTED",
    "hn-thanh-tra": "EXCUSED",
    "hn-thuong-lac": "DRAFT",
    "hn-long-khanh-a": "SUBMITTED",
    "hn-long-thuan": "RETURNED",
    "hn-phu-thuan-b": "DRAFT",
}
TIMELINESS = {  # năm 2023, Quý I, 6 tháng, Quý III: on time, late, unsent
    "YEAR": (17, 4, 1),
    "QUARTER_1": (18, 4, 0),
    "HALF_1": (17, 4, 1),
    "QUARTER_3": (16, 6, 0),
}


@pytest.fixture
def this_round(demo) -> Round:
    return Round.objects.get(authority__code="hong-ngu", year=2024, period="YEAR")


def report_of(round_: Round, code: str) -> UnitReport:
    return round_.reports.get(agency__code=code)


def given(version) -> tuple[int, int]:
    return version.answers.exclude(status=AnswerStatus.BLANK).count(), version.answers.count()


def test_dates_of_the_round(this_round):
    assert (this_round.from_on, this_round.to_on, this_round.due) == (
        date(2023, 12, 15),
        date(2024, 12, 14),
        date(2024, 12, 17),
    )
    assert this_round.state == RoundState.OPEN
    assert this_round.previous.year == 2023
    assert {plan.kind for plan in this_round.plans.all()} == {"MODELS", "DIRECTIONS"}


def test_twenty_three_reports_in_their_states(this_round):
    states = dict(this_round.reports.values_list("agency__code", "state"))
    assert len(states) == 23
    assert {code: state for code, state in states.items() if state != "ACCEPTED"} == STATES
    assert Counter(states.values())["ACCEPTED"] == 15


def test_sent_18_and_on_time_16_of_22(this_round):
    reports = this_round.reports
    assert (reports.owed().count(), reports.sent().count(), reports.on_time().count()) == (22, 18, 16)
    overdue = reports.overdue(on=TODAY).values_list("agency__code", flat=True)
    assert sorted(overdue) == ["hn-lao-dong", "hn-phu-thuan-b", "hn-tai-nguyen"]


def test_late_first_submissions(this_round):
    late = {report.agency.code: report.first_submitted_on.day for report in this_round.reports.all() if report.was_late}
    assert late == {"hn-nong-nghiep": 19, "hn-van-hoa-the-thao": 18}


def test_draft_of_thuong_lac(this_round):
    report = report_of(this_round, "hn-thuong-lac")
    assert (report.due, report.first_due) == (date(2024, 12, 23), date(2024, 12, 17))
    assert report.extended_reason == "Chờ số liệu của Bưu điện Huyện"
    assert given(report.open_version) == (46, 58)
    missing = [answer.question.label for answer in report.open_version.missing().select_related("question")]
    assert missing == [
        "Ý kiến đã giải quyết, trả lời",
        "Hồ sơ nhận, trả qua bưu chính công ích",
        "Hồ sơ trả kết quả ngay",
        "Khó khăn, hạn chế và nguyên nhân",
        "Kiến nghị, đề xuất",
    ]
    typed = report.open_version.answers.get(system_number=52)
    assert (typed.number, typed.origin) == (57, Origin.TYPED) and typed.reason


@pytest.mark.parametrize(("code", "share"), [("hn-lao-dong", (27, 42)), ("hn-phu-thuan-b", (0, 58))])
def test_overdue_drafts_and_how_far_they_are(this_round, code, share):
    assert given(report_of(this_round, code).open_version) == share


def test_returned_report_of_long_thuan_opens_two_sections(this_round):
    report = report_of(this_round, "hn-long-thuan")
    open_sections = this_round.sections.filter(pk__in=report.open_version.open_sections)
    assert [section.number for section in open_sections] == ["2", "9.1"]
    assert report.return_due == date(2024, 12, 24) and report.accepted is None
    words = report.last_sealed.answers.get(question__section__number="2", question__code__endswith="ket-qua").text
    assert "19 Thư xin lỗi" in words


def test_long_khanh_a_sent_a_second_version_that_differs(this_round):
    report = report_of(this_round, "hn-long-khanh-a")
    first, second = report.versions.order_by("number")
    assert first.sealed_at < second.sealed_at

    def of(version, **which):
        return version.answers.get(**which).number

    files = {"question__section__number": "9.1", "question__source_measure": "ho-so"}
    solved = {"question__section__number": "1", "question__source_measure": "giai-quyet"}
    assert (of(first, **files), of(second, **files)) == (198, 98)
    assert (of(first, **solved), of(second, **solved)) == (None, 69)
    at_once = second.answers.get(question__section__number="9.1", question__source_measure="tra-ngay")
    assert at_once.number > at_once.question.not_above.answers.get(version=second).number


def test_why_37_letters_of_apology(this_round):
    apologies = this_round.questions.get(source_measure="xin-loi")
    sent = {
        code: int(number)
        for code, number in Answer.objects.filter(
            question=apologies, version__number=1, version__sealed_at__isnull=False, status=AnswerStatus.GIVEN
        ).values_list("version__report__agency__code", "number")
    }
    assert sent == {
        "hn-long-thuan": 22,
        "hn-thuong-thoi-tien": 5,
        "hn-thuong-phuoc-1": 3,
        "hn-phu-thuan-a": 2,
        "hn-thuong-phuoc-2": 1,
        "hn-van-phong": 3,
        "hn-kinh-te": 1,
    }
    assert sum(sent.values()) == 37


def test_figures_of_sealed_reports_are_what_the_log_counts(this_round):
    """Every figure marked as the system's re-adds from the entries behind it."""
    answers = Answer.objects.filter(
        version__report__round=this_round, version__sealed_at__isnull=False, origin=Origin.SYSTEM, status="GIVEN"
    ).select_related("question", "version__report__round")
    assert answers.count() > 300
    for answer in answers.filter(question__kind="NUMBER", version__report__agency__level="COMMUNE"):
        rows = rows_behind(answer, 1000)
        measure = answer.question.source_measure
        if measure:
            figures = [figure for row in rows for figure in row.figures.all()]
            total = sum(figure.count for figure in figures if figure.measure.code == measure)
        else:
            total = sum(row.count for row in rows)
        assert total == answer.number, answer


def test_every_owed_answer_of_sent_reports_is_given(this_round):
    for report in this_round.reports.sent():
        assert not report.last_sealed.missing().exists(), report


def test_seals_hold(demo):
    """The recorded hash is the hash of the recorded content, and the content is what the rows say."""
    for report in Round.objects.get(authority__code="hong-ngu", period="HALF_1").reports.sent():
        version = report.last_sealed
        assert digest(version.content) == version.sha256
        assert content_of(version)["sections"] == version.content["sections"]


@pytest.mark.parametrize("period", TIMELINESS)
def test_past_rounds_are_issued_and_have_their_timeliness(demo, period):
    year = 2023 if period == "YEAR" else 2024
    round_ = Round.objects.get(authority__code="hong-ngu", year=year, period=period)
    reports = round_.reports
    on_time, sent = reports.on_time().count(), reports.sent().count()
    assert (on_time, sent - on_time, reports.owed().count() - sent) == TIMELINESS[period]
    assert report_of(round_, "hn-thanh-tra").state == "EXCUSED"
    assert round_.state == RoundState.CLOSED
    issued = round_.consolidations.get()
    assert issued.state == "ISSUED" and issued.number and issued.signed_file is not None


def test_six_months_were_issued_on_24_june(demo):
    assert Consolidation.objects.get(round__period="HALF_1").issued_on == date(2024, 6, 24)


def test_draft_consolidation_rests_on_one_stale_source(this_round):
    draft = this_round.consolidations.get()
    assert draft.state == "DRAFT"
    assert draft.pins.exclude(version=None).count() == 16
    assert [report.agency.code for report in draft.stale_sources()] == ["hn-long-thuan"]
    letters = draft.paragraphs.filter(section__number="2")
    assert "37 Thư xin lỗi" in letters.get(key="figures").text
    assert letters.filter(key="own").exists()


def test_monitors_have_said_their_word(this_round):
    remarks = {section.number for section in this_round.sections.exclude(monitor_remarks=None)}
    assert remarks == {"1", "2", "3", "4"}


def test_city_reports_on_its_communication_plan_with_its_money(demo):
    round_ = Round.objects.get(authority__code="tp-hong-ngu")
    assert Counter(round_.reports.values_list("state", flat=True)) == {"ACCEPTED": 8, "SUBMITTED": 1, "DRAFT": 2}
    spent = Answer.objects.filter(question__round=round_, question__code="da-thuc-hien", status="GIVEN")
    assert spent.aggregate(total=Sum("number"))["total"] > 300


def test_nothing_happened_after_the_demonstrations_morning(demo):
    morning = clock.start_of_day(TODAY)
    assert not Event.objects.filter(at__gte=morning).exists()
    assert not Notice.objects.filter(at__gte=morning).exists()
    assert not Activity.objects.filter(entered_at__gte=morning).exists()
