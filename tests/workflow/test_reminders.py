"""The ledger: who was reminded of what; a person reminds once a day, the database keeps every line."""

import pytest
from django.db import DatabaseError, transaction

from agencies.models import Role
from tests import make
from workflow.models import Notice, Reminder, ReminderKind, ReminderRule
from workflow.reminders import Reachable, remind_by_hand
from workflow.transitions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def d(portal_day):
    return make.District()


def remind(d, by, **other):
    given = {
        "about": (ReminderRule, 1),
        "agency": d.commune,
        "standing": d.standing,
        "authority": d.committee,
        "text": "Phòng Nội vụ nhắc: báo cáo.",
        "url": "/",
        "by": by,
    }
    return remind_by_hand(**{**given, **other})


def test_everybody_of_the_unit_gets_a_notice_of_the_line(d):
    staff, head = make.user(d.commune), make.user(d.commune, Role.HEAD)
    make.user(d.commune, Role.CLERK)
    line = remind(d, make.user(d.standing))
    assert {notice.user for notice in line.notices.all()} == {staff, head}


def test_a_second_word_on_the_same_day_is_refused_and_says_when_the_first_was(d, portal_day):
    by = make.user(d.standing)
    portal_day("2024-12-20 08:15")
    remind(d, by)
    with pytest.raises(NotAllowed, match="08:15"):
        remind(d, by)
    portal_day("2024-12-21 08:15")
    remind(d, by)
    assert Reminder.objects.count() == 2


def test_telling_the_authority_is_counted_apart(d):
    by = make.user(d.standing)
    remind(d, by)
    remind(d, by, agency=d.committee, kind=ReminderKind.AUTHORITY)
    with pytest.raises(NotAllowed):
        remind(d, by, agency=d.committee, kind=ReminderKind.AUTHORITY)


def test_a_line_is_neither_changed_nor_deleted(d):
    line = remind(d, make.user(d.standing))
    for change in (
        lambda: Reminder.objects.update(text="khác"),
        lambda: Reminder.objects.filter(pk=line.pk)._raw_delete(using="default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_where_nobody_holds_the_role_whoever_works_there_is_told(d, portal_day):
    staff = make.user(d.commune)
    make.user(d.office, Role.HEAD).memberships.update(active_to="2024-12-19")
    reachable = Reachable([d.commune.pk, d.office.pk], on=portal_day("2024-12-20 09:00").date())
    assert reachable.of(d.commune.pk, [Role.HEAD]) == [staff]
    assert reachable.of(d.office.pk, [Role.HEAD, Role.STAFF]) == []


def test_a_unit_does_not_read_the_ledger(d):
    by, staff = make.user(d.standing), make.user(d.commune)
    remind(d, by)
    assert Reminder.objects.visible_to(by).count() == 1
    assert Reminder.objects.visible_to(make.user(d.committee, Role.HEAD)).count() == 1
    assert Reminder.objects.visible_to(staff).count() == 0
    assert Notice.objects.filter(user=staff).count() == 1
