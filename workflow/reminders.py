"""Reminding people, with a ledger: nobody is told twice on a day, and everybody can see who was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from agencies import clock
from agencies.models import Agency, Membership, Role, User
from agencies.vietnamese import format_time
from workflow.models import Notice, Reminder, ReminderKind
from workflow.transitions import NotAllowed


class Reachable:
    """The active people of some agencies on a day, by role; read once for all of them."""

    def __init__(self, agency_ids: Iterable[int], *, on: date):
        self._people: dict[tuple[int, str], list[User]] = defaultdict(list)
        posts = Membership.objects.active(on).filter(
            agency__in=set(agency_ids), user__is_active=True, role__in=[Role.STAFF, Role.HEAD]
        )
        for post in posts.select_related("user").order_by("pk"):
            self._people[post.agency_id, post.role].append(post.user)

    def holding(self, agency_id: int, role: str) -> list[User]:
        return self._people[agency_id, role]

    def of(self, agency_id: int, roles: Iterable[str]) -> list[User]:
        """Those who hold one of the roles, each once; where nobody does, whoever works there."""
        found = [person for role in roles for person in self._people[agency_id, role]]
        if not found:
            found = self._people[agency_id, Role.STAFF] + self._people[agency_id, Role.HEAD]
        return list({person.pk: person for person in found}.values())


def _refuse_second_on_a_day(
    subject_type: ContentType, subject_id: int, agency: Agency, kind: str, on: date, text: str
) -> None:
    """A unit hears of one thing once a day; leaders of the same units and things once, of others as often as need be."""
    before = Reminder.objects.filter(subject_type=subject_type, subject_id=subject_id, agency=agency, on=on)
    if kind == ReminderKind.AUTHORITY:
        before = before.filter(kind=kind, text=text)
    else:
        before = before.exclude(kind=ReminderKind.AUTHORITY)
    if last := before.first():
        done = "báo cáo lãnh đạo" if kind == ReminderKind.AUTHORITY else "nhắc"
        said = last.text.rstrip(".")
        raise NotAllowed(f"Hôm nay đã {done} lúc {format_time(last.at)}: “{said}”. Hãy {done} lại từ ngày mai.")


@transaction.atomic
def remind_by_hand(
    *,
    about: tuple[type[Model], int],
    agency: Agency,
    standing: Agency,
    authority: Agency,
    text: str,
    url: str,
    by: User,
    due: date | None = None,
    kind: str = ReminderKind.HAND,
    roles: Iterable[str] = (Role.STAFF, Role.HEAD),
    icon: str = "bell",
) -> Reminder:
    """A person reminds an agency of one thing: a line of the ledger and a notice to each of its people in `roles`.

    `about` is the thing's model and primary key.
    Raises `NotAllowed` when the agency was reminded of it today, by whomever, a leader in the same words; the caller has checked who may remind.
    """
    on = clock.today()
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    subject_type, subject_id = ContentType.objects.get_for_model(about[0]), about[1]
    _refuse_second_on_a_day(subject_type, subject_id, agency, kind, on, text[:400])
    reminder = Reminder.objects.create(
        subject_type=subject_type,
        subject_id=subject_id,
        kind=kind,
        agency=agency,
        standing=standing,
        authority=authority,
        text=text[:400],
        url=url,
        label=ReminderKind(kind).label,
        due=due,
        by=by,
        on=on,
    )
    people = [person for person in Reachable([agency.pk], on=on).of(agency.pk, roles) if person.pk != by.pk]
    Notice.objects.bulk_create(
        [Notice(user=person, text=text[:400], url=url, icon=icon, reminder=reminder) for person in people]
    )
    return reminder
