"""One e-mail a day to a person: what waits unread for him in the portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from agencies import clock
from agencies.vietnamese import format_date
from reporting.reminding.owed import finished
from workflow.models import Mail, Notice, Reminder, ReminderKind, ReminderRule

FRESH = timedelta(days=3)
LINES_MAX = 40


def _link(url: str) -> str:
    return f"\n  {settings.PORTAL_URL}{url}" if settings.PORTAL_URL and url else ""


def _part(heading: str, notices: list[Notice]) -> list[str]:
    if not notices:
        return []
    lines = [f"- {notice.text}{_link(notice.url)}" for notice in notices[:LINES_MAX]]
    if len(notices) > LINES_MAX:
        lines.append(f"- và {len(notices) - LINES_MAX} thông báo khác trên cổng")
    return [heading, *lines, ""]


def digest_words(person, notices: list[Notice], *, on: date) -> tuple[str, str]:
    """(subject, text) of a person's digest: what is due first, then the other news."""
    due = [notice for notice in notices if notice.reminder_id]
    news = [notice for notice in notices if not notice.reminder_id]
    counted = [f"{len(due)} việc cần chú ý"] if due else []
    counted += [f"{len(news)} thông báo"] if news else []
    lines = [
        f"Kính gửi {person},",
        "",
        *_part("Việc đến hạn, quá hạn:", due),
        *_part("Thông báo chưa xem:", news),
        "Thư do cổng cải cách hành chính tự gửi, mỗi ngày nhiều nhất một thư. Xem và cập nhật trên cổng"
        + (f": {settings.PORTAL_URL}/" if settings.PORTAL_URL else "."),
    ]
    return f"Cổng CCHC ngày {format_date(on)}: {', '.join(counted)}", "\n".join(lines)


def _about(line: Reminder) -> tuple[int, int]:
    return line.subject_type_id, line.subject_id


@transaction.atomic
def write_digests(*, on: date, owed: Iterable[tuple[int, int]]) -> int:
    """Writes today's digest of everybody with unread news that was not mailed yet; returns how many.

    `owed` are the things the portal would remind of today (content type, id): its reminder of anything else, done or
    given a later day since, is not mailed, nor is a person's reminder of what is finished. A person without an address,
    or whose address the server refuses, is left to the portal's own notices.
    """
    list(ReminderRule.objects.select_for_update(of=("self",)))  # one writer at a time
    still = set(owed)
    refused = set(Mail.objects.refused_now().values_list("user", flat=True))
    written = set(Mail.objects.filter(on=on).values_list("user", flat=True))
    unread = list(
        Notice.objects.filter(
            mail=None, read_at=None, at__gt=clock.now() - FRESH, at__lte=clock.now(), user__is_active=True
        )
        .exclude(user__email="")
        .select_related("user", "reminder")
        .order_by("at", "pk")
    )
    by_hand = finished(_about(n.reminder) for n in unread if n.reminder and n.reminder.kind == ReminderKind.HAND)
    waiting: dict[int, list[Notice]] = defaultdict(list)
    people = {}
    for notice in unread:
        line = notice.reminder
        stale = line is not None and (
            (line.kind == ReminderKind.RULE and _about(line) not in still)
            or (line.kind == ReminderKind.HAND and _about(line) in by_hand)
        )
        if notice.user_id not in refused and notice.user_id not in written and not stale:
            waiting[notice.user_id].append(notice)
            people[notice.user_id] = notice.user
    for user, notices in waiting.items():
        subject, text = digest_words(people[user], notices, on=on)
        mail = Mail.objects.create(user=people[user], on=on, address=people[user].email, subject=subject, text=text)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=mail)
    return len(waiting)
