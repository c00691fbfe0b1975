"""Succession: what an agency that ended has in hand passes to the one that continues it.

The name under which something was done, sent or issued stays where it was printed; who keeps it now changes, with one
event on each thing. Where several continue an agency, whoever runs the work chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet

from agencies import clock
from agencies.models import Agency, Role, User
from agencies.vietnamese import format_date, join_words
from models_registry.models import Proposal, ProposalState
from plans.models import (
    Assignment,
    Difficulty,
    DifficultyState,
    FocalOfficer,
    FocalState,
    Plan,
    PlanState,
)
from reporting.models import ReportState, Round, RoundState, UnitReport
from workflow.models import Event
from workflow.services import notify
from workflow.transitions import NotAllowed

SYSTEM = "Hệ thống"
SHOWN = 300
IN_FORCE = PlanState.ISSUED
BEFORE_DECISION = (
    ProposalState.DRAFT,
    ProposalState.AWAITING_HEAD,
    ProposalState.RETURNED,
    ProposalState.SUBMITTED,
    ProposalState.APPRAISED,
)


def _work(on: date) -> QuerySet:
    rows = Assignment.objects.filter(order__plan__state=IN_FORCE, order__dropped_in=None).with_status(on=on)
    return rows.order_by("order__plan", "order__position", "pk")


def _reports(on: date) -> QuerySet:
    return UnitReport.objects.in_open_rounds(on=on).exclude(state__in=[ReportState.ACCEPTED, ReportState.EXCUSED])


def _officers(on: date) -> QuerySet:
    return FocalOfficer.objects.filter(plan__state=IN_FORCE, state__in=[FocalState.ACTIVE, FocalState.REQUESTED])


def _questions(on: date) -> QuerySet:
    return Difficulty.objects.filter(state=DifficultyState.OPEN, assignment__order__plan__state=IN_FORCE)


def _proposals(on: date) -> QuerySet:
    return Proposal.objects.filter(state__in=BEFORE_DECISION)


def _plans(on: date) -> QuerySet:
    return Plan.objects.exclude(state=PlanState.CLOSED)


def _rounds(on: date) -> QuerySet:
    return Round.objects.exclude(state=RoundState.CLOSED)


@dataclass(frozen=True)
class Kind:
    """One kind of what an agency may have in hand.

    `rows` are those in hand on a day; `keeper` the field that names who keeps one; `path` leads to what has the standing
    agency and the authority that run it. `words` says what one is, `of` where it belongs; `related` is read with it.
    """

    slug: str
    name: str
    rows: Callable[[date], QuerySet]
    keeper: str
    path: str
    words: Callable[[Any], str] = str
    of: Callable[[Any], object] = lambda row: ""
    related: tuple[str, ...] = ()

    def kept_by(self, agencies: Iterable[Agency | int], *, on: date) -> QuerySet:
        rows = self.rows(on).filter(**{f"{self.keeper}__in": agencies})
        return rows.select_related(self.keeper, f"{self.path}authority", *self.related)

    def run_by(self, acting: list[int]) -> Q:
        return Q(**{f"{self.path}standing__in": acting}) | Q(**{f"{self.path}authority__in": acting})


KINDS = (
    Kind(
        "viec", "phần việc", _work, "kept_by", "order__plan__", related=("agency", "order__plan", "order__plan_model"),
        words=lambda row: f"{row.order.number} {row.order.text}".strip(), of=lambda row: row.order.plan,
    ),
    Kind(
        "bao-cao", "báo cáo chưa xác nhận", _reports, "kept_by", "round__", related=("round",),
        words=lambda row: f"{row.round}: {row.agency_name}",
    ),
    Kind(
        "dau-moi", "đầu mối", _officers, "agency", "plan__", related=("plan",),
        words=lambda row: f"{row.name}, {row.phone}", of=lambda row: row.plan,
    ),
    Kind("dang-ky", "đăng ký mô hình, cách làm hay", _proposals, "author", ""),
    Kind(
        "y-kien", "khó khăn đang được hỏi ý kiến", _questions, "asked_of", "assignment__order__plan__",
        related=("assignment__order__plan",), words=lambda row: row.text, of=lambda row: row.assignment.order.plan,
    ),
    Kind("tham-dinh", "đăng ký mô hình chờ thẩm định", _proposals, "standing", ""),
    Kind("cong-nhan", "đăng ký mô hình chờ công nhận", _proposals, "authority", ""),
    Kind("thuong-truc", "kế hoạch theo dõi với tư cách thường trực", _plans, "standing", ""),
    Kind("ke-hoach", "kế hoạch đã lập, đã ban hành", _plans, "authority", ""),
    Kind("ky-thuong-truc", "kỳ báo cáo theo dõi với tư cách thường trực", _rounds, "standing", ""),
    Kind("ky", "kỳ báo cáo của địa bàn", _rounds, "authority", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One thing in hand, for people."""

    kind: Kind
    row: Model

    @property
    def value(self) -> str:
        return f"{self.kind.slug}-{self.row.pk}"

    @property
    def words(self) -> str:
        return self.kind.words(self.row)

    @property
    def of(self) -> object:
        return self.kind.of(self.row)

    @property
    def due(self) -> date | None:
        return self.row.effective_due() if isinstance(self.row, UnitReport) else getattr(self.row, "due", None)

    @property
    def state(self) -> str:
        return self.row.get_state_display() if hasattr(self.row, "get_state_display") else ""


@dataclass
class Estate:
    """What an agency that ended, or is about to, has in hand: how many of each kind, and the things themselves.

    `with_work` are (count, name) of what goes with its work by itself: difficulties nobody answered yet, plans it has
    still to make. `heirs` continue it.
    """

    agency: Agency
    heirs: list[Agency]
    counts: list[tuple[int, str]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    with_work: list[tuple[int, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for count, _ in self.counts)


def _acting(user: User) -> list[int]:
    return user.agency_ids(Role.STAFF, Role.HEAD) if user.is_authenticated else []


def estates_for(user: User, *, on: date) -> tuple[list[Estate], list[Estate]]:
    """(of agencies that ended, of agencies that are about to end) as far as the person's agencies run the work.

    Things are listed for agencies that ended (at most `SHOWN` of a kind); of those about to end they are counted.
    Statements do not grow with the agencies or things, but for lines of successors.
    """
    acting = _acting(user)
    agencies = {row.pk: row for row in Agency.objects.exclude(active_to=None).order_by("order", "pk")} if acting else {}
    ended = [row for row in agencies.values() if row.active_to < on]
    coming = {row.pk: row for row in agencies.values() if row.active_to >= on}
    heirs = Agency.successors_of(ended, on=on)
    found = {row.pk: Estate(row, heirs.get(row.pk, [])) for row in agencies.values()}
    named = Agency.objects.filter(succeeds__predecessor__in=coming).order_by("order", "pk")
    for heir in named.prefetch_related("succeeds"):
        for step in heir.succeeds.all():
            if step.predecessor_id in coming:
                found[step.predecessor_id].heirs.append(heir)
    for kind in KINDS:
        rows = kind.kept_by(agencies, on=on).filter(kind.run_by(acting))
        for keeper, count in rows.order_by().values_list(kind.keeper).annotate(n=Count("pk", distinct=True)):
            found[keeper].counts.append((count, kind.name))
        for row in rows.filter(**{f"{kind.keeper}__in": ended})[:SHOWN] if ended else ():
            found[getattr(row, f"{kind.keeper}_id")].held.append(Held(kind, row))
    mine = _work(on).filter(KINDS[0].run_by(acting), kept_by__in=agencies).order_by()
    for name, rows in (
        ("khó khăn, vướng mắc chờ trả lời", mine.filter(difficulties__state=DifficultyState.OPEN)),
        ("kế hoạch của đơn vị phải lập", mine.filter(order__asks_child_plan=True, done_on=None)),
    ):
        for keeper, count in rows.values_list("kept_by").annotate(n=Count("pk")):
            found[keeper].with_work.append((count, name))
    shown = [estate for estate in found.values() if estate.counts]
    return [row for row in shown if row.agency.pk not in coming], [row for row in shown if row.agency.pk in coming]


def _take(kind: Kind, row: Model, to: Agency) -> None:
    """Puts one thing into the hands of `to`; what was printed stays."""
    before = getattr(row, kind.keeper)
    if (
        isinstance(row, FocalOfficer)
        and FocalOfficer.objects.filter(plan=row.plan, agency=to, state=row.state).exists()
    ):
        # The unit that continues has its own; this one's word ends with the unit.
        row.state = FocalState.ENDED if row.state == FocalState.ACTIVE else FocalState.WITHDRAWN
        row.until = before.active_to
    else:
        if isinstance(row, Plan) and kind.keeper == "authority" and row.state == IN_FORCE:
            row.issuer = row.issuer or before.name
        setattr(row, kind.keeper, to)
    row.save()


def _pass(agency: Agency, passing: dict[Kind, list], to: Agency, *, by: User | None, reason: str) -> int:
    """Everything to its new keeper with one event each; the new keeper is told once. Returns how many."""
    post = next((post for post in by.posts() if post.role in (Role.STAFF, Role.HEAD)), None) if by else None
    reason = reason or f"{agency} kết thúc hoạt động sau ngày {format_date(agency.active_to)}."
    rows = []
    for kind, held in passing.items():
        for row in held:
            _take(kind, row, to)
            rows.append(row)
            Event.objects.create(
                document=row,
                actor=by,
                membership=post,
                acting_as=str(post or by or SYSTEM)[:250],
                name="succeed",
                label=f"Chuyển {to.short_name} tiếp nhận"[:80],
                from_state=getattr(row, "state", ""),
                to_state=getattr(row, "state", ""),
                reason=reason,
                data={"from": agency.pk, "to": to.pk, "what": kind.slug},
            )
    counts = join_words([f"{len(held)} {kind.name}" for kind, held in passing.items() if held])
    url = rows[0].get_absolute_url() if len(rows) == 1 else "/nhiem-vu/"
    notify(agencies=[to], text=f"{to} tiếp nhận {counts} của {agency}.", icon="arrow-right", url=url, but=by)
    return len(rows)


@transaction.atomic
def hand_over(*, agency: Agency, chosen: Iterable[str], to: Agency, by: User, reason: str = "") -> int:
    """Who runs the work chooses who continues what an ended agency has in hand; `chosen` are `Held.value`s.

    Returns how much passed on. Raises `NotAllowed` where nothing of it is the person's to give, and for a keeper that
    has ended or is of another jurisdiction.
    """
    on, chosen = clock.today(), set(chosen)
    if agency.is_active(on):
        raise NotAllowed(f"{agency} đang hoạt động nên chưa có gì để chuyển.")
    passing: dict[Kind, list] = {}
    for kind in KINDS:
        slugs = {value for value in chosen if value.rpartition("-")[0] == kind.slug}
        pks = [int(value.rpartition("-")[2]) for value in slugs if value.rpartition("-")[2].isdecimal()]
        rows = kind.kept_by([agency], on=on).filter(kind.run_by(_acting(by)), pk__in=pks).order_by("pk")
        if pks and (held := list(rows.select_for_update(of=("self",)))):
            passing[kind] = held
    if not passing:
        raise NotAllowed("Hãy chọn phần việc của cơ quan đã kết thúc hoạt động mà cơ quan của bạn theo dõi.")
    if not to.is_active(on) or any(not _within(kind, row, to) for kind, rows in passing.items() for row in rows):
        raise NotAllowed(f"{to} không hoạt động trên địa bàn hoặc đã kết thúc. Hãy chọn cơ quan khác.")
    return _pass(agency, passing, to, by=by, reason=reason.strip()[:400])


def _within(kind: Kind, row: Any, to: Agency) -> bool:
    """Whether `to` belongs to the jurisdiction of a thing; a jurisdiction itself passes to a committee beside or above."""
    if kind.keeper == "authority":
        return to.is_committee
    run = reduce(getattr, filter(None, kind.path.split("__")), row)
    return to.path.startswith(run.authority.path)


@transaction.atomic
def succeed_all(*, on: date | None = None) -> int:
    """Passes on everything whose agency has exactly one successor; of a split, people choose. Returns how much."""
    on = on or clock.today()
    ended = list(Agency.objects.filter(active_to__lt=on).order_by("order", "pk"))
    heirs = Agency.successors_of(ended, on=on)
    single = {agency.pk: agency for agency in ended if len(heirs[agency.pk]) == 1}
    passing: dict[int, dict[Kind, list]] = {}
    for kind in KINDS if single else ():
        for row in kind.kept_by(single, on=on).order_by("pk").select_for_update(of=("self",)):
            passing.setdefault(getattr(row, f"{kind.keeper}_id"), {}).setdefault(kind, []).append(row)
    return sum(_pass(single[pk], held, heirs[pk][0], by=None, reason="") for pk, held in passing.items())
