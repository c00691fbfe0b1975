"""What is logged after its report was sent is marked where the unit sees it, and is not lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies import clock
from plans.models import Activity, Assignment
from reporting import moves
from tests import make

MARK = "chưa có trong báo cáo đó"


@pytest.fixture
def d(db, portal_day):
    return make.ReportingDistrict()


def send(d, report):
    make.fill(report)
    moves.submit(report=report, by=d.head)


def log_one(d, on):
    work = Assignment.objects.get(order=d.saturdays, agency=d.commune)
    return Activity.objects.create(assignment=work, on=on, count=1, entered_at=clock.now() + timedelta(minutes=5))


def late(entry):
    return Activity.objects.with_lateness().get(pk=entry.pk).sent_without


def test_an_entry_of_a_sent_period_is_marked_for_the_unit(client, d):
    before = Activity.objects.create(
        assignment=Assignment.objects.get(order=d.saturdays, agency=d.commune),
        on=d.round.to_on,
        count=1,
        entered_at=clock.now() - timedelta(days=1),
    )
    send(d, d.report())
    entry, after = log_one(d, d.round.to_on), log_one(d, d.round.to_on + timedelta(days=1))
    assert late(entry) == d.round.to_on
    assert late(before) is None, "it was there when the report was sent"
    assert late(after) is None, "its day belongs to the next report"
    client.force_login(d.staff)
    assert client.get(reverse("log")).content.decode().count(MARK) == 1


def test_a_report_that_is_still_written_or_of_another_unit_marks_nothing(d):
    entry = log_one(d, d.round.to_on)
    assert late(entry) is None
    send(d, d.report())
    moves.recall(report=d.report(), by=d.head, reason="Bổ sung số liệu")
    assert late(entry) is None


def test_the_sent_report_says_how_much_was_logged_since(client, d):
    known = Assignment.objects.get(order=d.saturdays, agency=d.commune)
    Activity.objects.create(assignment=known, on=d.round.to_on, count=1, entered_at=clock.now() - timedelta(hours=1))
    send(d, d.report())
    said = "Có thêm <b>2 kết quả</b> được ghi sau khi gửi"
    for _ in range(2):
        log_one(d, d.round.to_on)
    log_one(d, d.round.to_on + timedelta(days=1))
    for person, url in (
        (d.staff, d.report().get_absolute_url()),
        (d.standing_staff, reverse("review", args=[d.report().pk])),
    ):
        client.force_login(person)
        assert said in client.get(url).content.decode()
