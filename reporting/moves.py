"""The moves of a unit's report, each with what has to happen beside the change of state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Membership, Role, User
from agencies.vietnamese import format_date
from reporting.models import Remark, ReportState, Section, UnitReport
from reporting.models.report import round_takes_reports
from reporting.sealing import open_next_version, seal
from workflow import jobs, services
from workflow.evidence import store
from workflow.models import Event
from workflow.reminders import remind_by_hand
from workflow.services import lock, notify, repeated
from workflow.transitions import NotAllowed

REMARK_MAX = 2000
RENDER_VERSION = "render_report"


def _refuse_to_ask(report: UnitReport) -> None:
    """Nobody is reminded of, or given time for, what he could not send."""
    if refusal := round_takes_reports(report):
        raise NotAllowed(refusal)


def _refuse_when_locked(report: UnitReport) -> None:
    if report.round.is_locked(on=clock.today()):
        raise NotAllowed("Kỳ báo cáo đã khóa. Hãy liên hệ cơ quan thường trực nếu cần gửi bổ sung.")


def _tell(agency, text: str, report: UnitReport, event: Event, icon: str, *roles: str, but: User | None = None) -> None:
    notify(
        agencies=[agency],
        text=text,
        url=report.get_absolute_url(),
        icon=icon,
        event=event,
        roles=roles or (Role.STAFF, Role.HEAD),
        but=but,
    )


@transaction.atomic
def send_up(
    *, report: UnitReport, by: User, token=None, membership: Membership | None = None, reason: str = ""
) -> Event:
    """Up to the head; nobody types any more. Missing answers are allowed here, not in what is sent."""
    if done := repeated(document=report, transition="send_up", by=by, token=token):
        return done
    _refuse_when_locked(report)
    event = services.move(
        document=report, transition="send_up", by=by, token=token, membership=membership, reason=reason
    )
    _tell(
        report.kept_by,
        f"{report.round} của {report.agency_name} chờ ký.",
        report,
        event,
        "person-check",
        Role.HEAD,
        but=by,
    )
    return event


@transaction.atomic
def hand_back(*, report: UnitReport, by: User, reason: str, token=None, membership: Membership | None = None) -> Event:
    if done := repeated(document=report, transition="hand_back", by=by, token=token):
        return done
    event = services.move(
        document=report, transition="hand_back", by=by, token=token, membership=membership, reason=reason
    )
    _tell(
        report.kept_by,
        f"{report.round} được chuyển lại: {reason}",
        report,
        event,
        "arrow-return-left",
        Role.STAFF,
        but=by,
    )
    return event


def _send(report: UnitReport, transition: str, by: User, token, membership, reason: str, signed: dict | None) -> Event:
    if done := repeated(document=report, transition=transition, by=by, token=token):
        return done
    _refuse_when_locked(report)
    report = lock(report)
    now = clock.now()
    changes = {"review_opened_at": None, "return_due": None}
    if report.first_submitted_at is None:
        changes |= {"first_submitted_at": now, "first_submitted_on": now.date()}
    version = report.open_version
    event = services.move(
        document=report,
        transition=transition,
        by=by,
        token=token,
        membership=membership,
        reason=reason,
        changes=changes,
        data={"version": version.number if version else None},
    )
    seal(version=version, membership=event.membership, signed=signed)
    jobs.enqueue(kind=RENDER_VERSION, key=f"{RENDER_VERSION}:{version.pk}", args={"version": version.pk}, by=by)
    again = " (bản gửi lại)" if version.number > 1 else ""
    _tell(
        report.round.standing,
        f"{report.agency_name} đã gửi {report.round}{again}.",
        report,
        event,
        "send-check",
        but=by,
    )
    return event


@transaction.atomic
def submit(
    *, report: UnitReport, by: User, token=None, membership: Membership | None = None, reason: str = ""
) -> Event:
    """The head signs in the portal and sends; the version is sealed for ever."""
    head = next((post for post in by.posts() if post.agency_id == report.kept_by_id and post.role == Role.HEAD), None)
    return _send(report, "submit", by, token, membership or head, reason, {"signer_name": by.full_name})


@transaction.atomic
def submit_signed(
    *,
    report: UnitReport,
    by: User,
    upload,
    number: str,
    signed_on: date,
    signer_name: str,
    token=None,
    membership: Membership | None = None,
    reason: str = "",
) -> Event:
    """Signed outside the portal: the signed file comes in with its number, date and signer, and is the original."""
    if done := repeated(document=report, transition="submit_signed", by=by, token=token):
        return done
    evidence = store(upload=upload, agency=report.kept_by, by=by)
    signed = {
        "signed_file": evidence,
        "signed_number": number.strip(),
        "signed_on": signed_on,
        "signer_name": signer_name.strip(),
    }
    return _send(report, "submit_signed", by, token, membership, reason, signed)


@transaction.atomic
def recall(*, report: UnitReport, by: User, reason: str, token=None, membership: Membership | None = None) -> Event:
    """Back to the unit before anybody reviewed it; the sealed version stays, a new one opens for writing."""
    if done := repeated(document=report, transition="recall", by=by, token=token):
        return done
    last = report.last_sealed
    event = services.move(
        document=report, transition="recall", by=by, token=token, membership=membership, reason=reason
    )
    open_next_version(report=report, sections=last.open_sections if last else None, reason="")
    _tell(
        report.round.standing,
        f"{report.agency_name} rút lại {report.round}: {reason}",
        report,
        event,
        "arrow-return-left",
        but=by,
    )
    return event


def start_review(
    *, report: UnitReport, by: User, token=None, membership: Membership | None = None, reason: str = ""
) -> Event:
    """From here on the unit can no longer recall. Starting again keeps the first time."""
    began = report.review_opened_at or clock.now()
    return services.move(
        document=report,
        transition="start_review",
        by=by,
        token=token,
        membership=membership,
        changes={"review_opened_at": began},
    )


def _refuse_after_lock(report: UnitReport, due: date, what: str) -> None:
    """Before the round is locked; afterwards it refuses altogether."""
    lock_on = report.round.lock_on
    if lock_on and clock.today() <= lock_on < due:
        raise NotAllowed(f"{what} không được sau ngày khóa kỳ báo cáo ({format_date(lock_on)}).")


def _checked_return(report: UnitReport, sections: Iterable[int], due: date | None) -> list[int]:
    chosen = sorted({int(pk) for pk in sections})
    if not chosen:
        raise NotAllowed("Hãy chọn ít nhất một phần cần chỉnh lý, bổ sung.")
    known = set(Section.objects.filter(round=report.round, pk__in=chosen).values_list("pk", flat=True))
    if known != set(chosen):
        raise NotAllowed("Có phần không thuộc kỳ báo cáo này. Hãy tải lại trang rồi chọn lại.")
    if due is None:
        raise NotAllowed("Hãy ghi hạn chỉnh lý, bổ sung.")
    if due < clock.today():
        raise NotAllowed("Hạn chỉnh lý, bổ sung phải từ hôm nay trở đi.")
    _refuse_after_lock(report, due, "Hạn chỉnh lý, bổ sung")
    return chosen


def _back(report, by, transition, reason, sections, due, token, membership, changes) -> Event:
    if done := repeated(document=report, transition=transition, by=by, token=token):
        return done
    chosen = _checked_return(report, sections, due)
    event = services.move(
        document=report,
        transition=transition,
        by=by,
        token=token,
        membership=membership,
        reason=reason,
        changes={"return_due": due, **changes},
        data={"sections": chosen, "due": due.isoformat()},
    )
    open_next_version(report=report, sections=chosen, reason=reason)
    text = f"{report.round}: đề nghị chỉnh lý, bổ sung {len(chosen)} phần, hạn hết ngày {format_date(due)}. {reason}"
    _tell(report.kept_by, text, report, event, "arrow-return-left", but=by)
    return event


@transaction.atomic
def return_report(
    *,
    report: UnitReport,
    by: User,
    reason: str,
    sections: Iterable[int],
    due: date | None,
    token=None,
    membership: Membership | None = None,
) -> Event:
    """The standing agency's no: only the named section ids become writable, in the next version."""
    began = report.review_opened_at or clock.now()
    return _back(report, by, "return", reason, sections, due, token, membership, {"review_opened_at": began})


@transaction.atomic
def reopen(
    *,
    report: UnitReport,
    by: User,
    reason: str,
    sections: Iterable[int],
    due: date | None,
    token=None,
    membership: Membership | None = None,
) -> Event:
    """A confirmed report goes back; whatever rests on it shows as stale from here on."""
    return _back(report, by, "reopen", reason, sections, due, token, membership, {"accepted": None})


@transaction.atomic
def accept(
    *, report: UnitReport, by: User, token=None, membership: Membership | None = None, reason: str = ""
) -> Event:
    """The standing agency's yes: the last sealed version goes into the sum."""
    if done := repeated(document=report, transition="accept", by=by, token=token):
        return done
    report = lock(report)
    began = report.review_opened_at or clock.now()
    event = services.move(
        document=report,
        transition="accept",
        by=by,
        token=token,
        membership=membership,
        reason=reason,
        changes={"accepted": report.last_sealed, "review_opened_at": began},
    )
    _tell(
        report.kept_by,
        f"{report.round} của {report.agency_name} đã được xác nhận.",
        report,
        event,
        "check-circle",
        but=by,
    )
    return event


@transaction.atomic
def excuse(
    *, report: UnitReport, by: User, reason: str, document: str = "", token=None, membership: Membership | None = None
) -> Event:
    if done := repeated(document=report, transition="excuse", by=by, token=token):
        return done
    event = services.move(
        document=report,
        transition="excuse",
        by=by,
        token=token,
        membership=membership,
        reason=reason or document,
        changes={"excuse_document": document.strip()[:300]},
    )
    _tell(
        report.kept_by,
        f"{report.round}: đơn vị không phải báo cáo kỳ này. {reason}",
        report,
        event,
        "slash-circle",
        but=by,
    )
    return event


@transaction.atomic
def require(*, report: UnitReport, by: User, reason: str, token=None, membership: Membership | None = None) -> Event:
    if done := repeated(document=report, transition="require", by=by, token=token):
        return done
    event = services.move(
        document=report, transition="require", by=by, token=token, membership=membership, reason=reason
    )
    _tell(report.kept_by, f"{report.round}: đề nghị đơn vị gửi báo cáo. {reason}", report, event, "pencil", but=by)
    return event


@transaction.atomic
def extend(*, report: UnitReport, by: User, due: date, reason: str) -> Event:
    """A later due day for an unsent report; the first one, the reason and who granted it stay readable.

    Raises `NotAllowed` unless the standing agency asks, with a reason and a day after the present one.
    """
    report = lock(report)
    post = next(
        (p for p in by.posts() if p.agency_id == report.round.standing_id and p.role in (Role.STAFF, Role.HEAD)), None
    )
    if post is None:
        raise NotAllowed("Chỉ cơ quan thường trực được gia hạn báo cáo.")
    if report.state not in (ReportState.DRAFT, ReportState.AWAITING_HEAD, ReportState.RETURNED):
        raise NotAllowed(
            f"{report.agency_name}: báo cáo đang ở trạng thái “{report.get_state_display()}” nên không cần gia hạn."
        )
    _refuse_to_ask(report)
    if not reason.strip():
        raise NotAllowed("Hãy ghi lý do gia hạn.")
    if due <= report.effective_due() or due < clock.today():
        raise NotAllowed(f"Hạn mới phải sau hạn hiện nay ({format_date(report.effective_due())}) và từ hôm nay trở đi.")
    _refuse_after_lock(report, due, "Hạn mới")
    before = report.effective_due()
    if report.state == ReportState.RETURNED and report.return_due:
        report.return_due = due
    else:
        report.due = due
    report.extended_reason, report.extended_by = reason.strip()[:400], by
    report.save()
    event = Event.objects.create(
        document=report,
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name="extend",
        label="Gia hạn",
        from_state=report.state,
        to_state=report.state,
        reason=reason.strip(),
        data={"from": before.isoformat(), "to": due.isoformat()},
    )
    _tell(
        report.kept_by,
        f"{report.round} được gia hạn đến {format_date(due)}: {reason}",
        report,
        event,
        "calendar-plus",
        but=by,
    )
    return event


@transaction.atomic
def remind(*, report: UnitReport, by: User) -> Event:
    """A word to a unit that has not sent yet, in the ledger and as an event; refused a second time on a day."""
    post = next(
        (p for p in by.posts() if p.agency_id == report.round.standing_id and p.role in (Role.STAFF, Role.HEAD)), None
    )
    if post is None:
        raise NotAllowed("Chỉ cơ quan thường trực được nhắc đơn vị.")
    if report.state not in (ReportState.DRAFT, ReportState.AWAITING_HEAD, ReportState.RETURNED):
        raise NotAllowed(f"Báo cáo đang ở trạng thái “{report.get_state_display()}” nên không cần nhắc.")
    _refuse_to_ask(report)
    round_, due = report.round, report.effective_due()
    remind_by_hand(
        about=(UnitReport, report.pk),
        agency=report.kept_by,
        standing=round_.standing,
        authority=round_.authority,
        text=f"{round_.standing} nhắc: {round_} có hạn gửi {format_date(due)}.",
        url=report.get_absolute_url(),
        by=by,
        due=due,
    )
    return Event.objects.create(
        document=report,
        actor=by,
        membership=post,
        acting_as=str(post)[:250],
        name="remind",
        label="Nhắc",
        from_state=report.state,
        to_state=report.state,
    )


def remarking_post(report: UnitReport, by: User) -> Membership | None:
    """The membership in whose name `by` writes to the other side; None for whoever only reads."""
    sides = {report.kept_by_id, report.round.standing_id}
    return next((post for post in by.posts() if post.agency_id in sides and post.role != Role.VIEWER), None)


@transaction.atomic
def remark(*, report: UnitReport, section: Section | None, by: User, text: str) -> Remark:
    """A word on a section, from the unit or the standing agency; the other side is told."""
    text = text.strip()
    if not text:
        raise NotAllowed("Hãy viết nội dung trao đổi.")
    if len(text) > REMARK_MAX:
        raise NotAllowed("Nội dung trao đổi dài quá 2.000 ký tự nên chưa gửi. Hãy ghi ngắn gọn.")
    post = remarking_post(report, by)
    if post is None:
        raise NotAllowed("Chỉ đơn vị báo cáo và cơ quan thường trực trao đổi ở đây.")
    said = Remark.objects.create(report=report, section=section, by=post, text=text)
    notify(
        agencies=[report.round.standing if post.agency_id == report.kept_by_id else report.kept_by],
        text=f"{post.agency} trao đổi về {report.round} của {report.agency_name}: {text}",
        url=report.get_absolute_url(),
        icon="chat-left-text",
        but=by,
    )
    return said


MOVES = {
    "send_up": send_up,
    "hand_back": hand_back,
    "submit": submit,
    "submit_signed": submit_signed,
    "start_review": start_review,
    "recall": recall,
    "return": return_report,
    "accept": accept,
    "reopen": reopen,
    "excuse": excuse,
    "require": require,
}
