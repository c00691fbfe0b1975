"""The portal reminds by itself: each threshold once, never two within the gap, whatever days the clock skipped."""

from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Membership
from plans.models import Assignment
from plans.services import complete_assignment, extend_assignment, remind_many
from reporting import moves
from reporting.management.commands import tick as command
from reporting.models import Round, UnitReport
from reporting.reminding.owed import owed
from reporting.reminding.thresholds import last_passed, to_send
from tests import make
from workflow.models import Alert, Mail, MailState, Notice, Reminder, ReminderRule
from workflow.services import notify

pytestmark = pytest.mark.django_db
COMMON = ((-7, 0, 1, True, False), (-3, 0, 1, True, False), (-1, 0, 1, True, False), (0, 0, 1, True, False))
LATE = ((3, 0, 2, True, False), (6, 3, 3, True, True))


def rule(days, every=0, gap=1, to_staff=True, to_head=False, **other) -> ReminderRule:
    return ReminderRule(days=days, every=every, gap=gap, to_staff=to_staff, to_head=to_head, **other)


@pytest.fixture
def rules(db):
    """The rules as installed, whatever a test before left."""
    ReminderRule.objects.all().delete()
    return ReminderRule.objects.bulk_create([rule(*row) for row in COMMON + LATE])


def tick():
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


# Arithmetic, against a slow reference that walks day by day

DUE = date(2024, 2, 29)


def passed_slowly(rules, due, on):
    """Every (day, rule) that came true up to `on`, one day after the other."""
    found = []
    for step in range(-60, (on - due).days + 1):
        for row in rules:
            after = step - row.days
            if after == 0 or (row.every and after > 0 and after % row.every == 0):
                found.append((due + timedelta(days=step), row.days))
    return found


some_rules = st.lists(
    st.builds(rule, days=st.integers(-20, 20), every=st.sampled_from([0, 0, 1, 2, 3, 7]), gap=st.integers(1, 6)),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row.days,
)


@given(rules=some_rules, late=st.integers(-30, 60))
def test_the_newest_threshold_is_the_one_a_day_by_day_walk_finds(rules, late):
    on = DUE + timedelta(days=late)
    expected = max(passed_slowly(rules, DUE, on), default=None)
    threshold = last_passed(rules, due=DUE, on=on)
    assert (threshold and (threshold.on, threshold.rule.days)) == expected
    assert threshold is None or threshold.days == (threshold.on - DUE).days


@given(
    rules=some_rules,
    steps=st.lists(st.integers(0, 9), min_size=1, max_size=60),
    known=st.none() | st.integers(-30, 20),
)
def test_days_advanced_in_any_steps_send_each_threshold_once_and_never_two_within_the_gap(rules, steps, known):
    on = DUE - timedelta(days=30)
    known_on = None if known is None else DUE + timedelta(days=known)
    ledger: list[tuple[date, date, int]] = []  # (sent on, threshold, gap)
    for step in steps:
        on += timedelta(days=step)
        sent, last = max((row[1] for row in ledger), default=None), max((row[0] for row in ledger), default=None)
        threshold = to_send(rules, due=DUE, on=on, known_on=known_on, sent=sent, last=last)
        if threshold is not None:
            assert threshold.on <= on and (known_on is None or threshold.on > known_on)
            assert last is None or (on - last).days >= threshold.rule.gap
            ledger.append((on, threshold.on, threshold.rule.gap))
    assert len({row[1] for row in ledger}) == len(ledger)


@given(rules=some_rules, pause=st.integers(2, 40))
def test_nothing_that_passed_stays_unsaid_when_days_go_on_one_by_one(rules, pause):
    """After a silence and then enough quiet days, the newest threshold stands in the ledger."""
    on, sent, last = DUE - timedelta(days=25) + timedelta(days=pause), None, None
    for _ in range(30):
        on += timedelta(days=1)
        threshold = to_send(rules, due=DUE, on=on, known_on=None, sent=sent, last=last)
        if threshold is not None:
            sent, last = threshold.on, on
        newest = last_passed(rules, due=DUE, on=on)
        waiting = newest is not None and (sent is None or newest.on > sent)
        assert not waiting or (on - last).days < newest.rule.gap


# The whole way, through the command


# Few examples: the arithmetic above is tried with a hundred.
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.integers(0, 6), min_size=3, max_size=8))
def test_the_command_run_on_any_days_reminds_of_a_report_once_for_each_threshold(steps, district, portal_day):
    on = date(2024, 12, 2)
    with transaction.atomic():
        for step in steps:
            on += timedelta(days=step)
            portal_day(f"{on} 09:00")
            tick()
            tick()
        lines = list(Reminder.objects.filter(agency=district.commune).order_by("on"))
        assert len({line.threshold for line in lines}) == len(lines)
        assert all((b.on - a.on).days >= b.rule.gap for a, b in pairwise(lines))
        assert Notice.objects.filter(reminder__in=lines, user=district.staff).count() == len(lines)
        transaction.set_rollback(True)  # the next example begins with an empty ledger


@pytest.fixture
def district(rules, portal_day):
    portal_day("2024-12-01 09:00")
    return make.ReportingDistrict()


def test_before_on_and_after_the_due_day_and_then_the_head(district, portal_day):
    due, told = district.round.due, {}
    for after in range(-9, 13):
        portal_day(f"{due + timedelta(days=after)} 08:00")
        tick()
        today = Reminder.objects.filter(agency=district.commune, on=due + timedelta(days=after))
        told[after] = sorted({n.user.memberships.get().role for line in today for n in line.notices.all()})
    staff, both = ["STAFF"], ["HEAD", "STAFF"]
    assert {after: who for after, who in told.items() if who} == {
        -7: staff,
        -3: staff,
        -1: staff,
        0: staff,
        3: staff,
        6: both,
        9: both,
        12: both,
    }
    assert not Notice.objects.filter(user=district.chairman, reminder__isnull=False).exists()


def test_after_days_of_silence_a_thing_is_spoken_of_once_with_the_days_of_today(district, portal_day):
    portal_day(f"{district.round.due + timedelta(days=8)} 08:00")
    tick()
    (line,) = Reminder.objects.filter(agency=district.commune)
    assert line.text.startswith("Quá hạn 8 ngày") and line.label == "quá hạn 6 ngày"


def test_nobody_is_woken_at_night(district, portal_day, settings):
    settings.REMIND_FROM_HOUR = 7
    portal_day(f"{district.round.due} 00:05")
    tick()
    assert not Reminder.objects.exists()
    portal_day(f"{district.round.due} 07:00")
    tick()
    assert Reminder.objects.exists()


def test_what_is_sent_excused_or_waits_for_review_is_not_spoken_of(district, portal_day):
    report = make.fill(district.report())
    moves.submit(report=report, by=district.head)
    moves.excuse(report=district.report(district.office), by=district.standing_head, reason="Sáp nhập")
    portal_day(f"{district.round.due} 08:00")
    tick()
    told = set(Reminder.objects.values_list("agency", flat=True))
    assert district.commune.pk not in told and district.office.pk not in told
    assert district.communes[1].pk in told


def test_a_report_that_waits_for_the_head_reminds_the_head(district, portal_day):
    moves.send_up(report=district.report(), by=district.staff)
    portal_day(f"{district.round.due} 08:00")
    tick()
    line = Reminder.objects.get(agency=district.commune)
    assert district.head in {notice.user for notice in line.notices.all()}


def test_an_extended_report_counts_from_its_new_day_and_not_on_the_day_it_was_told(district, portal_day):
    due = district.round.due
    portal_day(f"{due + timedelta(days=1)} 10:00")
    moves.extend(report=district.report(), by=district.standing_staff, due=due + timedelta(days=4), reason="Bão")
    tick()
    assert not Reminder.objects.filter(agency=district.commune).exists()
    portal_day(f"{due + timedelta(days=3)} 10:00")
    tick()
    (line,) = Reminder.objects.filter(agency=district.commune)
    assert (line.due, line.label) == (due + timedelta(days=4), "trước hạn 1 ngày")


def test_tasks_are_reminded_by_the_same_rules_until_they_are_done(district, portal_day):
    due = date(2024, 12, 12)
    order = make.task(district.plan, district.office, due=due, text="Niêm yết công khai")
    staff = make.user(district.office)
    work = make.assignment(order, district.office)
    portal_day("2024-12-09 08:00")
    tick()
    assert Reminder.objects.get(agency=district.office, due=due).text.startswith("Còn 3 ngày")
    extend_assignment(assignment=work, by=district.standing_staff, due=date(2024, 12, 20), reason="Chờ vật tư")
    portal_day("2024-12-19 08:00")
    tick()
    assert Reminder.objects.filter(agency=district.office, due="2024-12-20").count() == 1
    complete_assignment(assignment=work, by=staff, on=date(2024, 12, 19), result="Đã niêm yết")
    portal_day("2024-12-25 08:00")
    tick()
    assert Reminder.objects.filter(agency=district.office, due="2024-12-20").count() == 1


def test_a_person_reminded_by_hand_today_is_not_reminded_by_the_portal(district, portal_day):
    portal_day(f"{district.round.due} 07:30")
    moves.remind(report=district.report(), by=district.standing_staff)
    tick()
    assert Reminder.objects.filter(agency=district.commune).count() == 1


def test_a_jurisdiction_with_rules_of_its_own_uses_these_alone(district, portal_day):
    ReminderRule.objects.create(authority=district.committee, days=-2)
    for after in range(-8, 5):
        portal_day(f"{district.round.due + timedelta(days=after)} 08:00")
        tick()
    assert [line.label for line in Reminder.objects.filter(agency=district.commune)] == ["trước hạn 2 ngày"]


def test_without_rules_nobody_is_reminded(district, portal_day):
    ReminderRule.objects.update(is_active=False)
    portal_day(f"{district.round.due} 08:00")
    tick()
    assert not Reminder.objects.exists()


def test_a_closed_or_locked_round_is_not_spoken_of(district, portal_day):
    Round.objects.update(lock_on=district.round.due)
    portal_day(f"{district.round.due + timedelta(days=3)} 08:00")
    tick()
    assert not Reminder.objects.exists()


def test_a_unit_without_a_head_is_an_alert_once_until_it_has_one(district, portal_day):
    portal_day(f"{district.round.due} 08:00")
    Membership.objects.filter(user=district.head).update(active_to="2024-12-10")
    tick()
    tick()
    (alert,) = Alert.objects.standing_now().filter(agency=district.commune)
    assert alert.kind == "NO_HEAD"
    told = Notice.objects.filter(user=district.standing_staff, text__contains="người đứng đầu")
    assert told.filter(text__startswith=str(district.commune)).count() == 1
    Membership.objects.filter(user=district.head).update(active_to=None)
    tick()
    assert not Alert.objects.standing_now().filter(agency=district.commune).exists()


def test_a_unit_that_nobody_can_be_reached_in_is_an_alert_and_stays_in_the_ledger(district, portal_day):
    portal_day(f"{district.round.due} 08:00")
    Membership.objects.filter(agency=district.commune).update(active_to="2024-12-10")
    tick()
    assert Alert.objects.standing_now().get(agency=district.commune).kind == "NOBODY"
    assert Reminder.objects.get(agency=district.commune).notices.count() == 0


def test_a_failing_step_does_not_keep_the_others_from_running(district, portal_day, monkeypatch):
    def broken():
        raise RuntimeError("hỏng")

    monkeypatch.setattr(command, "STEPS", (("Một", broken), *command.STEPS))
    portal_day(f"{district.round.due} 08:00")
    with pytest.raises(CommandError, match="Một"):
        tick()
    assert Reminder.objects.exists()


# E-mail


@pytest.fixture
def written(district):
    """The people of the district with addresses."""
    for person in (district.staff, district.head, district.standing_staff):
        person.email = f"{person.username}@example.vn"
        person.save()
    return district


def test_a_person_gets_one_letter_a_day_with_everything(written, portal_day, mailoutbox):
    order = make.task(written.plan, written.commune, due=date(2024, 12, 14), text="Niêm yết công khai")
    make.assignment(order, written.commune)
    portal_day("2024-12-07 08:00")
    tick()
    mailoutbox.clear()
    portal_day("2024-12-13 08:00")
    tick()
    tick()
    (letter,) = [letter for letter in mailoutbox if letter.to == [written.staff.email]]
    assert "Niêm yết công khai" in letter.body
    mailoutbox.clear()
    notify(agencies=[written.commune], text="Đã mở kỳ báo cáo đột xuất.")
    tick()
    assert not [letter for letter in mailoutbox if letter.to == [written.staff.email]], "tomorrow's letter carries it"
    portal_day("2024-12-14 08:00")
    tick()
    (letter,) = [letter for letter in mailoutbox if letter.to == [written.staff.email]]
    assert "Đã mở kỳ báo cáo đột xuất." in letter.body


def test_what_was_read_on_the_portal_or_done_since_is_not_mailed(written, portal_day, mailoutbox):
    portal_day(f"{written.round.due} 06:30")
    moves.remind(report=written.report(), by=written.standing_staff)
    moves.submit(report=make.fill(written.report()), by=written.head)
    portal_day(f"{written.round.due} 08:00")
    tick()
    assert not [letter for letter in mailoutbox if letter.to == [written.staff.email] and "nhắc" in letter.body]


def test_what_is_due_later_than_a_week_is_mailed_too(written, portal_day, mailoutbox):
    """Whether an early rule speaks of it or the standing agency does."""
    ReminderRule.objects.create(days=-14)
    for text, due in (("Việc của quy tắc", date(2024, 12, 24)), ("Việc nhắc tay", date(2025, 2, 3))):
        make.assignment(make.task(written.plan, written.commune, due=due, text=text), written.commune)
    portal_day("2024-12-10 06:30")
    remind_many(assignments=Assignment.objects.filter(order__text="Việc nhắc tay"), by=written.standing_staff)
    portal_day("2024-12-10 08:00")
    tick()
    (letter,) = [letter for letter in mailoutbox if letter.to == [written.staff.email]]
    assert "Việc của quy tắc" in letter.body and "Việc nhắc tay" in letter.body


def test_a_bouncing_address_raises_an_alert_and_is_not_written_to_again(written, portal_day, mailoutbox):
    portal_day(f"{written.round.due - timedelta(days=1)} 08:00")
    tick()
    Mail.objects.filter(user=written.staff).update(state=MailState.REFUSED)
    mailoutbox.clear()
    portal_day(f"{written.round.due} 08:00")
    tick()
    assert not [letter for letter in mailoutbox if letter.to == [written.staff.email]]
    alert = Alert.objects.standing_now().get(kind="MAIL")
    assert (alert.agency, alert.address) == (written.commune, written.staff.email)
    assert Notice.objects.filter(user=written.standing_staff, text__contains=written.staff.email).count() == 1
    written.staff.email = "moi@example.vn"
    written.staff.save()
    portal_day(f"{written.round.due + timedelta(days=3)} 08:00")
    tick()
    assert [letter for letter in mailoutbox if letter.to == ["moi@example.vn"]]
    assert not Alert.objects.standing_now().filter(kind="MAIL").exists()


def test_a_mail_server_that_goes_dies_and_refuses_gets_every_letter_once(written, portal_day, smtp):
    due, staff, head = written.round.due, written.staff.email, written.head.email
    smtp.server.stop()
    portal_day(f"{due} 08:00")
    tick()
    tick()
    assert Mail.objects.get(user=written.staff).state == MailState.WAITING and not smtp.received
    assert Notice.objects.filter(user=written.staff, reminder__due=due).exists(), "the portal's own notice is there"
    smtp.server.start()
    tick()
    tick()
    assert smtp.addresses[staff] == 1 and set(smtp.addresses.values()) == {1}
    smtp.manner[staff] = "keeps it and dies"
    portal_day(f"{due + timedelta(days=3)} 08:00")
    tick()
    smtp.manner.clear()
    tick()
    assert smtp.addresses[staff] == 2
    smtp.manner[head] = "no such box"
    portal_day(f"{due + timedelta(days=6)} 08:00")
    tick()
    tick()
    assert smtp.addresses[staff] == 3
    assert Alert.objects.standing_now().get(kind="MAIL").address == head


# Pages


def test_the_standing_agency_sees_who_was_told_and_reminds_the_rest_by_hand(district, portal_day, client):
    due = district.round.due
    portal_day(f"{due + timedelta(days=1)} 08:00")
    client.force_login(district.standing_staff)
    page = client.get(reverse("reminders")).content.decode()
    assert "quá hạn" in page and district.commune.short_name in page
    reply = client.post(reverse("reminders_bulk"), {"don_vi": [district.commune.pk], "thao_tac": "nhac"}, follow=True)
    assert "Đã nhắc 1 đơn vị" in reply.content.decode()
    reply = client.post(reverse("reminders_bulk"), {"don_vi": [district.commune.pk], "thao_tac": "nhac"}, follow=True)
    assert "hôm nay đã nhắc đủ" in reply.content.decode()
    ledger = client.get(reverse("reminder_ledger")).content.decode()
    assert str(district.staff) in ledger and str(district.standing_staff) in ledger


def test_only_the_button_tells_the_authority(district, portal_day, client):
    portal_day(f"{district.round.due + timedelta(days=1)} 08:00")
    client.force_login(district.standing_staff)
    chosen = {"don_vi": [district.commune.pk], "thao_tac": "bao-cao-lanh-dao", "ghi_chu": "Đề nghị chỉ đạo."}
    client.post(reverse("reminders_bulk"), chosen)
    notice = Notice.objects.get(user=district.chairman, reminder__kind="AUTHORITY")
    assert district.commune.short_name in notice.text and notice.text.endswith("Đề nghị chỉ đạo.")
    again = client.post(reverse("reminders_bulk"), chosen, follow=True)
    assert "Hôm nay đã" in again.content.decode()
    assert Notice.objects.filter(user=district.chairman, reminder__kind="AUTHORITY").count() == 1
    client.post(reverse("reminders_bulk"), chosen | {"don_vi": [unit.pk for unit in district.communes]})
    assert Notice.objects.filter(user=district.chairman, reminder__kind="AUTHORITY").count() == 2, "of other units"


def test_the_lists_cost_the_same_for_few_units_and_for_many(
    district, portal_day, client, django_assert_max_num_queries
):
    portal_day(f"{district.round.due + timedelta(days=1)} 08:00")
    more = [
        make.agency(f"UBND xã số {n}", kind="COMMITTEE", level="COMMUNE", parent=district.committee) for n in range(40)
    ]
    due = district.round.due
    UnitReport.objects.bulk_create(
        UnitReport(round=district.round, agency=a, agency_name=a.name, kept_by=a, due=due, first_due=due, state="DRAFT")
        for a in more
    )
    tick()
    client.force_login(district.standing_staff)
    for name, shown in (("reminders", "units"), ("reminder_ledger", "page")):
        client.get(reverse(name))
        with django_assert_max_num_queries(12):
            page = client.get(reverse(name))
        assert len(page.context[shown]) > 40


def test_what_is_owed_is_read_in_a_constant_number_of_statements(district, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        list(owed(on=district.round.due, until=district.round.due))


def test_a_result_handed_in_late_is_the_monitors_to_confirm_and_nobody_is_chased_for_it(client, district, portal_day):
    portal_day("2024-12-20 09:00")
    task = make.task(district.plan, district.office, due=date(2024, 12, 14), asks_confirmation=True)
    row, staff = make.assignment(task, district.office), make.user(district.office)
    assert (Assignment, row.pk) in {(thing.model, thing.pk) for thing in owed(on=date(2024, 12, 20), until=row.due)}
    complete_assignment(assignment=row, by=staff, on=date(2024, 12, 15), result="Đã xong")
    assert (Assignment, row.pk) not in {(thing.model, thing.pk) for thing in owed(on=date(2024, 12, 20), until=row.due)}
    tick()
    assert not Reminder.objects.filter(subject_id=row.pk, agency=district.office).exists()
    client.force_login(staff)
    found = {state: client.get(reverse("tasks"), {"trang_thai": state}) for state in ("OVERDUE", "TO_CONFIRM")}
    assert list(found["OVERDUE"].context["lines"]) == []
    assert "Chờ xác nhận, nộp sau hạn 1 ngày" in found["TO_CONFIRM"].content.decode()
