"""Which threshold of a due day has passed: plain arithmetic over the rules, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import ReminderRule


@dataclass(frozen=True)
class Threshold:
    """A rule on the day it came true, `days` after the due day (negative: before it)."""

    on: date
    rule: ReminderRule
    days: int

    @property
    def label(self) -> str:
        if self.days < 0:
            return f"trước hạn {-self.days} ngày"
        return f"quá hạn {self.days} ngày" if self.days else "đúng ngày hạn"


def last_passed(rules: Iterable[ReminderRule], *, due: date, on: date) -> Threshold | None:
    """The newest threshold on or before a day; of two on one day the rule that begins later, which reaches higher.

    A newer threshold covers those before it: after days of silence people are told once, not once for each.
    """
    passed = []
    late = (on - due).days
    for rule in rules:
        if rule.days > late:
            continue
        days = late - (late - rule.days) % rule.every if rule.every else rule.days
        passed.append(Threshold(due + timedelta(days=days), rule, days))
    return max(passed, key=lambda threshold: (threshold.on, threshold.rule.days), default=None)


def to_send(
    rules: Iterable[ReminderRule], *, due: date, on: date, known_on: date | None, sent: date | None, last: date | None
) -> Threshold | None:
    """The threshold to remind of today, or None.

    `known_on` is the day the people heard of this due day (given, extended, sent back): what passed by then needs no
    word. `sent` is the newest threshold of this due day in the ledger, `last` the day of the last reminder of any kind.
    """
    threshold = last_passed(rules, due=due, on=on)
    if threshold is None or (known_on is not None and threshold.on <= known_on):
        return None
    if sent is not None and threshold.on <= sent:
        return None
    if last is not None and (on - last).days < threshold.rule.gap:
        return None
    return threshold
