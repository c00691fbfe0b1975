"""Difficulties go up between reports and come back answered; who reads them, who is told."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Role
from plans.models import Difficulty, PartKind
from plans.services import move_difficulty, raise_difficulty
from tests import make as tests_make
from tests.plans import make
from tests.plans.test_pages import statements
from workflow.models import Notice
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)
WORDS = "Máy quét hỏng, chưa có kinh phí thay."


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def order(here):
    """A task of all communes that the first office watches over."""
    task = make.task(make.plan(here.committee, here.standing), date(2024, 12, 31), text="Số hóa hồ sơ")
    make.assignment(task, here.offices[0], PartKind.MONITOR)
    for commune in here.communes:
        make.assignment(task, commune, PartKind.LEAD)
    return task


@pytest.fixture
def row(here, order):
    return order.assignments.get(agency=here.communes[0])


@pytest.fixture
def clerk(here):
    return make.user(here.communes[0])


@pytest.fixture
def monitor(here):
    return make.user(here.offices[0])


@pytest.fixture
def said(row, clerk, monitor):
    return raise_difficulty(assignment=row, by=clerk, text=WORDS)


def answer_url(difficulty, name="answer"):
    return reverse("difficulty_move", args=[difficulty.pk, name])


def test_a_unit_says_what_stops_it_and_reads_the_answer_on_the_same_page(client, here, row, clerk, monitor):
    client.force_login(clerk)
    page = client.post(reverse("difficulty_raise", args=[row.pk]), {"kho-khan-text": WORDS}, follow=True)
    assert WORDS in page.content.decode() and "Chờ trả lời" in page.content.decode()
    assert Notice.objects.filter(user=monitor, text__contains="Máy quét hỏng").exists()
    client.force_login(monitor)
    task = reverse("task", args=[row.order_id])
    said = Difficulty.objects.get()
    assert answer_url(said) in client.get(task).content.decode()
    page = client.post(answer_url(said), {"text": "Văn phòng cấp máy trong tuần.", "next": task}, follow=True)
    assert page.redirect_chain[-1][0] == task and "Đã trả lời" in page.content.decode()
    client.force_login(clerk)
    assert "Văn phòng cấp máy trong tuần." in client.get(row.get_absolute_url()).content.decode()
    assert Notice.objects.filter(user=clerk, text__contains="Văn phòng cấp máy").exists()


def test_what_was_typed_stays_when_it_is_refused(client, row, clerk, said, monitor):
    client.force_login(clerk)
    page = client.post(reverse("difficulty_raise", args=[row.pk]), {"kho-khan-text": "x" * 2001})
    assert page.status_code == 422 and "x" * 2001 in page.content.decode()
    client.force_login(monitor)
    page = client.post(answer_url(said), {"text": " "})
    assert page.status_code == 422 and "Hãy ghi nội dung trả lời." in page.content.decode()
    page = client.post(answer_url(said), {"text": "y" * 2001})
    assert page.status_code == 422 and "y" * 2001 in page.content.decode()


def test_only_the_unit_and_those_above_read_it_until_it_is_answered(client, here, said, monitor):
    elsewhere = make.district()
    for person, before, after in (
        (make.user(here.communes[0], Role.VIEWER), 200, 200),
        (make.user(here.standing), 200, 200),
        (make.user(here.committee, Role.HEAD), 200, 200),
        (make.user(here.offices[0]), 200, 200),
        (make.user(here.communes[1]), 404, 200),
        (make.user(here.offices[1]), 404, 404),
        (make.user(elsewhere.standing, Role.HEAD), 404, 404),
    ):
        client.force_login(person)
        assert client.get(said.get_absolute_url()).status_code == before, person
        assert client.post(answer_url(said), {"text": " "}).status_code in ((422,) if before == 200 else (404,))
        Difficulty.objects.filter(pk=said.pk).update(state="ANSWERED")
        assert client.get(said.get_absolute_url()).status_code == after, person
        Difficulty.objects.filter(pk=said.pk).update(state="OPEN")


def test_the_unit_does_not_answer_itself_and_others_do_not_raise_for_it(here, row, said, clerk):
    with pytest.raises(NotAllowed, match="không có quyền"):
        move_difficulty(difficulty=said, name="answer", by=clerk, text="Tự trả lời")
    with pytest.raises(NotAllowed):
        raise_difficulty(assignment=row, by=make.user(here.standing), text="Nói hộ")


def test_the_standing_agency_asks_another_office_which_then_may_answer(client, here, said):
    office = make.user(here.offices[1])
    client.force_login(make.user(here.standing))
    page = client.post(answer_url(said, "forward"), {"to": "", "text": "Xem giúp"})
    assert page.status_code == 422 and "Hãy chọn cơ quan cho ý kiến." in page.content.decode()
    client.post(answer_url(said, "forward"), {"to": here.offices[1].pk, "text": "Xem giúp"})
    assert Notice.objects.filter(user=office, text__contains="cho ý kiến").exists()
    client.force_login(office)
    assert WORDS in client.get("/").content.decode(), "it stands in the list of what waits"
    client.post(answer_url(said), {"text": "Dùng máy của bưu điện."})
    said.refresh_from_db()
    assert said.state == "ANSWERED"
    assert [event.name for event in said.thread] == ["forward", "answer"]


def test_the_unit_asks_again_and_every_word_stays_readable(here, said, clerk, monitor):
    move_difficulty(difficulty=said, name="answer", by=monitor, text="Chờ dự toán.")
    said.refresh_from_db()
    move_difficulty(difficulty=said, name="ask_more", by=clerk, text="Chờ đến bao giờ?")
    said.refresh_from_db()
    move_difficulty(difficulty=said, name="answer", by=make.user(here.standing), text="Đến 10/01.")
    said.refresh_from_db()
    assert [event.reason for event in said.thread] == ["Chờ dự toán.", "Chờ đến bao giờ?", "Đến 10/01."]
    with pytest.raises(NotAllowed, match="Đã trả lời"):
        move_difficulty(difficulty=said, name="withdraw", by=clerk, text="Đã mượn máy.")


def test_the_list_finds_without_accents_and_costs_the_same_for_many(client, here, row, clerk, said):
    client.force_login(make.user(here.standing))
    url = reverse("difficulties")
    assert WORDS in client.get(url, {"q": "may quet"}).content.decode()
    assert WORDS not in client.get(url, {"trang_thai": "ANSWERED"}).content.decode()
    few, _ = statements(client, url)
    for number in range(20):
        raise_difficulty(assignment=row, by=clerk, text=f"Khó khăn {number}")
    many, page = statements(client, url)
    assert len(page.context["page"].object_list) == 21
    assert many == few <= 9 + 6


def test_the_report_of_the_period_shows_what_was_sent_up(client, portal_day):
    d = tests_make.ReportingDistrict()
    row = tests_make.assignment(tests_make.task(d.plan, d.commune), d.commune)
    raise_difficulty(assignment=row, by=d.staff, text=WORDS)
    for person, shown in ((d.staff, True), (d.standing_staff, False)):
        client.force_login(person)
        page = client.get(d.report().get_absolute_url()).content.decode()
        assert (WORDS in page) == shown, "an unsent report is the unit's own"
