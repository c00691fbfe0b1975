"""Words, numbers, chips and strips as the pages show them."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from agencies.templatetags.portal import CELL_WORDS, CHIPS
from agencies.vietnamese import format_count, long_date


def shown(source, **context):
    return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1262, "1.262"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("35342.00"), "35.342"),
        (-5, "−5"),
        (Decimal("-0.0"), "0"),
        (None, ""),
        ("", ""),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, text):
    assert shown("{{ value|vn_number }}", value=value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (4, "04"), (Decimal("9.5"), "9,5"), (36, "36"), (1711, "1.711")])
def test_a_count_in_a_sentence_has_two_digits(value, text):
    assert format_count(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(86.4, "86,4 %"), (Decimal("72.7272"), "72,7 %"), (100, "100 %"), (0, "0 %"), (None, "")]
)
def test_percent_has_a_space_and_one_place(value, text):
    assert shown("{{ value|vn_percent }}", value=value) == text


@pytest.mark.parametrize(("value", "text"), [(6.3, "+6,3 %"), (-9.8, "−9,8 %"), (0, "0 %"), (None, "")])
def test_a_change_has_its_sign(value, text):
    assert shown("{{ value|vn_growth }}", value=value) == text


def test_dates():
    day = date(2024, 12, 20)
    assert shown("{{ day|vn_date }} {{ day|vn_day }} {{ day|vn_weekday }}", day=day) == "20/12/2024 20/12 thứ Sáu"
    assert shown("{{ day|vn_date }}{{ day|vn_day }}{{ day|vn_weekday }}", day=None) == ""


def test_moments_are_shown_in_the_offices_own_time():
    moment = datetime(2024, 12, 20, 18, 30, tzinfo=ZoneInfo("UTC"))
    assert shown("{{ moment|vn_time }} {{ moment|vn_date }}", moment=moment) == "01:30 21/12/2024"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2024, 2, 29), "ngày 29 tháng 02 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2024, 12, 20), "ngày 20 tháng 12 năm 2024"),
    ],
)
def test_long_dates_take_zeros_as_official_documents_do(day, text):
    assert long_date(day) == text


def test_every_chip_has_an_icon_and_a_word():
    for family, chips in CHIPS.items():
        for key, (label, icon, _) in chips.items():
            html = shown("{% chip family key %}", family=family, key=key)
            assert f"bi bi-{icon}" in html and f"</i>{label}</span>" in html, (family, key)


def test_every_icon_of_a_chip_exists_in_the_icon_font():
    font = Path(settings.BASE_DIR, "node_modules/bootstrap-icons/font/bootstrap-icons.min.css").read_text()
    used = {icon for chips in CHIPS.values() for _, icon, _ in chips.values()}
    assert {icon for icon in used if f".bi-{icon}::before" not in font} == set()


def test_every_icon_named_in_a_page_exists_in_the_icon_font():
    font = Path(settings.BASE_DIR, "node_modules/bootstrap-icons/font/bootstrap-icons.min.css").read_text()
    pages = [path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")]
    used = {name for page in pages for name in re.findall(r'{% icon "([^"]+)" %}', page)}
    assert used and {name for name in used if f".bi-{name}::before" not in font} == set()


def test_chip_may_say_more_than_its_state_and_escapes_it():
    assert "Quá hạn 3 ngày" in shown('{% chip "assignment" "OVERDUE" "Quá hạn 3 ngày" %}')
    assert "<b>" not in shown('{% chip "report" "DRAFT" text %}', text="<b>")


def test_strip_shows_counts_of_met_periods_and_says_the_rest_in_words():
    cells = [
        {"state": "MET", "label": "I", "count": Decimal("2.00")},
        {"state": "MISSED", "label": "II", "count": 0},
        {"state": "OPEN", "label": "III", "count": 0},
        SimpleNamespace(state="LATE", label="IV", count=None),
        SimpleNamespace(state="NOT_REQUIRED", label="V", count=0),
        SimpleNamespace(state="ON_DEMAND", label="VI", count=7),
    ]
    html = shown("{% strip cells %}", cells=cells)
    assert html.count('class="cell cell-') == 6
    assert 'cell-MET">2<' in html and 'cell-ON_DEMAND">7<' in html
    for cell, words in zip(("II", "III", "IV", "V"), ("chưa có", "kỳ đang mở", "muộn", "không yêu cầu"), strict=True):
        assert f'title="{cell}: {words}"' in html and f"> {cell}: {words}</span>" in html
    assert html.count("<figcaption") == 6
    assert "figcaption" not in shown("{% strip cells small=True captions=False %}", cells=cells)


def test_strip_of_no_periods_is_empty():
    assert shown("{% strip cells %}", cells=[]) == '<span class="strip"></span>'


def test_one_cell_stands_alone_in_a_table():
    html = shown("{% cell cell %}", cell={"state": "MET", "label": "I", "count": 3})
    assert html.startswith('<span class="cell sm cell-MET">3<') and CELL_WORDS["MET"] in html


def test_earlier_rounds_are_ticks_not_counts():
    html = shown(
        "{% timeliness cells %}", cells=[{"state": "MET", "label": "Quý I"}, {"state": "LATE", "label": "Quý II"}]
    )
    assert "bi-check-lg" in html and "Quý I: đúng hạn" in html and "Quý II: quá hạn" in html


def test_query_keeps_the_other_filters():
    request = RequestFactory().get("/nhiem-vu/", {"tim": "hộ tịch", "trang": "3"})
    html = shown('{% query loc="qua-han" trang="" %}', request=request)
    assert html == "?tim=h%E1%BB%99+t%E1%BB%8Bch&amp;loc=qua-han"
    assert shown('{% query tim="" trang="" %}', request=request) == "?"
