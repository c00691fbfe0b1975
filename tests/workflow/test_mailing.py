"""Letters through a real SMTP server on loopback that refuses, dies half way and comes back: none is lost or sent twice."""

import email
import socket
from collections import Counter
from datetime import timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as outbox
from django.utils import timezone

from tests import make
from workflow.mailing import send_again, send_waiting
from workflow.models import Mail, MailState

pytestmark = pytest.mark.django_db


class Office:
    """What the server does with a letter: `manner` maps an address to a behaviour; `received` is what it kept."""

    def __init__(self):
        self.received, self.manner = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        match self.manner.get(address):
            case "no such box":
                return "550 5.1.1 no such user"
            case "later":
                return "451 4.7.1 greylisted"
            case "policy":
                return "554 5.7.1 relaying denied"
            case "dies before the letter":
                server.transport.abort()
                return "250 OK"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        manner = self.manner.get(envelope.rcpt_tos[0])
        if manner == "full":
            return "552 5.2.2 mailbox full"
        if manner != "dies with the letter":
            self.received.append(email.message_from_bytes(envelope.content, policy=policy.default))
        if manner in ("dies with the letter", "keeps it and dies"):
            server.transport.abort()
        return "250 OK"

    @property
    def addresses(self):
        return Counter(message["To"] for message in self.received)


class Server:
    def __init__(self, office):
        self.office, self.running = office, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self):
        self.running = Controller(self.office, hostname="127.0.0.1", port=self.port)
        self.running.start()

    def stop(self):
        if self.running is not None:
            self.running.stop()
            self.running = None


@pytest.fixture
def office(settings, portal_day):
    server = Server(Office())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.DEFAULT_FROM_EMAIL = "Cổng CCHC <cchc@example.vn>"
    server.office.server = server
    server.start()
    yield server.office
    server.stop()


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


def test_a_letter_arrives_whole_with_a_lasting_message_id(office):
    (mail,) = letters("a")
    assert send_waiting().sent == 1
    (message,) = office.received
    assert message["Subject"].strip() == mail.subject and message["Message-ID"] == f"<{mail.key}@example.vn>"
    assert message.get_content().splitlines() == mail.text.splitlines()
    assert send_waiting().sent == 0 and len(office.received) == 1


def test_an_unreachable_server_keeps_letters_waiting_until_it_comes_back(office):
    letters("a", "b")
    office.server.stop()
    assert send_waiting().waiting == 2
    assert states() == {"a": "WAITING", "b": "WAITING"}
    office.server.start()
    assert send_waiting().sent == 2
    assert office.addresses == {"a@example.vn": 1, "b@example.vn": 1}


def test_a_server_that_dies_between_letters_gets_the_rest_later_and_none_twice(office):
    letters("a", "b", "c", "d")
    office.manner["c@example.vn"] = "dies before the letter"
    assert send_waiting().sent == 2
    assert states() == {"a": "SENT", "b": "SENT", "c": "WAITING", "d": "WAITING"}
    office.manner.clear()
    send_waiting()
    assert set(states().values()) == {"SENT"}
    assert set(office.addresses.values()) == {1} and len(office.received) == 4


@pytest.mark.parametrize("manner", ["dies with the letter", "keeps it and dies"])
def test_a_letter_whose_answer_never_came_is_not_sent_again_by_itself(office, manner):
    letters("a", "b")
    office.manner["a@example.vn"] = manner
    tally = send_waiting()
    assert (tally.unsure, tally.sent) == (1, 1)
    office.manner.clear()
    later()
    send_waiting()
    assert states() == {"a": "UNSURE", "b": "SENT"}
    assert office.addresses["a@example.vn"] == (manner == "keeps it and dies")


def test_a_person_may_send_an_uncertain_letter_again(office):
    (mail,) = letters("a")
    office.manner["a@example.vn"] = "dies with the letter"
    send_waiting()
    office.manner.clear()
    send_again(Mail.objects.get())
    send_waiting()
    assert states() == {"a": "SENT"} and office.addresses == {mail.address: 1}


@pytest.mark.parametrize("manner", ["no such box", "full"])
def test_a_refused_address_is_known_until_it_changes(office, manner):
    (mail,) = letters("a")
    office.manner["a@example.vn"] = manner
    assert send_waiting().refused == 1
    later()
    assert send_waiting().refused == 0
    assert list(Mail.objects.refused_now()) == [mail]
    mail.user.email = "moi@example.vn"
    mail.user.save()
    assert not Mail.objects.refused_now().exists()


@pytest.mark.parametrize("manner", ["later", "policy"])
def test_a_server_that_asks_to_come_later_is_asked_later(office, manner):
    letters("a", "b")
    office.manner["a@example.vn"] = manner
    tally = send_waiting()
    assert (tally.waiting, tally.sent) == (1, 1)
    assert send_waiting().waiting == 0, "before its pause is over nothing is tried"
    office.manner.clear()
    later()
    assert send_waiting().sent == 1


def test_a_sender_killed_before_the_last_line_lets_the_letter_go_once_after_its_claim(office):
    letters("a")
    Mail.objects.update(claimed_until=timezone.now() + timedelta(minutes=9))
    assert send_waiting().sent == 0, "somebody else holds it"
    Mail.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert send_waiting().sent == 1


def test_a_sender_killed_at_the_last_line_leaves_an_uncertain_letter(office):
    letters("a")
    moment = timezone.now() - timedelta(minutes=11)
    Mail.objects.update(claimed_until=moment, handed_at=moment)
    send_waiting()
    assert states() == {"a": "UNSURE"} and not office.received


def test_a_letter_of_last_week_is_not_sent_any_more(office):
    letters("a")
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=4))
    send_waiting()
    assert states() == {"a": "EXPIRED"} and not office.received


def test_with_nothing_to_send_the_server_is_left_alone(office):
    office.server.stop()
    assert str(send_waiting()).startswith("0 đã gửi")


def test_without_an_smtp_server_letters_go_to_the_configured_backend(portal_day):
    letters("a")
    assert send_waiting().sent == 1
    assert outbox.outbox[0].to == ["a@example.vn"] and Mail.objects.get().state == MailState.SENT
