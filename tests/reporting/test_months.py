"""A month counted further after a report's cut-off: neighbouring reports hold it once and whole."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.cadence import year_strips
from plans.models import Activity, Order
from plans.models.log import total_since
from plans.services import correct_activity
from reporting import moves
from reporting.models import AnswerStatus
from reporting.opening import open_round, prepare_round
from tests import make
from workflow.transitions import NotAllowed

pytestmark = pytest.mark.usefixtures("district")
CUT_OFF, YEARS_END = date(2024, 12, 14), date(2024, 12, 31)


class Letters:
    """The letters of the district's first commune, entered on the page of a month, and its reports."""

    def __init__(self, district, client, portal_day, capture):
        self.d, self.client, self.day, self.capture = district, client, portal_day, capture
        self.work = district.letters_communes.assignments.get(agency=district.commune, part="IMPLEMENT")
        self.measures = {row.code: row.pk for row in district.letters_communes.measures.all()}

    def enter(self, count, on=CUT_OFF, **figures):
        """As the officer does it; figures by the end of their measure's code."""
        self.client.force_login(self.d.staff)
        sent = {"on": on.isoformat(), f"c-{self.work.pk}": str(count)}
        for code, value in figures.items():
            sent[f"f-{self.work.pk}-{self.measures[code.replace('_', '-')]}"] = str(value)
        with self.capture(execute=True):
            answer = self.client.post(f"{reverse('log_month')}?thang={on:%Y-%m}", sent)
        assert answer.status_code == 302, answer.context["form"].errors

    def send(self, report=None):
        report = report or self.d.report()
        report.open_version.missing().update(status=AnswerStatus.NONE)
        moves.submit(report=report, by=self.d.head)
        return report

    def open(self, period="QUARTER_1", year=2025, **days):
        """The commune's report of another round over the same plan."""
        d = self.d
        made = prepare_round(
            authority=d.committee, by=d.standing_staff, period=period, year=year, plans=[d.plan], **days
        )
        return open_round(round=made, by=d.standing_staff).reports.get(agency=d.commune)


@pytest.fixture
def letters(district, client, portal_day, django_capture_on_commit_callbacks):
    return Letters(district, client, portal_day, django_capture_on_commit_callbacks)


def number(report, code="thu"):
    return make.answer(report, code).number


def rows(letters, report, code="thu"):
    """What the page says behind a figure, in one line."""
    letters.client.force_login(letters.d.staff)
    page = letters.client.get(reverse("answer_rows", args=[make.answer(report, code).pk]))
    return " ".join(page.content.decode().split())


def test_what_a_sent_report_counted_is_not_counted_again(letters, portal_day):
    letters.enter(9, xin_loi=4)
    year = letters.send()
    portal_day("2025-01-02 09:00")
    letters.enter(15, YEARS_END, xin_loi=6)
    next_one = letters.open()
    assert (number(year), number(next_one)) == (9, 6)
    assert (number(year, "xin-loi"), number(next_one, "xin-loi")) == (4, 2)
    assert "tháng 12/2024: 15, kỳ trước (đến 14/12/2024) đã tính 9, kỳ này tính 6" in rows(letters, next_one)
    assert "tháng 12/2024: 6, kỳ trước (đến 14/12/2024) đã tính 4, kỳ này tính 2" in rows(letters, next_one, "xin-loi")
    sent = rows(letters, year)
    assert "tính đến 14/12/2024, phần ghi sau ngày này thuộc kỳ sau" in sent and ">9<" in sent


def test_until_it_is_sent_a_report_keeps_what_was_counted_to_its_cut_off(letters, portal_day):
    letters.enter(9)
    portal_day("2025-01-02 09:00")
    next_one = letters.open()
    letters.enter(12, YEARS_END)
    letters.enter(15, YEARS_END)
    assert (number(letters.d.report()), number(next_one)) == (9, 6)
    letters.enter(10)
    assert (number(letters.d.report()), number(next_one)) == (10, None), "the month is 10, all of it by the cut-off"
    letters.enter(15, YEARS_END)
    assert (number(letters.d.report()), number(next_one)) == (10, 5)


def test_a_report_that_is_opened_again_holds_what_it_held(letters, portal_day):
    letters.enter(9)
    year = letters.send()
    portal_day("2025-01-02 09:00")
    letters.enter(15, YEARS_END)
    next_one = letters.open()
    section = make.answer(year, "thu").question.section_id
    d = letters.d
    moves.return_report(
        report=d.report(), by=d.standing_staff, reason="Bổ sung", sections=[section], due=date(2025, 1, 9)
    )
    assert (number(d.report()), number(next_one)) == (9, 6)
    letters.send(d.report())
    assert (number(d.report()), number(next_one)) == (9, 6)


def test_periods_that_overlap_hold_the_month_whole(letters, portal_day):
    portal_day("2025-03-14 09:00")
    letters.enter(9, date(2025, 3, 14))
    quarter = letters.send(letters.open())
    portal_day("2025-04-02 09:00")
    letters.enter(15, date(2025, 3, 31))
    assert [number(quarter), number(letters.open("HALF_1")), number(letters.open("YEAR"))] == [9, 15, 15]


def test_a_month_corrected_downwards_is_taken_off_the_next_report(letters, portal_day):
    letters.enter(9)
    letters.send()
    portal_day("2025-01-31 09:00")
    letters.enter(8, YEARS_END)
    next_one = letters.open()
    assert number(next_one) == 0, "a report holds no negative number"
    said = rows(letters, next_one)
    assert "đã tính 9, kỳ này giảm 1" in said and "cộng lại được −1" in said and "hệ thống ghi 0" in said
    letters.enter(11, date(2025, 1, 31))
    assert number(next_one) == 10
    assert "kỳ này giảm 1" in rows(letters, next_one) and "cộng lại" not in rows(letters, next_one)


def test_a_measure_that_is_taken_back_is_taken_off(letters, portal_day):
    letters.enter(9, xin_loi=4)
    letters.send()
    portal_day("2025-01-31 09:00")
    letters.enter(15, YEARS_END)
    letters.enter(7, date(2025, 1, 31), xin_loi=6)
    next_one = letters.open()
    assert (number(next_one), number(next_one, "xin-loi")) == (13, 2)
    assert "đã tính 4, nay bỏ số này" in rows(letters, next_one, "xin-loi")


@pytest.mark.parametrize(
    ("now", "held", "said"),
    [
        ((15, 12), (5, 6), "tháng 12/2024: 12/15, kỳ trước (đến 14/12/2024) đã tính 7/9, kỳ này tính 5/6"),
        ((15, 15), (6, 6), "cộng lại được 8/6"),
        ((9, 9), (None, None), None),
        ((8, 7), (None, None), None),
    ],
    ids=["more", "more in time than were added", "nothing added", "fewer"],
)
def test_a_ratio_is_of_what_was_added(letters, portal_day, now, held, said):
    letters.measures["dung-han"] = letters.d.letters_communes.measures.create(
        code="dung-han", label="Gửi đúng hạn", ratio_label="Tỷ lệ đúng hạn", position=9
    ).pk
    letters.enter(9, dung_han=7)
    portal_day("2025-01-02 09:00")
    letters.enter(now[0], YEARS_END, dung_han=now[1])
    next_one = letters.open()
    answer = make.answer(next_one, "dung-han")
    assert (answer.number, answer.denominator) == held
    if said:
        assert said in rows(letters, next_one, "dung-han")


def test_what_is_shared_by_all_is_counted_so_too(letters, portal_day):
    Order.objects.filter(pk=letters.d.letters_communes.pk).update(scope="SHARED")
    letters.enter(9)
    letters.send()
    portal_day("2025-01-02 09:00")
    letters.enter(15, YEARS_END)
    assert number(letters.open()) == 6


def test_figures_are_counted_further_once_their_report_is_sent(letters, portal_day):
    """The page of the month, the form of a correction and the workbook of all units propose and keep the same day."""
    d = letters.d
    letters.enter(9)
    portal_day("2024-12-31 09:00")

    def proposed():
        letters.client.force_login(d.staff)
        entry = Activity.objects.counted().get()
        pages = [
            letters.client.get(f"{reverse('log_month')}?thang=2024-12"),
            letters.client.get(reverse("activity_correct", args=[entry.pk])),
        ]
        told = ["Báo cáo chốt 14/12/2024 đã gửi" in page.content.decode() for page in pages]
        return [page.context["form"]["on"].value() for page in pages], told

    def load(count):
        letters.client.force_login(d.standing_staff)
        line = f"{d.commune.short_name}\t1\t\t12/2024\t{count}"
        with letters.capture(execute=True):
            assert letters.client.post(reverse("log_load"), {"text": line, "luu": "1"}).status_code == 302
        return Activity.objects.counted().get().on

    assert proposed() == ([CUT_OFF, CUT_OFF], [False, False])
    assert load(10) == CUT_OFF
    assert number(letters.send()) == 10
    assert proposed() == ([YEARS_END, YEARS_END], [True, True])
    assert load(15) == YEARS_END
    assert number(letters.open()) == 5
    letters.client.force_login(d.staff)
    page = letters.client.get(f"{reverse('log_month')}?thang=2024-12").content.decode()
    assert "báo cáo chốt 14/12/2024 đã tính 10, kỳ sau tính 5" in page
    assert "(tính đến 14/12/2024)" in letters.client.get(reverse("log")).content.decode()


def test_a_figure_written_into_a_sent_period_is_said_not_to_be_in_its_report(letters, portal_day):
    letters.enter(9)
    letters.send()
    portal_day("2024-12-21 09:00")
    letters.enter(10)
    page = letters.client.get(f"{reverse('log_month')}?thang=2024-12").content.decode()
    assert "10 ghi sau khi gửi báo cáo chốt 14/12/2024, chưa có trong báo cáo đó" in page
    assert "ghi sau khi gửi báo cáo này nên chưa tính vào" in rows(letters, letters.d.report())
    portal_day("2025-01-02 09:00")
    letters.enter(15, YEARS_END)
    next_one = letters.open()
    assert number(next_one) == 5, "the one that is missing is the sent report's, once it is opened again"
    assert "kỳ trước có 10 ghi sau khi gửi báo cáo chốt 14/12/2024, chưa vào báo cáo đó" in rows(letters, next_one)
    letters.client.force_login(letters.d.staff)
    sent = letters.client.get(letters.d.report().get_absolute_url()).content.decode()
    assert "Có thêm <b>1 kết quả</b> được ghi sau khi gửi" in sent


def test_a_months_figure_stays_in_its_month(letters):
    letters.enter(9)
    entry = Activity.objects.get()
    with pytest.raises(NotAllowed, match="cả tháng 12/2024"):
        correct_activity(activity=entry, by=letters.d.staff, on=date(2024, 11, 30))


def test_the_year_and_its_cells_know_the_whole_month(letters, portal_day):
    letters.enter(9)
    letters.send()
    portal_day("2025-01-02 09:00")
    letters.enter(15, YEARS_END)
    Order.objects.filter(pk=letters.d.letters_communes.pk).update(
        nature="CADENCE", cadence_per="MONTH", cadence_times=10
    )
    (strip,) = year_strips(
        [Order.objects.get(pk=letters.d.letters_communes.pk)],
        year=2024,
        on=date(2025, 1, 2),
        agencies=[letters.d.commune.pk],
    )
    assert (strip.total, strip.cells[-1].state) == (15, "MET")


def test_no_page_asks_more_because_of_it(letters, portal_day):
    letters.enter(9)
    letters.send()
    portal_day("2025-01-02 09:00")
    next_one = letters.open()

    def asked():
        urls = (
            f"{reverse('log_month')}?thang=2024-12",
            reverse("log"),
            letters.d.report().get_absolute_url(),
            next_one.get_absolute_url(),
            reverse("answer_rows", args=[make.answer(next_one, "thu").pk]),
        )
        letters.client.force_login(letters.d.staff)
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as held:
                assert letters.client.get(url).status_code == 200
            counts.append(len(held))
        return counts

    letters.enter(9, YEARS_END, xin_loi=1)
    before = asked()
    letters.enter(15, YEARS_END, xin_loi=6)
    letters.enter(16, YEARS_END, xin_loi=6)
    assert asked() == before


DAYS = st.integers(1, 61).map(lambda day: date(2024, 10, 31) + timedelta(days=day))


@given(
    states=st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=6),
    cuts=st.lists(DAYS, min_size=1, max_size=4, unique=True).map(sorted),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neighbouring_periods_hold_every_month_once_and_whole(district, states, cuts):
    """Against a plain count: what the months were known to be at the end of a period, less what they were before."""
    work = district.letters_communes.assignments.get(agency=district.commune, part="IMPLEMENT")
    begins = [date(2024, 11, 1), *(cut + timedelta(days=1) for cut in cuts if cut < YEARS_END)]
    periods = list(zip(begins, [*(begin - timedelta(days=1) for begin in begins[1:]), YEARS_END], strict=True))

    def known(day):
        return sum({on.month: count for on, count in states if on <= day}.values())

    with transaction.atomic():
        last: dict[int, Activity] = {}
        for on, count in states:
            last[on.month] = Activity.objects.create(
                assignment=work, on=on, count=count, monthly=True, corrects=last.get(on.month)
            )
        held = [Activity.objects.in_period(*days).aggregate(n=total_since(days[0]))["n"] or 0 for days in periods]
        transaction.set_rollback(True)
    assert held == [known(until) - known(first - timedelta(days=1)) for first, until in periods]
    assert sum(held) == sum(entry.count for entry in last.values())
