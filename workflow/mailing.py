"""Sending what waits: an unreachable server keeps letters waiting, nothing is sent twice.

With SMTP the steps are taken one by one, because they fail differently: before the last line (a single dot) the server
has taken nothing, and the letter may be tried again; once the dot is out, only the server's answer tells. Where that
answer never comes the letter may have arrived: it is marked so and left to a person.
"""

from __future__ import annotations

import logging
import re
import select
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import utf8_charset_qp
from django.db.models import F, Q
from django.utils import timezone

from workflow.models import Mail, MailState

log = logging.getLogger(__name__)
BATCH = 500
CLAIM = timedelta(minutes=10)
KEEP_TRYING = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=2)


class Unreachable(Exception):
    """The server cannot be talked to now; whatever still waits goes on waiting."""


class NotNow(Exception):
    """This letter was not taken, but may be later."""


class Refused(Exception):
    """The server does not take letters for this address, for good."""


class Unsure(Exception):
    """The whole letter went out and no answer came back."""


@dataclass
class Tally:
    sent: int = 0
    waiting: int = 0
    refused: int = 0
    unsure: int = 0

    def __str__(self) -> str:
        return (
            f"{self.sent} đã gửi, {self.waiting} chờ lần sau, {self.refused} địa chỉ không nhận, {self.unsure} không rõ"
        )


def message_of(mail: Mail) -> EmailMessage:
    """The letter; its Message-ID never changes, so that a mail system knows a copy when it meets one."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{mail.key}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.address], headers=headers)
    message.encoding = utf8_charset_qp  # plain ASCII on the wire: servers without 8BITMIME take it too
    return message


def _words(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)


class SmtpLine:
    """One open line to the SMTP server; opened when the first letter needs it."""

    def __init__(self, backend: EmailBackend):
        self.backend = backend

    def close(self) -> None:
        self.backend.close()

    def _server(self) -> smtplib.SMTP:
        try:
            self.backend.open()
            self.backend.connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self.backend.connection = None
            raise Unreachable(str(error)) from error
        return self.backend.connection

    def send(self, mail: Mail) -> None:
        """Hands one letter over. Raises `Unreachable`, `NotNow`, `Refused` or `Unsure`."""
        server, message = self._server(), message_of(mail)
        body = re.sub(rb"(?m)^\.", b"..", message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
        try:
            self._address(server, message.from_email, mail.address)
            code, reply = server.docmd("data")
            if code != 354:
                server.rset()
                self._not_taken(code, reply)
            server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
            if select.select([server.sock], [], [], 0)[0]:  # an answer before the end is a goodbye
                raise smtplib.SMTPServerDisconnected("closed before the end")
            Mail.objects.filter(pk=mail.pk).update(handed_at=timezone.now())
            server.send(b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            self.backend.close()
            raise Unreachable(str(error)) from error
        try:
            code, reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.backend.close()
            raise Unsure(str(error)) from error
        if code != 250:
            self._not_taken(code, reply)

    def _address(self, server: smtplib.SMTP, sender: str, address: str) -> None:
        code, reply = server.mail(parseaddr(sender)[1])
        if code != 250:
            server.rset()
            raise NotNow(f"{code} {_words(reply)}")
        code, reply = server.rcpt(address)
        if code not in (250, 251):
            server.rset()
            self._not_taken(code, reply)

    def _not_taken(self, code: int, reply) -> None:
        """5xx about the address is for good; 4xx, and 5.7.x (the server's own policy, or ours not logged in), is not."""
        words = f"{code} {_words(reply)}"
        if code == 421:
            self.backend.close()
            raise Unreachable(words)
        if 500 <= code < 600 and code not in (530, 535) and not re.search(r"\b5\.7\.\d", words):
            raise Refused(words)
        raise NotNow(words)


class AnyLine:
    """A backend that is no SMTP server: the console, a file, a list in memory."""

    def __init__(self, backend):
        self.backend = backend

    def send(self, mail: Mail) -> None:
        self.backend.send_messages([message_of(mail)])

    def close(self) -> None:
        self.backend.close()


def _line() -> SmtpLine | AnyLine:
    backend = get_connection()
    return SmtpLine(backend) if isinstance(backend, EmailBackend) else AnyLine(backend)


def _free(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lt=now)


def _tidy(now: datetime) -> None:
    """Letters whose sender died at the last line, and letters nobody needs any more."""
    lost = Mail.objects.filter(_free(now), state=MailState.WAITING, handed_at__isnull=False)
    lost.update(state=MailState.UNSURE, error="Chương trình gửi dừng giữa chừng.")
    old = Mail.objects.filter(_free(now), state=MailState.WAITING, queued_at__lt=now - KEEP_TRYING)
    old.update(state=MailState.EXPIRED)


def _claim(mail: Mail, now: datetime) -> bool:
    return bool(
        Mail.objects.filter(_free(now), pk=mail.pk, state=MailState.WAITING).update(
            claimed_until=now + CLAIM, attempts=F("attempts") + 1
        )
    )


def _settle(mail: Mail, state: str, error: str = "", **other) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state, error=error[:300], claimed_until=None, **other)


def send_waiting() -> Tally:
    """Sends the letters whose time has come; safe to run twice, at once too, and with a server that comes and goes."""
    now, tally = timezone.now(), Tally()
    _tidy(now)
    waiting = list(Mail.objects.filter(_free(now), state=MailState.WAITING, next_at__lte=now).order_by("pk")[:BATCH])
    if not waiting:
        return tally
    line = _line()
    try:
        for at, mail in enumerate(waiting):
            if not _claim(mail, timezone.now()):
                continue
            try:
                line.send(mail)
            except Unreachable as error:
                log.warning("mail server: %s", error)
                _settle(mail, MailState.WAITING, str(error), handed_at=None)
                tally.waiting += len(waiting) - at
                break
            except NotNow as error:
                pause = min(timedelta(minutes=5) * 2**mail.attempts, LONGEST_PAUSE)
                _settle(mail, MailState.WAITING, str(error), handed_at=None, next_at=timezone.now() + pause)
                tally.waiting += 1
            except Refused as error:
                _settle(mail, MailState.REFUSED, str(error), handed_at=None)
                tally.refused += 1
            except Unsure as error:
                _settle(mail, MailState.UNSURE, str(error))
                tally.unsure += 1
            else:
                _settle(mail, MailState.SENT, sent_at=timezone.now())
                tally.sent += 1
    finally:
        line.close()
    return tally


def send_again(mail: Mail) -> None:
    """A person's decision: a refused or uncertain letter goes back into the queue."""
    Mail.objects.filter(pk=mail.pk, state__in=[MailState.REFUSED, MailState.UNSURE, MailState.EXPIRED]).update(
        state=MailState.WAITING,
        address=mail.user.email,
        queued_at=timezone.now(),
        next_at=timezone.now(),
        handed_at=None,
        claimed_until=None,
        attempts=0,
    )
