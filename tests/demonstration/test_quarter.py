"""A quarter of the demonstration, day by day through `manage.py tick`: nobody reminded twice, nothing falsely red."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO
from itertools import groupby, pairwise

from django.core.management import call_command

from agencies import clock
from agencies.models import User
from plans.models import Assignment, Nature, PartKind, ScheduleKind
from plans.services import complete_assignment
from reporting import moves
from reporting.models import ReportState, UnitReport
from reporting.reminding.owed import owed
from tests import make
from workflow.models import Mail, Notice, Reminder

FIRST, LAST = date(2024, 12, 21), date(2025, 3, 20)
TET = (date(2025, 1, 26), date(2025, 2, 3))  # the server is switched off
SENT_ON, DONE_ON = date(2024, 12, 25), date(2025, 1, 6)


def days():
    """Every day of January; the days around Tết skipped, then every third: a clock that is not always there."""
    day = FIRST
    while day <= LAST:
        if not TET[0] <= day < TET[1]:
            yield day
        day += timedelta(days=1 if day < TET[1] else 3)


def red_reports(on: date) -> set[int]:
    """Reports to be sent whose day is over, by walking over all of them."""
    unsent = (ReportState.DRAFT, ReportState.AWAITING_HEAD, ReportState.RETURNED)
    return {
        report.pk
        for report in UnitReport.objects.filter(round__state="OPEN").select_related("round")
        if report.state in unsent
        and report.effective_due() < on
        and (report.round.lock_on is None or on <= report.round.lock_on)
    }


def red_work(on: date) -> set[int]:
    """Dated work to be carried out, not handed in, its day over; what recurs or follows an event is never late."""
    current = Assignment.objects.filter(order__plan__state="ISSUED", order__dropped_in=None)
    return {
        row.pk
        for row in current.select_related("order")
        if row.part in (PartKind.LEAD, PartKind.IMPLEMENT)
        and row.order.nature != Nature.ON_DEMAND
        and row.order.schedule_kind != ScheduleKind.RECURRING
        and row.done_on is None
        and row.due is not None
        and row.due < on
    }


def what_people_do(on: date) -> None:
    """A commune sends its late report at Christmas, an office hands in a late task after New Year."""
    if on == SENT_ON:
        report = UnitReport.objects.get(agency__code="hn-phu-thuan-b", round__state="OPEN", round__year=2024)
        moves.submit(report=make.fill(report), by=User.objects.get(username="chutich.phuthuanb"))
    if on == DONE_ON:
        work = Assignment.objects.get(order__number="CĐ.12", part=PartKind.LEAD)
        by = User.objects.get(username="tainguyen.chuyenvien")
        complete_assignment(assignment=work, by=by, on=on, result="Đã niêm yết")


def test_a_quarter_day_by_day(demo, mailoutbox):
    lines_before = set(Reminder.objects.values_list("pk", flat=True))
    mails_a_day = []
    for on in days():
        with clock.at(f"{on} 08:00"):
            what_people_do(on)
            call_command("tick", stdout=StringIO())
            mails_a_day.append(Counter(letter.to[0] for letter in mailoutbox))
            mailoutbox.clear()
            if on.weekday() == 0 or on in (SENT_ON, DONE_ON):
                red = {(thing.model, thing.pk) for thing in owed(on=on, until=on - timedelta(days=1))}
                slowly = {(UnitReport, pk) for pk in red_reports(on)} | {(Assignment, pk) for pk in red_work(on)}
                assert red == slowly, on
    assert all(set(day.values()) <= {1} for day in mails_a_day) and sum(map(len, mails_a_day)) > 50

    lines = Reminder.objects.exclude(pk__in=lines_before).select_related("rule")
    lines = sorted(lines, key=lambda line: (line.subject_type_id, line.subject_id, line.on))
    assert len(lines) > 50
    for _, of_thing in groupby(lines, key=lambda line: (line.subject_type_id, line.subject_id)):
        of_thing = list(of_thing)
        assert set(Counter((line.due, line.threshold) for line in of_thing).values()) == {1}
        assert all((later.on - earlier.on).days >= later.rule.gap for earlier, later in pairwise(of_thing))
        assert not any(TET[0] <= line.on < TET[1] for line in of_thing)
    told = Counter(Notice.objects.filter(reminder__in=lines).values_list("user", "reminder"))
    assert set(told.values()) == {1}
    last = {code: max(line.on for line in lines if line.agency.code == code) for code in ("hn-phu-thuan-b",)}
    assert last["hn-phu-thuan-b"] < SENT_ON
    assert not Mail.objects.exclude(state="SENT").exists()
