"""Letters through a real SMTP server on loopback that refuses, dies half way and comes back: none is lost or sent twice."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from tests import make
from workflow.mailing import send_again, send_waiting
from workflow.models import Mail, MailState

pytestmark = pytest.mark.django_db


def letters(*names):
    made = []
    for name in names:
        person = make.user()
        person.email = f"{name}@example.vn"
        person.save()
        made.append(
            Mail.objects.create(
                user=person,
                on="2024-12-20",
                address=person.email,
                subject="Cổng CCHC ngày 20/12/2024: 1 việc cần chú ý",
                text="Kính gửi\n.\n.một dòng bắt đầu bằng dấu chấm\nQuá hạn 3 ngày.",
            )
        )
    return made


def states():
    return {mail.address.split("@")[0]: mail.state for mail in Mail.objects.all()}


def later(minutes=300):
    """Some time goes by: letters that wait for a later try are due."""
    Mail.objects.update(next_at=timezone.now() - timedelta(minutes=1), claimed_until=None)


def test_a_letter_arrives_whole_with_a_lasting_message_id(smtp):
    (mail,) = letters("a")
    assert send_waiting().sent == 1
    (message,) = smtp.received
    assert message["Subject"].strip() == mail.subject and message["Message-ID"] == f"<{mail.key}@example.vn>"
    assert message.get_content().splitlines() == mail.text.splitlines()
    assert send_waiting().sent == 0 and len(smtp.received) == 1


def test_an_unreachable_server_keeps_letters_waiting_until_it_comes_back(smtp):
    letters("a", "b")
    smtp.server.stop()
    assert send_waiting().waiting == 2
    assert states() == {"a": "WAITING", "b": "WAITING"}
    smtp.server.start()
    assert send_waiting().sent == 2
    assert smtp.addresses == {"a@example.vn": 1, "b@example.vn": 1}


def test_a_server_that_dies_between_letters_gets_the_rest_later_and_none_twice(smtp):
    letters("a", "b", "c", "d")
    smtp.manner["c@example.vn"] = "dies before the letter"
    assert send_waiting().sent == 2
    assert states() == {"a": "SENT", "b": "SENT", "c": "WAITING", "d": "WAITING"}
    smtp.manner.clear()
    send_waiting()
    assert set(states().values()) == {"SENT"}
    assert set(smtp.addresses.values()) == {1} and len(smtp.received) == 4


@pytest.mark.parametrize("manner", ["dies with the letter", "keeps it and dies"])
def test_a_letter_whose_answer_never_came_is_not_sent_again_by_itself(smtp, manner):
    letters("a", "b")
    smtp.manner["a@example.vn"] = manner
    tally = send_waiting()
    assert (tally.unsure, tally.sent) == (1, 1)
    smtp.manner.clear()
    later()
    send_waiting()
    assert states() == {"a": "UNSURE", "b": "SENT"}
    assert smtp.addresses["a@example.vn"] == (manner == "keeps it and dies")


def test_a_person_may_send_an_uncertain_letter_again(smtp):
    (mail,) = letters("a")
    smtp.manner["a@example.vn"] = "dies with the letter"
    send_waiting()
    smtp.manner.clear()
    send_again(Mail.objects.get())
    send_waiting()
    assert states() == {"a": "SENT"} and smtp.addresses == {mail.address: 1}


@pytest.mark.parametrize("manner", ["no such box", "full"])
def test_a_refused_address_is_known_until_it_changes(smtp, manner):
    (mail,) = letters("a")
    smtp.manner["a@example.vn"] = manner
    assert send_waiting().refused == 1
    later()
    assert send_waiting().refused == 0
    assert list(Mail.objects.refused_now()) == [mail]
    mail.user.email = "moi@example.vn"
    mail.user.save()
    assert not Mail.objects.refused_now().exists()


@pytest.mark.parametrize("manner", ["later", "policy"])
def test_a_server_that_asks_to_come_later_is_asked_later(smtp, manner):
    letters("a", "b")
    smtp.manner["a@example.vn"] = manner
    tally = send_waiting()
    assert (tally.waiting, tally.sent) == (1, 1)
    assert send_waiting().waiting == 0, "before its pause is over nothing is tried"
    smtp.manner.clear()
    later()
    assert send_waiting().sent == 1


def test_a_sender_killed_before_the_last_line_lets_the_letter_go_once_after_its_claim(smtp):
    letters("a")
    Mail.objects.update(claimed_until=timezone.now() + timedelta(minutes=9))
    assert send_waiting().sent == 0, "somebody else holds it"
    Mail.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert send_waiting().sent == 1


def test_a_sender_killed_at_the_last_line_leaves_an_uncertain_letter(smtp):
    letters("a")
    moment = timezone.now() - timedelta(minutes=11)
    Mail.objects.update(claimed_until=moment, handed_at=moment)
    send_waiting()
    assert states() == {"a": "UNSURE"} and not smtp.received


def test_a_letter_of_last_week_is_not_sent_any_more(smtp):
    letters("a")
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=4))
    send_waiting()
    assert states() == {"a": "EXPIRED"} and not smtp.received


def test_with_nothing_to_send_the_server_is_left_alone(smtp):
    smtp.server.stop()
    assert str(send_waiting()).startswith("0 đã gửi")


def test_without_an_smtp_server_letters_go_to_the_configured_backend(portal_day):
    letters("a")
    assert send_waiting().sent == 1
    assert outbox.outbox[0].to == ["a@example.vn"] and Mail.objects.get().state == MailState.SENT
