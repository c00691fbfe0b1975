"""The portal's own reminders: thresholds that have passed and are not in the ledger yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q

from agencies import clock
from agencies.models import Role, User
from agencies.vietnamese import format_date
from reporting.reminding.owed import Owed
from reporting.reminding.thresholds import Threshold, to_send
from workflow.models import Notice, Reminder, ReminderKind, ReminderRule
from workflow.reminders import Reachable

GAP_MAX = timedelta(days=60)


class Rules:
    """The active rules by jurisdiction; one without rules of its own uses the common ones."""

    def __init__(self, rows: Iterable[ReminderRule]):
        self._of: dict[int | None, list[ReminderRule]] = defaultdict(list)
        self._own: set[int] = set()
        for row in rows:
            self._own.add(row.authority_id)
            if row.is_active:
                self._of[row.authority_id].append(row)

    def of(self, authority_id: int) -> list[ReminderRule]:
        return self._of[authority_id if authority_id in self._own else None]

    @property
    def first_days(self) -> int | None:
        """How many days before its due day a thing is first spoken of; None where no rule is active."""
        rows = [row for group in self._of.values() for row in group]
        return max((-row.days for row in rows), default=None)


class Ledger:
    """What the ledger knows about the things of some models: newest threshold by due day, day of the last reminder."""

    def __init__(self, things: list[Owed], *, on: date):
        self.sent: dict[tuple[int, int, date], date] = {}
        self.last: dict[tuple[int, int], date] = {}
        types = {thing.key[0] for thing in things}
        rows = (
            Reminder.objects.filter(subject_type__in=types)
            .exclude(kind=ReminderKind.AUTHORITY)
            .order_by()
            .values_list("subject_type", "subject_id", "due")
            .annotate(sent=Max("threshold", filter=Q(kind=ReminderKind.RULE)), last=Max("on"))
        )
        earliest = min((thing.due for thing in things), default=None)
        if earliest is not None:
            rows = rows.filter(Q(due__gte=earliest) | Q(on__gte=on - GAP_MAX))
        for kind, pk, due, sent, last in rows:
            if sent is not None:
                self.sent[kind, pk, due] = sent
            self.last[kind, pk] = max(last, self.last.get((kind, pk), last))


def reminder_words(thing: Owed, *, on: date) -> str:
    """One sentence for the notice, with the days as they are today; nothing that accuses."""
    left, title = clock.days_between(on, thing.due), thing.title
    if left > 0:
        return f"Còn {left} ngày đến hạn {format_date(thing.due)}: {title}."
    if left == 0:
        return f"Đến hạn hôm nay: {title}."
    return (
        f"Quá hạn {-left} ngày (hạn {format_date(thing.due)}): {title}. Nếu có vướng mắc, hãy phản hồi để được hỗ trợ."
    )


def people_for(thing: Owed, rule: ReminderRule, reachable: Reachable) -> list[User]:
    """Whom a rule reaches in the unit; a document that waits for its head is the head's to move."""
    roles = [role for role, wanted in ((Role.STAFF, rule.to_staff), (Role.HEAD, rule.to_head)) if wanted]
    if thing.waits_for not in roles:
        roles.append(thing.waits_for)
    return reachable.of(thing.agency.pk, roles)


def look_ahead() -> timedelta:
    """How far ahead of its due day the earliest rule speaks of a thing."""
    return timedelta(days=max(0, Rules(ReminderRule.objects.all()).first_days or 0))


@transaction.atomic
def remind_due(*, things: list[Owed], on: date) -> int:
    """Reminds of those `things` whose newest threshold has passed and is not in the ledger; returns the lines written.

    Safe to run twice, at once too: the rules are locked while the ledger is read and written, and the ledger itself
    takes a threshold of a due day once. After days of silence each thing is spoken of once.
    """
    rules = Rules(ReminderRule.objects.select_for_update(of=("self",)))
    ledger = Ledger(things, on=on)
    due_now = []
    for thing in things:
        threshold = to_send(
            rules.of(thing.authority.pk),
            due=thing.due,
            on=on,
            known_on=thing.known_on,
            sent=ledger.sent.get((*thing.key, thing.due)),
            last=ledger.last.get(thing.key),
        )
        if threshold is not None:
            due_now.append((thing, threshold))
    lines = Reminder.objects.bulk_create([_line(thing, threshold, on) for thing, threshold in due_now], batch_size=500)
    reachable = Reachable((thing.agency.pk for thing, _ in due_now), on=on)
    notices = [
        Notice(user=person, text=line.text, url=line.url, icon="alarm", reminder=line)
        for line, (thing, threshold) in zip(lines, due_now, strict=True)
        for person in people_for(thing, threshold.rule, reachable)
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    return len(lines)


def _line(thing: Owed, threshold: Threshold, on: date) -> Reminder:
    return Reminder(
        subject_type_id=thing.key[0],
        subject_id=thing.pk,
        kind=ReminderKind.RULE,
        rule=threshold.rule,
        agency=thing.agency,
        standing=thing.standing,
        authority=thing.authority,
        text=reminder_words(thing, on=on)[:400],
        url=thing.url,
        label=threshold.label,
        due=thing.due,
        threshold=threshold.on,
        on=on,
        at=clock.now(),
    )
