"""Tình hình gửi báo cáo as a workbook, and one unit reminded or given more time from its own row."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from reporting import moves
from tests import make
from tests.blanks import flowing

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(portal_day):
    portal_day("2024-12-12 09:00")
    return make.ReportingDistrict()


@pytest.fixture
def standing(client, district):
    client.force_login(district.standing_staff)
    return client


def sheet_of(reply):
    assert reply.status_code == 200
    return list(openpyxl.load_workbook(io.BytesIO(reply.content)).active.iter_rows(values_only=True))


def test_the_workbook_holds_the_rows_of_the_page_and_of_its_filter(standing, district):
    report = district.round.reports.first()
    moves.excuse(report=report, by=district.standing_head, reason="Sáp nhập", document="")
    url = reverse("round_xlsx", args=[district.round.pk])
    head, *rows = sheet_of(standing.get(url))
    assert head[:2] == ("Đơn vị", "Trạng thái")
    assert [row[0] for row in rows] == [
        held.agency_name for held in district.round.reports.order_by("agency__order", "pk")
    ]
    assert (report.agency_name, "Không áp dụng") in [(row[0], row[6]) for row in rows]
    unsent = sheet_of(standing.get(f"{url}?loc=chua-gui"))[1:]
    assert report.agency_name not in [row[0] for row in unsent]
    assert len(unsent) == len(rows) - 1
    district.round.name = "Quý IV/2024"
    district.round.save()
    assert sheet_of(standing.get(url))[1:] == rows, "Excel takes no slash in the name of a sheet"


def test_a_row_has_its_own_form_for_one_unit(standing, district):
    """The fields of a row belong to the form that names this unit, whatever is ticked in the list."""
    report = district.round.reports.first()
    page = flowing(standing.get(reverse("round", args=[district.round.pk])))
    form = re.search(rf'<form id="don-vi-{report.pk}".*?</form>', page, re.S).group()
    assert f'name="bao_cao" value="{report.pk}"' in form
    assert f'id="han-{report.pk}" form="don-vi-{report.pk}" name="due"' in page
    posted = {"bao_cao": report.pk, "thao_tac": "gia-han", "due": "31/12/2024", "reason": "Chờ số liệu"}
    standing.post(reverse("round_bulk", args=[district.round.pk]), posted)
    report.refresh_from_db()
    assert f"{report.due:%d/%m/%Y}" == "31/12/2024"
    assert district.round.reports.exclude(due=report.due).exists()


def test_only_giving_more_time_asks_for_a_day(standing, client, district):
    """The bar below the list is one form: the browser must not hold back a reminder for want of a new day."""
    client.force_login(district.standing_head)
    page = client.get(reverse("round", args=[district.round.pk])).content.decode()
    bar = page[page.index('data-bulk="[name=bao_cao]"') :]
    bar = bar[: bar.index("</form>")]
    buttons = re.findall(r"<button [^>]*>", bar)
    asking = [button for button in buttons if "formnovalidate" not in button and 'type="button"' not in button]
    assert len(buttons) == 5 and len(asking) == 1 and 'value="gia-han"' in asking[0]
