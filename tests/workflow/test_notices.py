"""Notices in the portal: to those it concerns, each once, read by their owner only."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Role
from tests import make
from workflow.models import Notice
from workflow.services import notify, people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(portal_day):
    return make.agency("Phòng Nội vụ")


def log_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_staff_and_head_are_told_once_and_nobody_who_left(office):
    staff, head = make.user(office), make.user(office, Role.HEAD)
    make.user(office, Role.CLERK)
    make.user(office, active_to="2024-12-19")
    make.user(office, active_from="2024-12-21")
    closed = make.user(office)
    closed.is_active = False
    closed.save()
    other = make.agency("Văn phòng")
    staff.memberships.create(agency=other, role=Role.HEAD)
    assert notify(agencies=[office, other], text="Báo cáo đã gửi.", url="/") == 2
    assert {notice.user for notice in Notice.objects.all()} == {staff, head}


def test_the_one_who_acted_is_not_told_of_it(office):
    staff, head = make.user(office), make.user(office, Role.HEAD)
    notify(agencies=[office], text="Đã ký.", but=head)
    assert [notice.user for notice in Notice.objects.all()] == [staff]


def test_a_role_may_be_asked_for(office):
    clerk = make.user(office, Role.CLERK)
    make.user(office)
    assert people_of(office, Role.CLERK) == [clerk]
    assert notify(agencies=[office], text="Chờ phát hành.", roles=[Role.CLERK]) == 1


def test_a_very_long_text_is_cut_to_its_column(office):
    make.user(office)
    notify(agencies=[office], text="Dài " * 500)
    assert len(Notice.objects.get().text) == 400


def test_reading_marks_ones_own_notices_and_nobody_elses(office):
    mine, other = make.user(office), make.user(office)
    notify(agencies=[office], text="Kỳ báo cáo đã mở.")
    page = log_in(mine).get(reverse("notices")).content.decode()
    assert "Kỳ báo cáo đã mở." in page
    assert not Notice.objects.exclude(read_at=None).exists(), "looking writes nothing"
    log_in(mine).post(reverse("notices_read"))
    assert not mine.notices.filter(read_at=None).exists()
    assert other.notices.filter(read_at=None).count() == 1
    Notice.objects.filter(user=other).update(text="Của người khác")
    assert "Của người khác" not in log_in(mine).get(reverse("notices")).content.decode()


def test_a_word_in_a_notice_is_shown_as_text(office):
    person = make.user(office)
    notify(agencies=[office], text="<script>x</script>")
    page = log_in(person).get(reverse("notices")).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_many_notices_cost_as_much_as_few(office, django_assert_max_num_queries):
    person = make.user(office)
    Notice.objects.bulk_create([Notice(user=person, text=f"Việc {n}", url="/") for n in range(120)])
    client = log_in(person)
    with django_assert_max_num_queries(9):
        reply = client.get(reverse("notices"))
    assert len(reply.context["page"].object_list) == 40
    assert client.get(reverse("notices"), {"trang": "3"}).context["page"].number == 3
    assert client.get(reverse("notices"), {"trang": "không"}).status_code == 200
