"""Sums against figures worked out by hand, also one level up; sources re-add to their figure."""

from decimal import Decimal

import pytest

from agencies.models import DutyKind
from plans.services import issue_assignments
from reporting import consolidating, moves, rollup
from reporting.models import AcrossPeriods, AcrossUnits, AnswerStatus
from reporting.opening import open_round, prepare_round
from tests import make
from workflow.transitions import NotAllowed


def accept(district, agency, **values):
    report = make.fill(district.report(agency), **values)
    moves.submit(report=report, by=make.user(agency, "HEAD"))
    moves.accept(report=report, by=district.standing_staff)
    report.refresh_from_db()
    return report


@pytest.fixture
def consolidation(portal_day, db):
    """Three communes and two offices confirmed, one commune and one office not; by hand:

    xin lỗi: A 22, B 5, C không phát sinh, Văn phòng 3, Tài nguyên 0 -> 30 of 5 counted, 8 asked
    trả đúng hẹn: A 9/10, B 40/50, C không phát sinh -> 49/60 = 81,67 %
    """
    district = make.ReportingDistrict(communes=4)
    a, b, c, _ = district.communes
    accept(district, a, xin_loi=22, dung_hen=(9, 10), chuc_mung=100)
    accept(district, b, xin_loi=5, dung_hen=(40, 50), chuc_mung=50)
    accept(district, c, xin_loi=None, dung_hen=None, chuc_mung=7)
    accept(district, district.verifier, xin_loi=3, chuc_mung=0)
    accept(district, district.office, xin_loi=0, chuc_mung=None)
    made = consolidating.build(round=district.round, by=district.standing_staff)
    made.district = district
    return made


def figure(consolidation, code_end):
    return next(f for f in rollup.figures(consolidation) if f.question.code.endswith(code_end))


def test_a_sum_over_confirmed_reports_counts_who_answered_of_who_was_asked(consolidation):
    found = figure(consolidation, "xin-loi")
    assert (found.value, found.counted, found.asked) == (30, 5, 8)


def test_a_ratio_is_computed_again_from_its_parts_and_nothing_arose_stays_out(consolidation):
    found = figure(consolidation, "dung-hen")
    assert (found.numerator, found.denominator) == (49, 60)
    assert round(found.value, 2) == Decimal("81.67")
    assert (found.counted, found.asked) == (3, 4)


def test_sums_in_sql_and_of_the_orm_are_the_same(consolidation):
    for found in rollup.figures(consolidation):
        answers = rollup.counted_answers(consolidation).filter(question=found.question)
        row = answers.aggregate(**rollup.SUMS)
        assert rollup.combine(found.question.across_units, row) == found.summed
        assert (row["total"], row["largest"], row["answered"]) == (found.numerator, found.largest, found.counted)


def test_sources_re_add_to_their_figure(consolidation):
    for found in rollup.figures(consolidation):
        rows = [row for row in rollup.sources(consolidation, found.question) if not row.left_out]
        assert len(rows) == found.counted
        if found.question.across_units == AcrossUnits.SUM and found.value is not None:
            assert sum((row.number or 0) for row in rows) == found.value


@pytest.mark.parametrize(
    ("rule", "value"),
    [(AcrossUnits.SUM, 30), (AcrossUnits.MAX, 22), (AcrossUnits.MEAN, Decimal("7.5")), (AcrossUnits.COUNT, 4)],
)
def test_every_rule_by_hand(rule, value, consolidation):
    question = consolidation.round.questions.get(code__endswith="xin-loi")
    question.across_units = rule
    question.save()
    assert figure(consolidation, "xin-loi").value == value


def test_nobody_answered_is_no_zero(consolidation):
    versions = consolidation.pins.exclude(version=None)
    versions.update(excluded_reason="Thử")
    assert figure(consolidation, "xin-loi").value is None
    assert figure(consolidation, "xin-loi").counted == 0


def test_a_figure_left_out_leaves_the_sum_with_its_reason_and_comes_back(consolidation):
    district = consolidation.district
    question = consolidation.round.questions.get(code__endswith="xin-loi")
    report = district.report()
    with pytest.raises(NotAllowed, match="lý do"):
        consolidating.exclude_figure(
            consolidation=consolidation, question=question, report=report, by=district.standing_staff, reason=" "
        )
    consolidating.exclude_figure(
        consolidation=consolidation, question=question, report=report, by=district.standing_staff, reason="Tính hai lần"
    )
    found = figure(consolidation, "xin-loi")
    assert (found.value, found.counted, found.excluded) == (8, 4, 1)
    consolidating.include_figure(
        consolidation=consolidation, question=question, report=report, by=district.standing_staff
    )
    assert figure(consolidation, "xin-loi").value == 30


def test_a_sum_replaced_by_hand_keeps_the_sum_beside_it(consolidation):
    district = consolidation.district
    question = consolidation.round.questions.get(code__endswith="xin-loi")
    consolidating.override_figure(
        consolidation=consolidation,
        question=question,
        by=district.standing_staff,
        value=Decimal(31),
        reason="Thêm thư giấy",
    )
    found = figure(consolidation, "xin-loi")
    assert (found.value, found.summed, found.override_reason) == (31, 30, "Thêm thư giấy")


def test_the_statements_do_not_grow_with_units_or_questions(consolidation, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = rollup.figures(consolidation)
    assert len(found) >= 5


def test_one_level_up_ratios_carry_their_parts(consolidation):
    """The district's issued report becomes its answers in the province's round; 49/60 and another 11/40 make 60/100."""
    district = consolidation.district
    province = make.agency("UBND tỉnh Thử", kind="COMMITTEE", level="PROVINCE")
    office = make.agency("Sở Nội vụ", level="PROVINCE", parent=province)
    make.duty(province, DutyKind.STANDING, office)
    other = make.agency("UBND huyện Bên cạnh", kind="COMMITTEE", parent=province)
    district.committee.parent = province
    district.committee.save()
    standing = make.user(office)
    plan = make.plan(district, authority=province, standing=office)
    model = make.plan_model(plan, "1", "Ngày thứ 7")
    group = make.group("UBND các huyện", province, kinds=["COMMITTEE"], levels=["DISTRICT"])
    make.requirement(model, units=group, count_unit="buổi", measures=(("dung-hen", "Trả đúng hẹn", "Tỷ lệ đúng hẹn"),))
    issue_assignments(plan=plan, on=consolidation.round.from_on)
    above = prepare_round(authority=province, by=standing, period="YEAR", year=2024, plans=[plan])
    above.questions.filter(code__endswith="dung-hen").update(code=figure(consolidation, "dung-hen").question.code)
    above = open_round(round=above, by=standing)
    consolidation.state = "ISSUED"
    consolidation.save()
    writer = make.user(district.committee)
    report = above.reports.get(agency=district.committee)
    assert consolidating.carry_up(consolidation=consolidation, report=report, by=writer) == 1
    answer = make.answer(report, "dung-hen")
    assert (answer.number, answer.denominator, answer.origin) == (49, 60, "SYSTEM")
    for agency, values in ((district.committee, {"dung_hen": (49, 60)}), (other, {"dung_hen": (11, 40)})):
        held = make.fill(above.reports.get(agency=agency), **values)
        moves.submit(report=held, by=make.user(agency, "HEAD"))
        moves.accept(report=held, by=standing)
    total = consolidating.build(round=above, by=standing)
    assert figure(total, "dung-hen").value == 60


def test_across_periods_by_hand(portal_day, db):
    """Two periods of one unit: 3 + 4 letters, the last of 10 and 12 members, 1/2 and 2/6 make 3/8."""
    district = make.ReportingDistrict()
    first = make.fill(district.report(), chuc_mung=3, xin_loi=10, dung_hen=(1, 2)).open_version
    district.round.questions.filter(code__endswith="xin-loi").update(across_periods=AcrossPeriods.LATEST)
    district.round = open_round(
        round=prepare_round(
            authority=district.committee, by=district.standing_staff, period="HALF_1", year=2025, plans=[district.plan]
        ),
        by=district.standing_staff,
    )
    district.round.questions.filter(code__endswith="xin-loi").update(across_periods=AcrossPeriods.LATEST)
    second = make.fill(district.report(), chuc_mung=4, xin_loi=12, dung_hen=(2, 6)).open_version
    found = {code.split("-", 1)[1]: value for code, value in rollup.across_periods([first, second]).items()}
    assert found["chuc-mung"] == 7
    assert found["xin-loi"] == 12
    assert found["dung-hen"] == Decimal("37.5")


def test_comparison_is_over_the_same_units_only(consolidation):
    """Last year A had 10 and D 90 (D is not confirmed this year): compared are 22 and 10, not 30 and 100."""
    district = consolidation.district
    now = district.round
    earlier = open_round(
        round=prepare_round(
            authority=district.committee, by=district.standing_staff, period="YEAR", year=2023, plans=[district.plan]
        ),
        by=district.standing_staff,
    )
    district.round = earlier
    accept(district, district.communes[0], xin_loi=10)
    accept(district, district.communes[3], xin_loi=90)
    now.previous = earlier
    now.save()
    consolidation.round = now
    found = figure(consolidation, "xin-loi")
    assert (found.value_alike, found.before, found.alike) == (22, 10, 1)


def test_unsent_and_unconfirmed_are_not_in_the_sum(consolidation):
    district = consolidation.district
    d = district.communes[3]
    report = make.fill(district.report(d), xin_loi=1000)
    moves.submit(report=report, by=make.user(d, "HEAD"))
    assert figure(consolidation, "xin-loi").value == 30
    assert report.versions.first().answers.filter(status=AnswerStatus.BLANK).count() == 0
