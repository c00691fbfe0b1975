"""A unit names its focal officer for a plan; a change is asked for and takes effect when it is confirmed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Role
from plans.focal import officers_of
from plans.models import FocalOfficer, PartKind
from plans.services import Person, move_focal_officer, request_focal_officer
from tests.blanks import flowing
from tests.plans import make
from workflow.transitions import NotAllowed

PERSON = Person("Công chức thứ nhất", "0277 3000 101", date(2024, 12, 1))
DATA = {"name": "Công chức thứ hai", "phone": "0277 3000 102", "since": "2024-12-16", "note": "Chuyển công tác"}


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    there = make.district(communes=3)
    there.plan = make.plan(there.committee, there.standing)
    there.order = make.task(there.plan)
    for commune in there.communes:
        make.assignment(there.order, commune, PartKind.LEAD)
    there.officer, there.writer = make.user(there.standing), make.user(there.communes[0])
    there.url = reverse("plan_focal", args=[there.plan.pk])
    return there


def requested(here, person=PERSON):
    return request_focal_officer(plan=here.plan, agency=here.communes[0], by=here.writer, person=person)


def confirmed(here, person=PERSON):
    officer = requested(here, person)
    move_focal_officer(officer=officer, name="confirm", by=here.officer)
    return officer


def test_a_change_takes_effect_when_it_is_confirmed_and_who_was_there_stays_readable(client, here):
    first = confirmed(here)
    client.force_login(here.writer)
    assert client.post(here.url, DATA).status_code == 302
    assert here.officer.notices.filter(text__contains="đề nghị thay đổi đầu mối").exists()
    second = FocalOfficer.objects.get(state="REQUESTED")
    client.force_login(here.officer)
    page = client.get(here.url).content.decode()
    assert "Công chức thứ nhất" in page and "Lý do: Chuyển công tác" in page
    client.post(reverse("focal_move", args=[second.pk, "confirm"]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.until, second.state) == ("ENDED", date(2024, 12, 15), "ACTIVE")
    assert here.writer.notices.filter(text__contains="Đã xác nhận đầu mối").exists()
    client.force_login(make.user(here.communes[1]))
    page = client.get(here.url).content.decode()
    assert "Công chức thứ hai" in page and "Công chức thứ nhất" not in page


def test_units_without_an_officer_come_before_those_with_one(here):
    confirmed(here)
    rows = officers_of(here.plan, here.officer)
    assert [row.agency for row in rows] == [here.communes[1], here.communes[2], here.communes[0]]


def test_a_request_is_between_the_unit_and_who_runs_the_plan(client, here):
    officer = requested(here)
    client.force_login(make.user(here.communes[1]))
    assert "Công chức thứ nhất" not in client.get(here.url).content.decode()
    assert client.post(reverse("focal_move", args=[officer.pk, "confirm"])).status_code == 404
    with pytest.raises(NotAllowed):
        move_focal_officer(officer=officer, name="confirm", by=here.writer)


def test_what_must_be_added_is_said_and_a_new_request_answers_it(client, here):
    officer = requested(here)
    client.force_login(here.officer)
    client.post(reverse("focal_move", args=[officer.pk, "return"]), {"reason": "Cần văn bản cử"})
    client.force_login(here.writer)
    assert "Cần văn bản cử" in client.get(here.url).content.decode()
    client.post(here.url, DATA | {"document": "Công văn 12/UBND"})
    assert "Cần văn bản cử" not in client.get(here.url).content.decode()


def test_what_was_typed_stays_when_something_is_missing(client, here):
    client.force_login(here.writer)
    reply = client.post(here.url, DATA | {"phone": "không có"})
    assert reply.status_code == 422
    assert "Hãy ghi số điện thoại bằng chữ số" in reply.content.decode() and "Chuyển công tác" in reply.content.decode()
    requested(here)
    reply = client.post(here.url, DATA)
    assert reply.status_code == 422 and "đang chờ xác nhận" in reply.content.decode()


def test_only_units_with_work_in_the_plan_name_officers_and_only_their_own(client, here):
    stranger = make.user(here.offices[0], Role.HEAD)
    with pytest.raises(NotAllowed, match="không có việc"):
        request_focal_officer(plan=here.plan, agency=here.offices[0], by=stranger, person=PERSON)
    with pytest.raises(NotAllowed, match="của đơn vị"):
        request_focal_officer(plan=here.plan, agency=here.communes[0], by=stranger, person=PERSON)
    client.force_login(make.user(here.communes[0], Role.VIEWER))
    assert "Gửi xác nhận" not in client.get(here.url).content.decode()
    client.post(here.url, DATA)
    assert not FocalOfficer.objects.exists()


def test_nobody_is_replaced_without_another(here):
    with pytest.raises(NotAllowed, match="xác nhận người mới"):
        move_focal_officer(officer=confirmed(here), name="replace", by=here.officer)


def test_a_unit_withdraws_its_request(here):
    officer = requested(here)
    move_focal_officer(officer=officer, name="withdraw", by=here.writer)
    assert requested(here).state == "REQUESTED"


def test_the_list_costs_the_same_for_many_units(client, here):
    client.force_login(here.officer)
    confirmed(here)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = flowing(client.get(here.url))
        return len(seen), page.count("chưa cử")

    client.get(here.url)
    few, _ = cost()
    for _ in range(20):
        make.assignment(here.order, make.commune(here.committee), PartKind.LEAD)
    many, shown = cost()
    assert shown >= 20
    assert few == many
