"""Loading the demonstration into an empty database, once."""

from __future__ import annotations

from django.db import transaction

from agencies.models import Agency, User
from reporting.demonstration.people import People, email_of, load_accounts, load_agencies
from reporting.demonstration.planning import load_plans, load_registry
from reporting.demonstration.rounds import load_rounds

FIRST_ACCOUNT = "quantri"


class NotEmpty(Exception):
    """The database holds other data; the text is the sentence to show."""


def is_loaded() -> bool:
    """The demonstration is written in one transaction, so its first account stands for all of it."""
    return User.objects.filter(username=FIRST_ACCOUNT, email=email_of(FIRST_ACCOUNT)).exists()


def load(say=lambda text: None) -> bool:
    """Writes the demonstration; returns False when it is there already. Raises `NotEmpty` before writing anything.

    `say` is told each step in one line.
    """
    if is_loaded():
        return False
    if User.objects.exists() or Agency.objects.exists():
        raise NotEmpty(
            "Cơ sở dữ liệu đã có dữ liệu khác nên không nạp số liệu minh họa. Hãy dùng một cơ sở dữ liệu trống."
        )
    with transaction.atomic():
        say("Cơ quan, nhóm, chức năng và tài khoản")
        load_agencies()
        load_accounts()
        people = People()
        say("Mô hình và năm kế hoạch")
        load_registry()
        load_plans(people)
        load_rounds(people, say)
    return True
