"""Loading the demonstration into an empty database, once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from agencies import clock
from agencies.models import Agency, User
from reporting.demonstration.city import load_city
from reporting.demonstration.people import People, email_of, load_accounts, load_agencies
from reporting.demonstration.planning import load_plans, load_registry
from reporting.demonstration.registry import load_models_life
from reporting.demonstration.rounds import load_rounds
from workflow.models import Notice

FIRST_ACCOUNT = "quantri"
NEWS_SINCE = date(2024, 12, 16)


class NotEmpty(Exception):
    """The database holds other data; the text is the sentence to show."""


def is_loaded() -> bool:
    """The demonstration is written in one transaction, so its first account stands for all of it."""
    return User.objects.filter(username=FIRST_ACCOUNT, email=email_of(FIRST_ACCOUNT)).exists()


def mark_old_notices_read() -> None:
    """What was told before the present round was due has been read long since; the last days wait to be read."""
    old = list(Notice.objects.filter(read_at=None, at__lt=clock.start_of_day(NEWS_SINCE)))
    for notice in old:
        notice.read_at = notice.at + timedelta(hours=3)
    Notice.objects.bulk_update(old, ["read_at"], batch_size=200)


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
        say("Đăng ký mô hình, cách làm hay")
        load_models_life(people)
        say("Kỳ báo cáo của thành phố Hồng Ngự")
        load_city(people)
        mark_old_notices_read()
    return True
