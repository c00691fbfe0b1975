"""Điều chỉnh, bổ sung kế hoạch: a proposed content becomes the plan's new version, and work follows it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Max, Q

from agencies.models import Agency, User
from agencies.vietnamese import format_date
from plans.models import (
    Assignment,
    Order,
    Part,
    PartKind,
    Plan,
    PlanKind,
    PlanModel,
    PlanState,
    PlanVersion,
    TargetValue,
)
from plans.services.difference import Change, Difference, Line, Named, NewModel, Units
from plans.services.frame import write_frame
from plans.services.target_lines import as_json
from plans.services.target_writing import write_targets
from workflow.models import Event, Evidence
from workflow.services import notify
from workflow.transitions import NotAllowed

NO_DECISION = "Hãy ghi văn bản điều chỉnh: số, ký hiệu, ngày."
NOTHING_DIFFERS = "Chưa có nội dung nào khác với kế hoạch đang thực hiện nên chưa có gì để điều chỉnh."
SYSTEM = "Hệ thống"


def may_amend(plan: Plan, by: User) -> bool:
    """Whoever may record a plan as issued may record its amendments, while it is in force."""
    return plan.state == PlanState.ISSUED and plan.kind != PlanKind.DIRECTIONS and bool(_posts(plan, by))


def _posts(plan: Plan, by: User) -> list:
    return plan.qualifying(Plan.transition("record"), by)


def refuse_amendment(plan: Plan, by: User, effective_on: date) -> None:
    """Raises `NotAllowed` for people who do not run the plan, a plan not in force, a day outside it or out of turn."""
    if not _posts(plan, by):
        raise NotAllowed(f"Chỉ {plan.standing} hoặc văn thư của {plan.authority} được điều chỉnh kế hoạch này.")
    if plan.state != PlanState.ISSUED or plan.kind == PlanKind.DIRECTIONS:
        raise NotAllowed("Chỉ điều chỉnh được kế hoạch đã ban hành và đang thực hiện.")
    if not plan.period_start <= effective_on <= plan.period_end:
        raise NotAllowed(
            "Ngày hiệu lực phải trong thời gian của kế hoạch: "
            f"từ {format_date(plan.period_start)} đến {format_date(plan.period_end)}."
        )
    latest = plan.versions.aggregate(Max("effective_on"))["effective_on__max"]
    if latest and effective_on < latest:
        raise NotAllowed(f"Ngày hiệu lực phải từ {format_date(latest)}, ngày của lần điều chỉnh trước.")


def write_version(
    *,
    plan: Plan,
    found: Difference,
    decision: str,
    effective_on: date,
    note: str,
    signed_file: Evidence | None,
    waited: bool = False,
) -> PlanVersion:
    """The difference becomes the plan's next version; nobody is told. `waited`: it was signed before its day.

    Changed orders keep their identity, their log and what was handed in; their old words stay as a row the version
    dropped. Only another rhythm makes another order, so that periods before it are judged as they were ordered. Units
    that no longer carry a line out keep their history with the old row; units that now do begin on the effective day.
    """
    last = plan.versions.aggregate(Max("number"))["number__max"]
    version = PlanVersion.objects.create(
        plan=plan,
        number=(last or 0) + 1,
        decision=decision,
        effective_on=effective_on,
        note=note,
        signed_file=signed_file,
        frame=found.frame,
        targets=[[as_json(change.before), as_json(change.after)] for change in found.targets],
    )
    write_frame(plan, found.frame)
    _Writer(plan, version, waited=waited).write(found)
    write_targets(plan, version, found.targets)
    return version


def record_event(
    plan: Plan, name: str, label: str, found: Difference, *, by: User | None, decision: str, note: str = ""
) -> Event:
    """One event of the plan's amendments; nobody in person where the day has come by itself."""
    post = _posts(plan, by)[0] if by else None
    return Event.objects.create(
        document=plan,
        actor=by,
        membership=post,
        acting_as=str(post or SYSTEM)[:250],
        name=name,
        label=label[:80],
        from_state=plan.state,
        to_state=plan.state,
        reason=". ".join(part.rstrip(".") for part in (decision, note) if part) + ".",
        data={"difference": found.words, "agencies": len(found.touched)},
    )


def tell(plan: Plan, found: Difference, what: str, event: Event, *, announce: str = "") -> None:
    """One notice to each unit the amendment touches: how much of its work is new, changed, no longer ordered, and how
    many targets it enters values of its own for are aimed elsewhere or dropped.

    `what` says what happens to the plan; `announce` replaces the sentence.
    """
    touched, followed = found.touched, _following(found)
    for agency in {**touched, **followed}:
        new, changed, gone = touched.get(agency, [0, 0, 0])
        counts = [(new, "việc mới"), (changed, "việc thay đổi"), (gone, "việc thôi thực hiện")]
        counts += [(followed[agency], "chỉ tiêu thay đổi")]
        words = ", ".join(f"{count} {name}" for count, name in counts if count)
        notify(
            agencies=[agency],
            text=announce or f"{plan.short_title} {what}: đơn vị có {words}.",
            url=plan.get_absolute_url() + "lich-su/",
            icon="pencil-square",
            event=event,
            but=event.actor,
        )


def _following(found: Difference) -> Counter[Agency]:
    """Agency -> how many of the targets that are replaced or dropped hold values of its own."""
    targets = [change.before.target for change in found.targets if change.before and change.ends]
    values = TargetValue.objects.filter(target__in=targets, current=True).exclude(agency=None)
    return Counter(
        agency for _, agency in {(value.target_id, value.agency) for value in values.select_related("agency")}
    )


class _Writer:
    """Writes a difference into a plan as one version."""

    def __init__(self, plan: Plan, version: PlanVersion, *, waited: bool):
        self.plan, self.version = plan, version
        self.since = version.effective_on
        # What is done by the day stays judged by the old due; known beforehand, it is the effective day that counts.
        self.open = Q(done_on=None) | Q(done_on__gte=self.since) if waited else Q(done_on=None)
        self.models: dict[NewModel, PlanModel] = {}

    def write(self, found: Difference) -> None:
        self.units = Units((change.after for change in (*found.added, *found.changed)), on=self.since)
        for change in found.removed:
            self._drop(change.before.order)
        for change in found.changed:
            (self._succeed if change.new_rhythm else self._rewrite)(change)
        for change in found.added:
            self._assign(self._create(change.after), change.after)
        # A model none of whose requirements is left is no longer in the plan.
        left = self.plan.orders.current().exclude(plan_model=None).values("plan_model")
        gone = self.plan.orders.filter(dropped_in=self.version).exclude(plan_model=None).values("plan_model")
        self.plan.plan_models.filter(dropped_in=None, pk__in=gone).exclude(pk__in=left).update(dropped_in=self.version)

    def _drop(self, pk: int) -> Order:
        order = self.plan.orders.get(pk=pk)
        order.dropped_in = self.version
        order.save()
        return order

    def _create(self, line: Line, *, position: int | None = None, replaces: Order | None = None) -> Order:
        if position is None:
            position = (self.plan.orders.aggregate(Max("position"))["position__max"] or 0) + 1
        order = Order.objects.create(
            plan=self.plan,
            plan_model=self._model(line),
            kind=line.kind,
            position=position,
            added_in=self.version,
            replaces=replaces,
            **line.values,
        )
        self._write_parts(order, line)
        return order

    def _write_parts(self, order: Order, line: Line) -> None:
        """What stays keeps the words it was printed in."""
        held = {Named(part.part, part.agency_id, part.group_id): part for part in order.parts.all()}
        for named in held.keys() - line.parts:
            held[named].delete()
        Part.objects.bulk_create(
            Part(
                order=order,
                part=named.part,
                agency_id=named.agency,
                group_id=named.group,
                as_printed=named.name[:200],
                position=len(held) + place,
            )
            for place, named in enumerate(sorted(line.parts - held.keys(), key=lambda one: (one.part, one.name)))
        )

    def _model(self, line: Line) -> PlanModel | None:
        if line.new_model is None:
            return self.plan.plan_models.get(pk=line.plan_model) if line.plan_model else None
        new = line.new_model
        if new not in self.models:
            # Another amendment may have brought it in since this one was prepared.
            held = self.plan.plan_models.filter(reform_model=new.reform_model, dropped_in=None).first()
            if held is not None:
                self.models[new] = held
        if new not in self.models:
            place = self.plan.plan_models.aggregate(Max("position"))["position__max"] or 0
            self.models[new] = PlanModel.objects.create(
                plan=self.plan,
                reform_model=new.reform_model,
                position=place + 1,
                number=new.number,
                name=new.name or new.reform_model.name,
                short_name=new.reform_model.short_name,
                purpose=new.purpose or new.reform_model.purpose,
                added_in=self.version,
            )
        return self.models[new]

    def _succeed(self, change: Change) -> None:
        """Another order follows: the old one ends the day before, with all that was done under it."""
        old = self._drop(change.before.order)
        new = self._create(change.after, position=old.position, replaces=old)
        for measure in old.measures.all():
            measure.pk, measure.order = None, new
            measure.save()
        self._assign(new, change.after)

    def _rewrite(self, change: Change) -> None:
        """The same order in new words; the old ones stay as a row this version dropped."""
        order = self.plan.orders.get(pk=change.before.order)
        parts = list(order.parts.all())
        old = Order.objects.get(pk=order.pk)
        old.pk, old._state.adding, old.dropped_in = None, True, self.version
        old.save()
        for part in parts:
            part.pk, part.order = None, old
        Part.objects.bulk_create(parts)
        for name in change.after.values:
            setattr(order, name, change.after.values[name])
        order.replaces = old
        order.save()
        if change.before.parts != change.after.parts:
            self._write_parts(order, change.after)
        self._assign(order, change.after, instead_of=old)
        self._move_days(order, change)

    def _assign(self, order: Order, line: Line, *, instead_of: Order | None = None) -> None:
        """Makes the assignments of an order those of the line; whoever has none any more goes with the old row."""
        held = list(Assignment.objects.filter(order=order).select_related("kept_by"))
        wanted = {(agency, kind) for agency, kinds in self.units.of(line).items() for kind in kinds}
        free = [row for row in held if (row.kept_by, row.part) not in wanted]
        wanted -= {(row.kept_by, row.part) for row in held}
        for row in free:
            # Who helped and now leads goes on with what it did.
            changed = next(
                (pair for pair in wanted if pair[0] == row.kept_by and PartKind.MONITOR not in (pair[1], row.part)),
                None,
            )
            if changed:
                wanted.discard(changed)
                row.part = changed[1]
            elif instead_of is not None:
                row.order = instead_of
            row.save()
        starts = max(order.starts or self.since, self.since)
        Assignment.objects.bulk_create(
            Assignment(
                order=order, agency=agency, kept_by=agency, part=kind, starts=starts, due=order.due, first_due=order.due
            )
            for agency, kind in sorted(wanted, key=lambda pair: (pair[0].order, pair[0].pk, pair[1]))
        )

    def _move_days(self, order: Order, change: Change) -> None:
        """Work not handed in takes the new due day; a longer extension of its own stays."""
        before, after = change.before.value("due"), change.after.value("due")
        if before == after:
            return
        events = []
        for row in Assignment.objects.filter(self.open, order=order).exclude(due=after):
            extended = row.was_extended and after and row.due and row.due > after
            events.append(
                Event(
                    document=row,
                    acting_as=str(self.plan.authority)[:250],
                    name="amend",
                    label=f"Hạn theo {str(self.version).lower()}: {format_date(after) if after else 'không còn hạn'}",
                    reason=self.version.decision,
                    data={"before": row.due and row.due.isoformat(), "due": after and after.isoformat()},
                )
            )
            row.first_due = after
            if not extended:
                row.due = after
            row.save()
        Event.objects.bulk_create(events)
