"""The life of a công văn đôn đốc: drafted from what is overdue, edited, signed, published, told to its units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date, long_date
from reporting.models import Letter, LetterAddressee, LetterState
from reporting.opening import due_after
from reporting.reminding.overdue import UnitOverdue, overdue_units
from workflow import services
from workflow.evidence import SIGNED, store
from workflow.models import Event, ReminderKind
from workflow.reminders import remind_by_hand
from workflow.services import lock, notify
from workflow.transitions import NotAllowed

DAYS_TO_REPLY = 3
TEXT_MAX = 4000


def _about(units: list[UnitOverdue]) -> str:
    """What the letter is about: one round's reports by name, else work in general."""
    sources = {thing.source for unit in units for thing in unit.things}
    reports = all(thing.model.__name__ == "UnitReport" for unit in units for thing in unit.things)
    if reports and len(sources) == 1:
        source = sources.pop()
        return f"đôn đốc gửi {source[:1].lower()}{source[1:]}"
    return "đôn đốc gửi báo cáo đã đến hạn" if reports else "đôn đốc thực hiện nhiệm vụ đã đến hạn"


def opening_words(issuer: Agency, on: date) -> str:
    return (
        f"Qua theo dõi việc thực hiện nhiệm vụ và chế độ báo cáo trên Cổng cải cách hành chính, đến {long_date(on)}, "
        f"{issuer.official_name} chưa nhận được kết quả đối với những nội dung đã đến hạn sau đây:"
    )


def closing_words(standing: Agency) -> str:
    return (
        f"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh về {standing.official_name} "
        "để được hướng dẫn, phối hợp giải quyết."
    )


def _symbol(issuer: Agency) -> str:
    return f"{issuer.symbol or 'UBND'}-CCHC"


def _items(unit: UnitOverdue, on: date) -> list[dict]:
    return [
        {
            "title": thing.title,
            "source": thing.source,
            "due": thing.due.isoformat(),
            "late": thing.late_days(on=on),
        }
        for thing in unit.things
    ]


def _address(letter: Letter, units: list[UnitOverdue], on: date) -> None:
    letter.addressees.all().delete()
    LetterAddressee.objects.bulk_create(
        LetterAddressee(
            letter=letter,
            agency=unit.agency,
            agency_name=unit.agency.official_name,
            position=position,
            items=_items(unit, on),
        )
        for position, unit in enumerate(units)
    )


@transaction.atomic
def draft_letter(*, standing: Agency, units: Iterable[UnitOverdue], by: User) -> Letter:
    """One click: a draft to the other units with all that is overdue. Pressed twice on a day it is the same draft.

    Raises `NotAllowed` for others than the standing agency, and when nothing is overdue.
    """
    if standing.pk not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được lập công văn đôn đốc.")
    units, on = [unit for unit in units if unit.agency.pk != standing.pk], clock.today()
    if not units:
        raise NotAllowed("Không có đơn vị nào quá hạn nên không cần công văn đôn đốc.")
    standing = Agency.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    wanted = [(unit.agency.pk, _items(unit, on)) for unit in units]
    for draft in Letter.objects.filter(standing=standing, state=LetterState.DRAFT, listed_on=on):
        if [(row.agency_id, row.items) for row in draft.addressees.all()] == wanted:
            return draft
    letter = Letter.objects.create(
        standing=standing,
        authority=units[0].things[0].authority,
        issuer=standing,
        about=_about(units),
        opening=opening_words(standing, on),
        closing=closing_words(standing),
        reply_by=due_after(on, DAYS_TO_REPLY),
        listed_on=on,
        symbol=_symbol(standing),
        made_by=by,
    )
    _address(letter, units, on)
    return letter


def _editable(letter: Letter, by: User) -> Letter:
    letter = lock(letter)
    if letter.standing_id not in by.agency_ids(Role.STAFF, Role.HEAD):
        raise NotAllowed("Chỉ cơ quan thường trực được sửa công văn này.")
    if not letter.is_editable:
        raise NotAllowed(
            f"Công văn đang ở trạng thái “{letter.get_state_display()}” nên không sửa được nữa. Hãy tải lại trang."
        )
    return letter


@transaction.atomic
def save_letter(
    *, letter: Letter, by: User, issuer: Agency, about: str, opening: str, closing: str, reply_by: date, symbol: str
) -> Letter:
    """Keeps what the drafter changed. In another issuer's name the generated words and the symbol follow it."""
    letter = _editable(letter, by)
    if issuer.pk not in (letter.standing_id, letter.authority_id):
        raise NotAllowed("Công văn do cơ quan thường trực hoặc Ủy ban nhân dân ban hành.")
    if reply_by < clock.today():
        raise NotAllowed("Hạn thực hiện phải từ hôm nay trở đi.")
    before = letter.issuer
    if issuer != before:
        opening = opening.replace(before.official_name, issuer.official_name)
        symbol = _symbol(issuer) if symbol == letter.symbol else symbol
    letter.issuer, letter.about, letter.symbol = issuer, about.strip()[:200], symbol.strip()[:40]
    letter.opening, letter.closing, letter.reply_by = opening.strip()[:TEXT_MAX], closing.strip()[:TEXT_MAX], reply_by
    letter.save()
    return letter


@transaction.atomic
def refresh_letter(*, letter: Letter, by: User) -> Letter:
    """The list as of today: units that have sent since fall out, days are counted again; the words keep their edits."""
    letter = _editable(letter, by)
    on = clock.today()
    kept = set(letter.addressees.values_list("agency", flat=True))
    before = {row.agency_id: {(item["title"], item["due"]) for item in row.items} for row in letter.addressees.all()}
    units = []
    for unit in overdue_units(standing=[letter.standing_id], on=on):
        if unit.agency.pk in kept:
            listed = before[unit.agency.pk]
            unit.things = [thing for thing in unit.things if (thing.title, thing.due.isoformat()) in listed]
            if unit.things:
                units.append(unit)
    if not units:
        raise NotAllowed("Các đơn vị đã gửi, hoàn thành hoặc được gia hạn hết. Hãy bỏ dự thảo này.")
    _address(letter, units, on)
    letter.opening = letter.opening.replace(long_date(letter.listed_on), long_date(on))
    letter.listed_on = on
    letter.save()
    return letter


@transaction.atomic
def send_up(*, letter: Letter, by: User) -> Event:
    event = services.move(document=letter, transition="send_up", by=by)
    _tell(letter, [letter.issuer], f"{letter} chờ ký.", event, "person-check", (Role.HEAD,), by)
    return event


@transaction.atomic
def hand_back(*, letter: Letter, by: User, reason: str) -> Event:
    event = services.move(document=letter, transition="hand_back", by=by, reason=reason)
    _tell(letter, [letter.standing], f"{letter} được chuyển lại: {reason}", event, "arrow-return-left", (), by)
    return event


@transaction.atomic
def sign(*, letter: Letter, by: User) -> Event:
    """Signed in the portal by a head of the issuer: KT. for a deputy, Q. for an acting head."""
    post = next((p for p in by.posts() if p.agency_id == letter.issuer_id and p.role == Role.HEAD), None)
    changes = {}
    if post is not None:
        form = "KT" if post.deputy else "Q" if post.acting else ""
        title = post.title or letter.issuer.head_title
        changes = {"signer_form": form, "signer_title": title, "signer_name": by.full_name[:100]}
    event = services.move(document=letter, transition="sign", by=by, membership=post, changes=changes)
    _tell(letter, [letter.issuer], f"{letter} đã ký, chờ số và phát hành.", event, "pen", (Role.CLERK,), by)
    _tell(letter, [letter.standing], f"{letter} đã ký, chờ số và phát hành.", event, "pen", (), by)
    return event


@transaction.atomic
def publish(*, letter: Letter, by: User, upload, number: str, symbol: str, issued_on: date) -> Event:
    """Văn thư gives number and day and brings in the signed file, the original; every unit is told, in the ledger too."""
    if issued_on > clock.today():
        raise NotAllowed("Ngày ban hành không được sau hôm nay.")
    held = lock(letter)
    name = "publish" if held.state == LetterState.SIGNED else "publish_signed"
    if name in {row.name for row in held.moves_for(by)}:
        held.signed_file = store(upload=upload, agency=held.issuer, by=by, allowed=SIGNED)
        held.save(update_fields=["signed_file"])
    changes = {"number": number.strip()[:20], "symbol": symbol.strip()[:40], "issued_on": issued_on}
    event = services.move(document=held, transition=name, by=by, changes=changes)
    letter = Letter.objects.select_related("standing", "authority", "issuer").get(pk=letter.pk)
    for row in letter.addressees.select_related("agency"):
        remind_by_hand(
            about=(Letter, letter.pk),
            agency=row.agency,
            standing=letter.standing,
            authority=letter.authority,
            text=(
                f"Công văn số {letter.number}/{letter.symbol} ngày {format_date(issued_on)} của {letter.issuer} "
                f"{letter.about}. Thực hiện chậm nhất ngày {format_date(letter.reply_by)}."
            ),
            url=letter.get_absolute_url(),
            by=by,
            kind=ReminderKind.LETTER,
            icon="envelope-paper",
        )
    return event


@transaction.atomic
def drop(*, letter: Letter, by: User) -> Event:
    return services.move(document=letter, transition="drop", by=by)


def _tell(letter: Letter, agencies, text: str, event: Event, icon: str, roles, by: User) -> None:
    notify(
        agencies=agencies,
        text=text,
        url=letter.get_absolute_url(),
        icon=icon,
        event=event,
        roles=roles or (Role.STAFF, Role.HEAD),
        but=by,
    )


MOVES = {"send_up": send_up, "hand_back": hand_back, "sign": sign, "publish": publish, "drop": drop}
