"""Moving a document along its table, and telling people about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from agencies import clock
from agencies.models import Agency, Membership, Role, User
from workflow.models import Document, Event, Notice
from workflow.transitions import NotAllowed


def lock(document):
    """The same document read again and locked until the transaction ends; a stale page meets the true state here."""
    return type(document)._default_manager.select_for_update(of=("self",)).get(pk=document.pk)


def _same_press(document: Document, transition: str, by: User, token: uuid.UUID | None) -> Event | None:
    done = Event.objects.filter(token=token).first() if token else None
    if done is None:
        return None
    kind = ContentType.objects.get_for_model(document)
    pressed = (done.document_type_id, done.document_id, done.name, done.actor_id)
    if pressed != (kind.pk, document.pk, transition, by.pk):
        raise NotAllowed("Trang này đã dùng cho một thao tác khác. Hãy tải lại trang rồi thực hiện lại.")
    return done


def repeated(*, document: Document, transition: str, by: User, token: uuid.UUID | None) -> Event | None:
    """The event that an earlier press of the same button made; what went with it is not done again. None at first.

    Waits for a press that is still being carried out. Raises `NotAllowed` for a token that was used for anything else
    (a page left with the browser's Back, another document, another person).
    """
    if token is not None:
        lock(document)
    return _same_press(document, transition, by, token)


@transaction.atomic
def move(
    *,
    document: Document,
    transition: str,
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    membership: Membership | None = None,
    data: dict | None = None,
    changes: dict | None = None,
) -> Event:
    """Moves a locked document along its table and writes one event.

    `membership` says under which of several qualifying memberships the person acts (the first one otherwise);
    `changes` are fields of the document saved with the new state. A `token` seen before returns the event it made:
    a double click moves once (`repeated` asks the same before a service does what goes with the move). Raises `NotAllowed` with the sentence to show.
    """
    document = lock(document)
    if done := _same_press(document, transition, by, token):
        return done
    row = document.transition(transition)
    posts = document.qualifying(row, by)
    if membership is not None:
        posts = [post for post in posts if post.pk == membership.pk]
    if not posts:
        raise NotAllowed(f"Tài khoản của bạn không có quyền thực hiện thao tác “{row.label}” ở đây.")
    if document.state not in row.sources:
        raise NotAllowed(
            f"Không thể thực hiện “{row.label}” vì trạng thái hiện nay là “{document.get_state_display()}”. "
            "Có thể người khác vừa thao tác; hãy tải lại trang."
        )
    reason = reason.strip()
    if row.needs_reason and not reason:
        raise NotAllowed(f"Hãy ghi lý do khi thực hiện “{row.label}”.")
    if refusal := row.guard(document):
        raise NotAllowed(refusal)
    start, end = document.state, row.end_state(document)
    document.state = end
    if end != start:
        document.came_from = start
    for name, value in (changes or {}).items():
        setattr(document, name, value)
    document.save()
    post = posts[0]
    return Event.objects.create(
        document=document,
        token=token or uuid.uuid4(),
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name=row.name,
        label=row.label,
        from_state=start,
        to_state=end,
        reason=reason,
        data=data or {},
    )


def people_of(agency: Agency, *roles: str) -> list[User]:
    """Active people of an agency who hold one of the roles (any if none is given) today."""
    posts = Membership.objects.active(clock.today()).filter(agency=agency, user__is_active=True)
    if roles:
        posts = posts.filter(role__in=roles)
    return list(User.objects.filter(pk__in=posts.values("user")))


def notify(
    *,
    agencies: Iterable[Agency],
    text: str,
    url: str = "",
    icon: str = "bell",
    event: Event | None = None,
    roles: Iterable[str] = (Role.STAFF, Role.HEAD),
    but: User | None = None,
) -> int:
    """Leaves a notice to the people of some agencies, each once; returns how many were told."""
    people = {person for agency in agencies for person in people_of(agency, *roles)} - {but}
    Notice.objects.bulk_create(
        [Notice(user=person, text=text[:400], url=url, icon=icon, event=event) for person in people]
    )
    return len(people)
