"""Deadlines as plans write them; the days are what an officer would note in the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.schedules import cadence_of, parse

ISSUED = date(2026, 1, 10)
FIXED = {
    "T3/2026": ("2026-03-01", "2026-03-31"),
    "Q2/2026": ("2026-04-01", "2026-06-30"),
    "Tháng ba năm 2026": ("2026-03-01", "2026-03-31"),
    "Không quá 15/10/2026": (None, "2026-10-15"),
    "Quý I/2021": ("2021-01-01", "2021-03-31"),
    "Quý II/2026": ("2026-04-01", "2026-06-30"),
    "Quí III/2026": ("2026-07-01", "2026-09-30"),
    "QuýII/2026": ("2026-04-01", "2026-06-30"),
    "Quý 4 năm 2026": ("2026-10-01", "2026-12-31"),
    "Quý I": ("2026-01-01", "2026-03-31"),
    "Quý I - Quý III/2026": ("2026-01-01", "2026-09-30"),
    "Từ quý II đến quý IV/2026": ("2026-04-01", "2026-12-31"),
    "Quý IV/2025 - Quý I/2026": ("2025-10-01", "2026-03-31"),
    "Trong tháng 7/2021": ("2021-07-01", "2021-07-31"),
    "Tháng 12/2021": ("2021-12-01", "2021-12-31"),
    "Tháng 02/2024": ("2024-02-01", "2024-02-29"),
    "Tháng 4": ("2026-04-01", "2026-04-30"),
    "Tháng / 01/ 2026": ("2026-01-01", "2026-01-31"),
    "Trong tháng 02 đến tháng 6/2021": ("2021-02-01", "2021-06-30"),
    "Từ tháng 02 đến tháng 7/2021": ("2021-02-01", "2021-07-31"),
    "Tháng 5-6/2026": ("2026-05-01", "2026-06-30"),
    "Tháng 11/2025 đến tháng 02/2026": ("2025-11-01", "2026-02-28"),
    "Trong năm 2021": ("2021-01-01", "2021-12-31"),
    "Cả năm": ("2026-01-01", "2026-12-31"),
    "Giai đoạn 2026 - 2030": ("2026-01-01", "2030-12-31"),
    "06 tháng đầu năm 2026": ("2026-01-01", "2026-06-30"),
    "6 tháng cuối năm": ("2026-07-01", "2026-12-31"),
    "Từ ngày 01/3 đến ngày 30/4/2026": ("2026-03-01", "2026-04-30"),
    "Từ ngày 15-20/3/2026": ("2026-03-15", "2026-03-20"),
    "trước ngày 01 tháng 02 năm 2021": (None, "2021-01-31"),
    "Trước 10/02/2026": (None, "2026-02-09"),
    "Trước tháng 6/2026": (None, "2026-05-31"),
    "Trước ngày 01/3/2024": (None, "2024-02-29"),
    "Hoàn thành trước 30/6/2026": (None, "2026-06-29"),
    "Xong trước ngày 20 tháng 11": (None, "2026-11-19"),
    "Chậm nhất ngày 25/3/2026": (None, "2026-03-25"),
    "Chậm nhất trong Quý II/2026": (None, "2026-06-30"),
    "30/8/2026": (None, "2026-08-30"),
    "2026-08-30 00:00:00": (None, "2026-08-30"),
    "Đến năm 2025": (None, "2025-12-31"),
    "Đến hết quý II/2026": (None, "2026-06-30"),
    "Cuối tháng 3/2026": (None, "2026-03-31"),
    "100 ngày kể từ ngày ban hành Kế hoạch": (None, "2026-04-20"),
    "Trong 02 tháng kể từ ngày ký ban hành": (None, "2026-03-10"),
    "Từ Quý I/2026": ("2026-01-01", None),
    "Từ tháng 3/2026 trở đi": ("2026-03-01", None),
    "Sau khi có văn bản của tỉnh, hoàn thành trước 30/9/2026": (None, "2026-09-29"),
}
DOUBTFUL = {
    "Tháng 3, tháng 9/2026": ("2026-03-01", "2026-09-30"),
    "Quý I, II/2026": ("2026-01-01", "2026-06-30"),
    "Trình dự thảo trước 15/3/2026; ban hành trước 30/4/2026": (None, "2026-04-29"),
    "Tuần thứ 2 tháng 4/2026": ("2026-04-01", "2026-04-30"),
}
RECURRING = {
    "Trước ngày 10 của tháng cuối quý": "quarter",
    "Hằng quý": "quarter",
    "Hàng tháng": "month",
    "Thứ 5 hàng tuần": "week",
    "ít nhất 01 quý 01 lần": "quarter",
    "Trước ngày 15/12 hằng năm": "year",
    "Ngày 15 hằng tháng": "month",
    "Tháng 12 hàng năm": "year",
    "Định kỳ 6 tháng, năm": "half",
    "6 tháng một lần": "half",
    "6 tháng/lần": "half",
    "Theo quý": "quarter",
}


def days(schedule):
    return tuple(day.isoformat() if day else None for day in (schedule.start, schedule.due))


@pytest.mark.parametrize(("text", "expected"), FIXED.items())
def test_days(text, expected):
    schedule = parse(text, year=2026, issued=ISSUED)
    assert (schedule.kind, days(schedule), schedule.warning) == ("fixed", expected, "")


@pytest.mark.parametrize(("text", "expected"), DOUBTFUL.items())
def test_several_stages_are_one_span_with_a_doubt(text, expected):
    schedule = parse(text, year=2026)
    assert (schedule.kind, days(schedule)) == ("fixed", expected)
    assert text in schedule.warning


@pytest.mark.parametrize(("text", "per"), RECURRING.items())
def test_recurring(text, per):
    schedule = parse(text, year=2026)
    assert (schedule.kind, days(schedule), schedule.cadence.per) == ("recurring", (None, None), per)


def test_recurring_without_a_period_is_a_doubt():
    schedule = parse("Theo định kỳ và đột xuất", year=2026)
    assert (schedule.kind, schedule.cadence) == ("recurring", None)
    assert schedule.warning


@pytest.mark.parametrize(
    "text", ["Thường xuyên", "Thường xuyên trong năm 2026", "Trong suốt thời gian thực hiện Kế hoạch"]
)
def test_ongoing(text):
    schedule = parse(text, year=2026)
    assert (schedule.kind, days(schedule), schedule.cadence) == ("ongoing", (None, None), None)


def test_ongoing_with_periodic_reports():
    schedule = parse("Thường xuyên, định kỳ báo cáo theo quý", year=2026)
    assert (schedule.kind, schedule.cadence.per) == ("ongoing", "quarter")


@pytest.mark.parametrize(
    "text",
    [
        "Theo kế hoạch kiểm tra của huyện",
        "Theo thời gian quy định tại Kế hoạch số 177/KH-UBND ngày 31/10/2018",
        "khi phát sinh",
        "Trước Tết Nguyên đán 2026",
        "Trước 15/O2/2026",
        "Tháng 1 2/2026",
        "Sau khi có hướng dẫn của tỉnh",
        "Đầu năm 2026",
        "30/02/2026",
        "Quý V/2026",
    ],
)
def test_what_no_day_dates_is_an_event_with_its_words(text):
    schedule = parse(text, year=2026)
    assert (schedule.kind, days(schedule), schedule.text) == ("event", (None, None), text)
    assert schedule.warning


def test_words_without_a_year_need_the_plans():
    assert parse("Quý I").kind == "event"
    assert parse("100 ngày kể từ ngày ban hành").kind == "event"


def test_blank_is_no_schedule():
    assert parse("  ") is None
    assert parse(" - ") is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_is_that_day(day):
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day:%d} tháng {day:%m} năm {day.year}",
        f"Chậm nhất ngày {day:%d.%m.%Y}",
        f"ngày {day.day} tháng {day.month}",
    ):
        assert parse(text, year=day.year).due == day, text
    assert (day - parse(f"Trước ngày {day:%d/%m/%Y}").due).days == 1


@given(st.text(max_size=120))
def test_any_words_are_read_without_failing(text):
    schedule = parse(text, year=2026, issued=ISSUED)
    assert schedule is None or schedule.kind in ("fixed", "ongoing", "recurring", "event")


@pytest.mark.parametrize(
    ("text", "per", "times"),
    [
        ("phát sóng chương trình mỗi tháng ít nhất 01 kỳ, xoay quanh", "month", 1),
        ("vào ngày thứ 7, ít nhất 01 quý 01 lần", "quarter", 1),
        ("Hằng quý các xã, thị trấn tổ chức đối thoại", "quarter", 1),
        ("tổ chức 02 cuộc/năm", "year", 2),
        ("mỗi quý tổ chức ít nhất 02 buổi", "quarter", 2),
        ("sáng thứ Năm hằng tuần", "week", 1),
    ],
)
def test_how_often_a_sentence_asks(text, per, times):
    cadence = cadence_of(text)
    assert (cadence.per, cadence.times) == (per, times)


@pytest.mark.parametrize("text", ["phổ biến các quy định mới", "khi người dân có nhu cầu", "năm 2026"])
def test_no_cadence_where_none_is_asked(text):
    assert cadence_of(text) is None
