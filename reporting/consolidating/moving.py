"""The moves of the authority's report, each with what has to happen beside the change of state."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Role, User
from agencies.vietnamese import format_date
from reporting.consolidating.content import seal
from reporting.models import Consolidation, Round, RoundState, SignerForm
from workflow import jobs, services
from workflow.evidence import SIGNED, store
from workflow.models import Event
from workflow.services import lock, notify, repeated
from workflow.transitions import NotAllowed

RENDER = "render_consolidation"


def _tell(
    consolidation: Consolidation, agencies, text: str, event: Event, *roles: str, icon: str = "collection"
) -> None:
    notify(
        agencies=[agency for agency in agencies if agency is not None],
        text=text,
        url=consolidation.get_absolute_url(),
        icon=icon,
        event=event,
        roles=roles or (Role.STAFF, Role.HEAD),
        but=event.actor,
    )


def _move(consolidation: Consolidation, name: str, by: User, token, reason: str = "", **changes) -> Event:
    event = services.move(document=consolidation, transition=name, by=by, token=token, reason=reason, changes=changes)
    consolidation.refresh_from_db()
    return event


@transaction.atomic
def send_up(*, consolidation: Consolidation, by: User, token: uuid.UUID | None = None) -> Event:
    """To the head of the standing agency."""
    if done := repeated(document=consolidation, transition="send_up", by=by, token=token):
        return done
    event = _move(consolidation, "send_up", by, token)
    _tell(consolidation, [consolidation.round.standing], f"{consolidation} chờ thủ trưởng xem.", event, Role.HEAD)
    return event


@transaction.atomic
def hand_back(*, consolidation: Consolidation, by: User, reason: str, token: uuid.UUID | None = None) -> Event:
    """Back to who wrote it, within the standing agency."""
    if done := repeated(document=consolidation, transition="hand_back", by=by, token=token):
        return done
    event = _move(consolidation, "hand_back", by, token, reason)
    text = f"{consolidation} được chuyển lại: {reason}"
    _tell(consolidation, [consolidation.round.standing], text, event, Role.STAFF, icon="arrow-return-left")
    return event


@transaction.atomic
def present(*, consolidation: Consolidation, by: User, note: str, token: uuid.UUID | None = None) -> Event:
    """To UBND with a phiếu trình; what is presented is sealed."""
    if done := repeated(document=consolidation, transition="present", by=by, token=token):
        return done
    if not note.strip():
        raise NotAllowed("Hãy ghi phiếu trình: nội dung trình và đề xuất.")
    event = _move(consolidation, "present", by, token, note=note.strip(), opinion="")
    _seal(consolidation, by)
    round_ = consolidation.round
    if round_.verifier is not None:
        _tell(consolidation, [round_.verifier], f"{consolidation} đã trình UBND, chờ thẩm tra.", event, icon="bank")
    else:
        _tell(
            consolidation, [round_.authority], f"{consolidation} đã trình UBND, chờ ký.", event, Role.HEAD, icon="bank"
        )
    return event


@transaction.atomic
def verify(*, consolidation: Consolidation, by: User, opinion: str, token: uuid.UUID | None = None) -> Event:
    """The verifying agency's opinion; the report goes on to who signs."""
    if done := repeated(document=consolidation, transition="verify", by=by, token=token):
        return done
    if not opinion.strip():
        raise NotAllowed("Hãy ghi ý kiến thẩm tra.")
    event = _move(consolidation, "verify", by, token, opinion=opinion.strip())
    text = f"{consolidation} đã thẩm tra, chờ ký."
    _tell(consolidation, [consolidation.round.authority], text, event, Role.HEAD, icon="clipboard-check")
    return event


@transaction.atomic
def return_to_standing(*, consolidation: Consolidation, by: User, reason: str, token: uuid.UUID | None = None) -> Event:
    """Back to the standing agency from the verifier or from UBND, with the reason."""
    if done := repeated(document=consolidation, transition="return", by=by, token=token):
        return done
    event = _move(consolidation, "return", by, token, reason)
    text = f"{consolidation} được chuyển lại: {reason}"
    _tell(consolidation, [consolidation.round.standing], text, event, icon="arrow-return-left")
    return event


@transaction.atomic
def sign(
    *,
    consolidation: Consolidation,
    by: User,
    signer_form: str,
    signer_title: str = "",
    signer_name: str = "",
    token: uuid.UUID | None = None,
) -> Event:
    """The leader signs: the form (TM., KT. …), his title and name go on the document, which is sealed again.

    Without a title the one of his post in the authority is taken. A deputy signs KT. (NĐ 30/2020, Phụ lục I).
    """
    if done := repeated(document=consolidation, transition="sign", by=by, token=token):
        return done
    if signer_form not in SignerForm.values:
        raise NotAllowed("Hãy chọn thể thức ký.")
    posts = [p for p in by.posts() if p.agency_id == consolidation.round.authority_id and p.role == Role.HEAD]
    if posts and posts[0].deputy and signer_form in (SignerForm.TM, SignerForm.Q):
        raise NotAllowed("Cấp phó ký thay người đứng đầu: hãy chọn thể thức KT.")
    title = signer_title.strip() or (posts[0].title if posts else "")
    event = _move(
        consolidation,
        "sign",
        by,
        token,
        signer_form=signer_form,
        signer_title=title[:60],
        signer_name=signer_name.strip()[:100],
        signed_at=clock.now(),
    )
    _seal(consolidation, by)
    text = f"{consolidation} đã ký, chờ phát hành."
    _tell(consolidation, [consolidation.round.authority], text, event, Role.CLERK, icon="pen")
    return event


@transaction.atomic
def publish(
    *,
    consolidation: Consolidation,
    by: User,
    upload,
    number: str,
    symbol: str,
    issued_on: date,
    signer_name: str = "",
    token: uuid.UUID | None = None,
) -> Event:
    """Văn thư gives number, symbol and day and brings in the signed file: the original, hashed. The round closes."""
    if done := repeated(document=consolidation, transition="publish", by=by, token=token):
        return done
    number, symbol = number.strip(), symbol.strip()
    if not number or not symbol:
        raise NotAllowed("Hãy ghi số và ký hiệu của văn bản.")
    if issued_on > clock.today():
        raise NotAllowed("Ngày ban hành không được sau hôm nay.")
    held = lock(consolidation)
    if "publish" not in {row.name for row in held.moves_for(by)}:
        # Asked before a file is taken in; the kernel refuses with its own sentence.
        return services.move(document=held, transition="publish", by=by, token=token)
    held.signed_file = store(upload=upload, agency=held.round.authority, by=by, allowed=SIGNED)
    held.save(update_fields=["signed_file"])
    changes = {"number": number, "symbol": symbol, "issued_on": issued_on}
    if signer_name.strip():
        changes["signer_name"] = signer_name.strip()[:100]
    event = _move(consolidation, "publish", by, token, **changes)
    _seal(consolidation, by)
    round_ = consolidation.round
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED)
    units = [report.kept_by for report in round_.reports.select_related("kept_by")]
    text = f"Đã phát hành {consolidation} số {number}/{symbol} ngày {format_date(issued_on)}."
    _tell(consolidation, [round_.standing, *units], text, event, icon="patch-check")
    return event


def _seal(consolidation: Consolidation, by: User) -> None:
    """Seals the content and has the worker print it, so that the first reader does not wait."""
    sha256 = seal(consolidation)
    jobs.enqueue(kind=RENDER, key=f"{RENDER}:{sha256}", args={"consolidation": consolidation.pk}, by=by)


MOVES = {
    "send_up": send_up,
    "hand_back": hand_back,
    "present": present,
    "verify": verify,
    "return": return_to_standing,
    "sign": sign,
    "publish": publish,
}
