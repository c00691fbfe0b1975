"""Every form sent a second time from the same page, as happens on a slow line: nothing is there twice."""

import threading
import uuid

import pytest
from django.core.files.base import File
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agencies import clock
from reporting.models import Question, Remark
from tests import make
from tests.posting import FORMS
from tests.posting.form import statements_that_write
from tests.test_posting import Crowd, sent_with
from workflow.models import Press
from workflow.presses import forget_presses

# A second saving of the same values is written down in the history of master data; it changes nothing.
HISTORY = "_historical"


@pytest.mark.parametrize("where", FORMS)
def test_the_second_sending_makes_nothing_new(where, db, portal_day):
    world = Crowd()
    twice = []
    for form in FORMS[where]:
        session = world.session_of(min(form.by))
        with transaction.atomic():
            if form.before:
                form.before(world)
            address = form.address(world)
            body = form.body(world) | {"token": str(uuid.uuid4())}
            sent_with(session, address, body)
            for file in body.values():
                if isinstance(file, File):
                    file.seek(0)
            with statements_that_write() as written:
                reply = sent_with(session, address, body)
            transaction.set_rollback(True)
        made = [sql[:60] for sql in written if sql.startswith("INSERT") and HISTORY not in sql]
        if made or reply.status_code >= 500:
            twice.append((form.name, reply.status_code, made))
    assert not twice


@pytest.fixture
def district(db, portal_day):
    return make.ReportingDistrict()


def remark(client, report, text, token):
    return client.post(reverse("review_remark", args=[report.pk]), {"text": text, "token": token}, follow=True)


def test_the_second_sending_says_so_and_leads_to_the_same_page(district, client):
    client.force_login(district.staff)
    report, token = district.report(), uuid.uuid4()
    first, second = (remark(client, report, "Xin hướng dẫn", token) for _ in range(2))
    assert Remark.objects.count() == 1
    assert second.redirect_chain == first.redirect_chain
    assert "không gửi lần thứ hai" in second.content.decode()


def test_other_words_from_the_same_page_are_another_sending(district, client):
    """Back in the browser, and a second remark written into the same form."""
    client.force_login(district.staff)
    report, token = district.report(), uuid.uuid4()
    remark(client, report, "Xin hướng dẫn", token)
    remark(client, report, "Xin thêm mẫu biểu", token)
    assert Remark.objects.count() == 2


def test_a_refused_form_may_be_sent_again(district, client):
    client.force_login(district.standing_staff)
    address, token = reverse("round_new"), uuid.uuid4()
    assert client.post(address, {"token": token}).status_code == 200
    assert not Press.objects.exists()


def test_pages_of_last_week_are_forgotten(district, client, portal_day):
    client.force_login(district.staff)
    remark(client, district.report(), "Xin hướng dẫn", uuid.uuid4())
    assert forget_presses() == 0
    portal_day("2024-12-28 09:00")
    assert forget_presses() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one(portal_day):
    """The second waits for the first; on both databases."""
    district = make.ReportingDistrict(opened=False)
    body = {"heading": "Phần mới", "label": "Số hội nghị", "kind": "NUMBER", "unit": "cuộc", "token": uuid.uuid4()}
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(district.standing_staff)
    before = Question.objects.count()
    start = threading.Barrier(2)
    moment, answers = clock.now(), []

    def send(client):
        with clock.at(moment):
            start.wait()
            answers.append(client.post(reverse("question_add", args=[district.round.pk]), body).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Question.objects.count() == before + 1
