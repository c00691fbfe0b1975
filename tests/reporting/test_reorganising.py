"""Work of an agency that ended passes on, in the middle of a period, and its history stays readable."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role, Succession, User
from models_registry.models import Proposal
from plans.models import Assignment, FocalOfficer, PartKind
from plans.services import add_activity, extend_assignment, move_difficulty, raise_difficulty
from reporting.models import UnitReport
from reporting.reorganising import estates_for, succeed_all
from tests import make as tests_make
from tests.plans import make
from workflow.models import Notice

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def here(db, portal_day):
    return make.district(offices=1, communes=4)


@pytest.fixture
def plan(here):
    return make.plan(here.committee, here.standing)


def end(agency, *heirs):
    agency.active_to = LAST
    agency.save()
    for heir in heirs:
        Succession.objects.create(predecessor=agency, successor=heir, on=FIRST)


@pytest.fixture
def merged(here, plan, portal_day):
    """Two communes that merge into the third on 1 July 2025, each with the same task; one was extended and has a log."""
    order = make.task(plan, date(2025, 6, 20), text="Số hóa hồ sơ")
    rows = [make.assignment(order, commune, PartKind.LEAD) for commune in here.communes[:3]]
    clerk = make.user(here.communes[0])
    add_activity(assignment=rows[0], by=clerk, on=date(2024, 12, 2), text="Đã số hóa 40 hồ sơ")
    raise_difficulty(assignment=rows[0], by=clerk, text="Thiếu máy quét")
    extend_assignment(assignment=rows[0], by=make.user(here.standing), due=date(2025, 7, 10), reason="Chờ máy")
    for commune in here.communes[:2]:
        end(commune, here.communes[2])
    portal_day("2025-07-01 00:05")
    return rows


def test_the_day_after_it_ends_its_work_is_its_successors(client, here, merged):
    heir = make.user(here.communes[2])
    assert succeed_all() == 2
    for row in merged[:2]:
        row.refresh_from_db()
        assert row.kept_by == here.communes[2] and row.agency != row.kept_by
    assert (merged[0].first_due, merged[0].due) == (date(2025, 6, 20), date(2025, 7, 10))
    client.force_login(heir)
    page = client.get(merged[0].get_absolute_url()).content.decode()
    for words in ("tiếp nhận từ UBND xã 1", "Đã số hóa 40 hồ sơ", "Thiếu máy quét", "Chờ máy", "kết thúc hoạt động"):
        assert words in page, words
    assert Notice.objects.filter(user=heir, text__contains="tiếp nhận 1 phần việc của UBND xã 1").count() == 1
    sent = {"tien-do-on": "2025-07-01", "tien-do-text": "Tiếp tục số hóa"}
    assert (
        "Tiếp tục số hóa"
        in client.post(reverse("assignment_progress", args=[merged[0].pk]), sent, follow=True).content.decode()
    )


def test_its_state_does_not_change_by_passing_on(here, merged):
    def states():
        return dict(Assignment.objects.with_status(on=FIRST).values_list("pk", "status"))

    before = states()
    succeed_all()
    assert states() == before
    assert [before[row.pk] for row in merged] == ["IN_TIME", "OVERDUE", "OVERDUE"]


def test_it_passes_on_once_and_not_on_the_last_day(here, merged, portal_day):
    portal_day("2025-06-30 23:59:59")
    assert succeed_all() == 0
    portal_day("2025-07-01 00:00:00")
    assert (succeed_all(), succeed_all()) == (2, 0)
    assert merged[0].events.filter(name="succeed").count() == 1


def test_closed_plans_keep_the_old_name(here, plan, merged):
    plan.state = "CLOSED"
    plan.save()
    assert succeed_all() == 0


def test_the_standing_agencys_successor_runs_its_plans(here, plan, merged):
    end(here.standing, here.offices[0])
    succeed_all()
    plan.refresh_from_db()
    assert plan.standing == here.offices[0]


def test_after_a_split_the_standing_agency_chooses(client, here, plan, portal_day):
    row = make.assignment(make.task(plan, date(2025, 8, 1), text="Rà soát"), here.communes[0], PartKind.LEAD)
    end(here.communes[0], here.communes[1], here.communes[2])
    portal_day("2025-07-02 08:00")
    call_command("tick", verbosity=0)
    row.refresh_from_db()
    assert row.kept_by == here.communes[0], "nobody guesses"
    client.force_login(make.user(here.standing))
    assert "Chọn cơ quan tiếp nhận" in client.get(reverse("tasks")).content.decode()
    page = client.get(reverse("successions"))
    (estate,) = page.context["ended"]
    assert [one.row for one in estate.held] == [row] and estate.heirs == here.communes[1:3]
    url = reverse("succession_pass", args=[here.communes[0].pk])
    page = client.post(url, {"to": "", "viec": [f"viec-{row.pk}"]}, follow=True)
    assert "Hãy chọn cơ quan tiếp nhận." in page.content.decode()
    client.post(url, {"to": here.communes[2].pk, "viec": [f"viec-{row.pk}"], "ly_do": "QĐ 15/QĐ-UBND"})
    row.refresh_from_db()
    assert row.kept_by == here.communes[2]
    assert row.events.get(name="succeed").reason == "QĐ 15/QĐ-UBND"
    assert not client.get(reverse("successions")).context["ended"]


def test_only_who_runs_the_plan_hands_work_over(client, here, plan, portal_day):
    row = make.assignment(make.task(plan), here.communes[0], PartKind.LEAD)
    end(here.communes[0])
    portal_day("2025-07-02 08:00")
    url = reverse("succession_pass", args=[here.communes[0].pk])
    for person in (make.user(here.communes[1], Role.HEAD), make.user(make.district().standing)):
        client.force_login(person)
        assert not client.get(reverse("successions")).context["ended"]
        assert client.post(url, {"to": here.communes[1].pk, "viec": [f"viec-{row.pk}"]}).status_code == 404
    client.force_login(make.user(here.standing))
    foreign = make.district().communes[0]
    page = client.post(url, {"to": foreign.pk, "viec": [f"viec-{row.pk}"]}, follow=True)
    assert "không hoạt động trên địa bàn" in page.content.decode()


# What else it has in hand


@pytest.fixture
def d(portal_day, db):
    """A district with an open round; commune A merges into commune B on 1 July 2025, the office into the monitor."""
    d = tests_make.ReportingDistrict()
    d.plan.period_end = date(2026, 12, 31)
    d.plan.save()
    d.round.lock_on = None
    d.round.save()
    return d


def officer(d, at, **fields):
    fields = {"name": "Cán bộ của " + at.name, "phone": "1", "since": LAST, "state": "ACTIVE"} | fields
    return FocalOfficer.objects.create(plan=d.plan, agency=at, **fields)


def proposal(d, author, **fields):
    return Proposal.objects.create(
        author=author,
        standing=d.standing,
        authority=d.committee,
        field="PROCEDURES",
        year=2025,
        name="Bến phà",
        **fields,
    )


def test_reports_of_open_rounds_are_kept_by_the_successor_under_the_name_as_printed(client, d, portal_day):
    report = UnitReport.objects.get(round=d.round, agency=d.commune)
    accepted = UnitReport.objects.get(round=d.round, agency=d.office)
    UnitReport.objects.filter(pk=accepted.pk).update(state="EXCUSED")
    end(d.commune, d.communes[1])
    end(d.office, d.monitor)
    portal_day("2025-07-01 08:00")
    succeed_all()
    report.refresh_from_db()
    accepted.refresh_from_db()
    assert (report.kept_by, report.agency, report.agency_name) == (d.communes[1], d.commune, d.commune.name)
    assert accepted.kept_by == d.office, "what is finished stays"
    event = report.events.get(name="succeed")
    assert event.from_state == event.to_state == report.state and "kết thúc hoạt động" in event.reason
    client.force_login(tests_make.user(d.communes[1]))
    assert client.get(report.get_absolute_url()).status_code == 200
    own = UnitReport.objects.get(round=d.round, agency=d.communes[1])
    assert client.get(d.round.get_absolute_url()).url == own.get_absolute_url()
    assert report.agency_name in client.get(reverse("home")).text


def test_focal_officers_pass_on_where_the_successor_has_none(d, portal_day):
    kept, given = officer(d, d.commune), officer(d, d.office)
    own = officer(d, d.communes[1])
    end(d.commune, d.communes[1])
    end(d.office, d.monitor)
    portal_day("2025-07-01 08:00")
    succeed_all()
    for row in (kept, given, own):
        row.refresh_from_db()
    assert (kept.state, kept.until, kept.agency) == ("ENDED", LAST, d.commune)
    assert (given.state, given.agency) == ("ACTIVE", d.monitor)
    assert own.state == "ACTIVE"


def test_proposals_before_a_decision_pass_on_and_recognised_ones_stay(d, portal_day):
    waiting, known = proposal(d, d.commune, state="SUBMITTED"), proposal(d, d.commune, state="APPROVED")
    draft = proposal(d, d.commune, state="DRAFT")
    end(d.commune, d.communes[1])
    portal_day("2025-07-01 08:00")
    succeed_all()
    for row in (waiting, known, draft):
        row.refresh_from_db()
    assert (waiting.author, draft.author, known.author) == (d.communes[1], d.communes[1], d.commune)
    assert d.commune.name in waiting.events.get(name="succeed").reason


def test_a_difficulty_and_a_question_go_where_the_work_goes(d, portal_day):
    work = Assignment.objects.get(order=d.saturdays, agency=d.commune)
    staff = tests_make.user(d.commune)
    first = raise_difficulty(assignment=work, by=staff, text="Thiếu máy quét")
    move_difficulty(difficulty=first, name="forward", by=d.standing_staff, to=d.office)
    end(d.commune, d.communes[1])
    end(d.office, d.monitor)
    portal_day("2025-07-01 08:00")
    succeed_all()
    first.refresh_from_db()
    assert (first.asked_of, first.assignment.kept_by, first.agency) == (d.monitor, d.communes[1], d.commune)


def test_a_plan_and_its_rounds_pass_to_the_successor_of_the_authority_and_keep_its_name(client, d, portal_day):
    heir = tests_make.agency("UBND tỉnh Thử", kind="COMMITTEE", level="PROVINCE")
    end(d.committee, heir)
    portal_day("2025-07-01 08:00")
    succeed_all()
    d.plan.refresh_from_db()
    d.round.refresh_from_db()
    assert (d.plan.authority, d.round.authority) == (heir, heir)
    assert (d.plan.issuer, d.plan.issued_by) == ("UBND huyện Thử", "UBND huyện Thử")
    client.force_login(tests_make.user(heir, Role.HEAD))
    page = client.get(d.plan.get_absolute_url()).text
    assert "UBND huyện Thử" in page and "nay do UBND tỉnh Thử" in page


def test_what_will_pass_on_is_shown_with_counts_before_it_does(client, d, portal_day):
    work = Assignment.objects.get(order=d.saturdays, agency=d.commune)
    raise_difficulty(assignment=work, by=tests_make.user(d.commune), text="Thiếu máy quét")
    officer(d, d.commune)
    proposal(d, d.commune, state="SUBMITTED")
    end(d.commune, d.communes[1])
    portal_day("2025-06-20 08:00")
    client.force_login(d.standing_staff)
    page = client.get(reverse("successions"))
    (estate,) = page.context["coming"]
    counts = {name: count for count, name in estate.counts}
    assert estate.heirs == [d.communes[1]] and not page.context["ended"]
    assert counts["phần việc"] == Assignment.objects.filter(kept_by=d.commune).count()
    assert (counts["báo cáo chưa xác nhận"], counts["đầu mối"], counts["đăng ký mô hình, cách làm hay"]) == (1, 1, 1)
    assert estate.with_work == [(1, "khó khăn, vướng mắc chờ trả lời")]
    assert "tự chuyển cho" in page.text
    assert succeed_all() == 0
    client.force_login(tests_make.user(d.office))
    assert not client.get(reverse("successions")).context["coming"], "others' work is not there"
    portal_day("2025-07-01 08:00")
    assert succeed_all() == sum(counts.values())
    told = Notice.objects.filter(text__contains=f"của {d.commune.name}.", user__memberships__agency=d.communes[1])
    assert not told.exists(), "nobody works there"


def test_after_a_split_a_report_is_given_to_whom_the_standing_agency_chooses(client, d, portal_day):
    report = UnitReport.objects.get(round=d.round, agency=d.commune)
    end(d.commune, d.communes[1], d.office)
    portal_day("2025-07-01 08:00")
    succeed_all()
    report.refresh_from_db()
    assert report.kept_by == d.commune
    client.force_login(d.standing_staff)
    url = reverse("succession_pass", args=[d.commune.pk])
    client.post(url, {"to": d.office.pk, "viec": [f"bao-cao-{report.pk}", "ky-0", "lạ", "viec-x"], "ly_do": "QĐ 9"})
    report.refresh_from_db()
    assert (report.kept_by, report.events.get(name="succeed").reason) == (d.office, "QĐ 9")
    assert Assignment.objects.filter(kept_by=d.commune).exists(), "only what was chosen"


def test_the_page_costs_the_same_for_few_and_many(d, portal_day):
    end(d.commune, d.communes[1], d.office)
    portal_day("2025-07-01 08:00")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            ended, _ = estates_for(User.objects.get(pk=d.standing_staff.pk), on=date(2025, 7, 1))
            assert [one.words and str(one.of) for estate in ended for one in estate.held]
        return len(asked)

    few = cost()
    for _ in range(5):
        order = tests_make.task(d.plan, d.commune, text="Việc thêm")
        make.assignment(order, d.commune)
        proposal(d, d.commune, state="SUBMITTED")
        officer(d, tests_make.agency(f"Xã {order.pk}", parent=d.committee, active_to=LAST))
    assert cost() == few


def test_the_list_of_tasks_leads_there_before_the_day(client, d, portal_day):
    end(d.commune, d.communes[1])
    client.force_login(d.standing_staff)
    assert reverse("successions") in client.get(reverse("tasks")).text
