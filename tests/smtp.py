"""A real SMTP server on loopback that does to letters what servers do."""

import email
import socket
from collections import Counter
from email import policy

from aiosmtpd.controller import Controller


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
