"""Tổng quan names what a leader will ask about, and only that; an annex never shows a share of nothing as 0 %."""

import pytest
from django.urls import reverse

from reporting import consolidating, moves
from reporting.documents.consolidation import annexes_of
from tests import make


@pytest.fixture
def district(db, portal_day):
    return make.ReportingDistrict(communes=6)


def summed(district, *letters, **common):
    """A consolidation over one confirmed report per commune; the sorry letters of each as given."""
    for commune, sorry in zip(district.communes, letters, strict=True):
        report = make.fill(district.report(commune), xin_loi=sorry, **common)
        moves.submit(report=report, by=make.user(commune, "HEAD"))
        moves.accept(report=district.report(commune), by=district.standing_staff)
    return consolidating.build(round=district.round, by=district.standing_staff)


def named(client, district):
    client.force_login(district.chairman)
    return {row["figure"].question.label: row for row in client.get(reverse("overview")).context["striking"]}


def test_half_of_a_sum_from_one_unit_is_named(client, district):
    summed(district, 22, 1, 2, 0, 1, 1)
    row = named(client, district)["Thư xin lỗi"]
    assert row["before"] is None
    assert "quá nửa là của một đơn vị" in client.get(reverse("overview")).content.decode()


def test_a_handful_is_nothing_to_ask_about(client, district):
    summed(district, 3, 1, 0, 0, 0, 0)
    assert "Thư xin lỗi" not in named(client, district)


def test_a_share_of_nothing_has_its_own_mark_in_the_annex(district):
    content = consolidating.content_of(summed(district, 1, 1, 1, 1, 1, 1, dung_hen=None))
    annexes = annexes_of(content)
    rows = [row.cells for annex in annexes for table in annex.blocks for row in table.rows]
    [shares] = [cells for cells in rows if "Tỷ lệ trả đúng hẹn" in cells]
    assert "KPS" in shares and "0" not in shares
    assert any("“KPS” là không phát sinh" in table.note for annex in annexes for table in annex.blocks)


def test_the_annex_says_of_what_was_not_sent_only_that(district):
    """How far a draft has come is the unit's own affair, not for a published report."""
    waiting, drafting = district.report(district.communes[0]), district.report(district.communes[1])
    moves.send_up(report=make.fill(waiting), by=make.user(district.communes[0]))
    built = consolidating.build(round=district.round, by=district.standing_staff)
    (units,) = [annex for annex in annexes_of(consolidating.content_of(built)) if annex.title.startswith("Đơn vị gửi")]
    said = {row.cells[1]: row.cells[3] for row in units.blocks[0].rows}
    assert said[waiting.agency_name] == said[drafting.agency_name] == "Chưa gửi"
