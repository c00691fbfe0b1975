"""A round that takes no more reports: nobody is asked for what cannot be sent, and nothing of it grows overdue."""

from datetime import date

import pytest
from django.urls import reverse

from agencies import clock
from reporting import consolidating, moves
from reporting.models import Consolidation, ConsolidationState, Round, RoundState
from tests import make
from tests.blanks import flowing
from tests.reporting.test_report_moves import bring_to, make_move
from workflow.models import Notice, Reminder
from workflow.transitions import NotAllowed

CLOSED = {"state": RoundState.CLOSED}
LOCKED = {"lock_on": date(2024, 12, 19)}


@pytest.mark.parametrize("how", [CLOSED, LOCKED], ids=["closed", "locked"])
@pytest.mark.parametrize(
    ("move", "state", "who"),
    [
        ("recall", "SUBMITTED", "head"),
        ("return", "SUBMITTED", "standing_staff"),
        ("reopen", "ACCEPTED", "standing_head"),
        ("require", "EXCUSED", "standing_head"),
    ],
)
def test_no_report_goes_back_to_a_unit_that_could_not_send_it_again(move, state, who, how, district):
    report = bring_to(state, district)
    Round.objects.update(**how)
    report.round.refresh_from_db()
    with pytest.raises(NotAllowed, match="đã khóa"):
        make_move(move, report, getattr(district, who), district)
    report.refresh_from_db()
    assert report.state == state


@pytest.mark.parametrize("how", [CLOSED, LOCKED], ids=["closed", "locked"])
def test_no_unit_is_reminded_of_or_given_time_for_what_it_cannot_send(how, district, client):
    report = district.report()
    Round.objects.update(**how)
    told = Notice.objects.count()
    client.force_login(district.standing_staff)
    url = reverse("round_bulk", args=[district.round.pk])
    for posted in ({"thao_tac": "nhac"}, {"thao_tac": "gia-han", "due": "31/12/2024", "reason": "Chờ số liệu"}):
        reply = client.post(url, {"bao_cao": report.pk, **posted}, follow=True)
        [said] = reply.context["messages"]
        assert "đã khóa" in str(said)
    assert Notice.objects.count() == told and not Reminder.objects.exists()
    report.refresh_from_db()
    assert report.due == report.first_due


def test_a_correction_is_asked_by_the_day_the_round_is_locked(district, client):
    report = bring_to("SUBMITTED", district)
    Round.objects.update(lock_on=date(2024, 12, 21))
    report.round.refresh_from_db()
    with pytest.raises(NotAllowed, match="không được sau ngày khóa"):
        make_move("return", report, district.standing_staff, district)
    client.force_login(district.standing_staff)
    page = client.get(reverse("review", args=[report.pk]))
    assert page.context["return_form"].initial["due"] == date(2024, 12, 21), "what is proposed can be taken"


@pytest.mark.parametrize("how", [CLOSED, LOCKED], ids=["closed", "locked"])
@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "AWAITING_HEAD"])
def test_what_was_not_sent_is_no_longer_overdue(state, how, district, client, portal_day):
    report = bring_to(state, district)
    portal_day("2025-01-10 09:00")
    assert report.days_late(on=clock.today()) > 0
    Round.objects.update(**how)
    client.force_login(district.standing_staff)
    page = client.get(reverse("round", args=[district.round.pk]))
    assert not [row for _, rows, _ in page.context["groups"] for row in rows if row.late_days]
    assert "Không gửi" in flowing(page) and "Quá hạn" not in flowing(page).split("<tbody>", 1)[1]
    assert f'id="don-vi-{report.pk}"' not in flowing(page)
    client.force_login(district.chairman)
    overview = client.get(reverse("overview"))
    assert not overview.context["late"]
    assert "chưa gửi" in flowing(overview)
    client.force_login(district.staff)
    assert "Quá hạn" not in flowing(client.get(reverse("report_preview", args=[report.pk])))


def test_a_supplement_takes_reports_after_the_day_the_round_was_locked(district):
    make_accepted = bring_to("ACCEPTED", district)
    issued = consolidating.build(round=make_accepted.round, by=district.standing_staff)
    Consolidation.objects.update(state=ConsolidationState.ISSUED, number="9", issued_on=date(2024, 12, 20))
    Round.objects.update(**CLOSED, **LOCKED)
    issued.refresh_from_db()
    consolidating.supplement(consolidation=issued, by=district.standing_staff, title="Bổ sung số liệu")
    late = make.fill(district.report(district.communes[1]))
    moves.submit(report=late, by=make.user(district.communes[1], "HEAD"))
    late.refresh_from_db()
    assert late.state == "SUBMITTED"
