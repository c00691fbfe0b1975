"""What was done, when it was done: events one by one, countable things as one figure a month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Prefetch, Q, Sum, When

from agencies import clock
from plans.models.assignment import Assignment
from plans.models.order import Measure
from plans.querysets import seen_by

# States of a report that is with the standing agency: nothing more goes into it by itself.
SENT = ("SUBMITTED", "ACCEPTED")


class SentOver(Func):
    """The cut-off of the last report sent over an entry's day.

    SQL, like `plans.states.StateOn`: put together from objects it took longer than reading the entries.
    """

    REPORTS = """FROM reporting_round_plans covered
        JOIN reporting_round round ON round.id = covered.round_id
        JOIN reporting_unitreport report ON report.round_id = round.id
        JOIN reporting_reportversion version ON version.report_id = report.id
        WHERE covered.plan_id = {plan} AND {on} BETWEEN round.from_on AND round.to_on AND report.agency_id = {agency}
        AND report.state IN {states} AND version.sealed_at IS NOT NULL"""

    def __init__(self):
        super().__init__(
            "assignment__order__plan", "assignment__agency", "on", "entered_at", output_field=models.DateField()
        )

    def as_sql(self, compiler, connection, **_):
        plan, agency, on, entered_at = (compiler.compile(column)[0] for column in self.get_source_expressions())
        sent = self.REPORTS.format(plan=plan, agency=agency, on=on, states=SENT)
        return self.chosen(sent, f"SELECT round.to_on {sent} ORDER BY version.sealed_at DESC LIMIT 1", entered_at), ()

    def chosen(self, sent: str, last: str, entered_at: str) -> str:
        return f"({last})"


class SentWithout(SentOver):
    """The same, when that report was sent before the entry was written."""

    def chosen(self, sent: str, last: str, entered_at: str) -> str:
        return f"CASE WHEN (SELECT MAX(version.sealed_at) {sent}) < {entered_at} THEN ({last}) END"


def end_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The log is seen by whoever sees the assignment: the unit, standing agency, authority, the order's monitor."""
        return self.filter(seen_by(user, kept_by="assignment__kept_by", order="assignment__order"))

    def counted(self):
        """Entries that count: those a later correction replaced do not."""
        return self.exclude(self._replaced())

    def _replaced(self):
        return Exists(self.model.objects.filter(corrects=OuterRef("pk")).order_by())

    def during(self, first, last):
        return self.filter(on__gte=first, on__lte=last)

    def in_period(self, first, last):
        """What a period that may begin and end within a month adds up (`total_since`), as the log says it was on its days.

        A month's figure is counted up to a day; counted further on a later day, it is corrected. At the end of a period
        the month stands as it was counted until then, whatever was counted later. What had been counted before the
        period began belongs to the period before: it is among the entries too, on its own day, and is taken off. So
        neighbouring periods hold a month once and whole, and one that holds all its days holds its last figure.
        """
        corrections = self.model.objects.order_by().filter(
            assignment=OuterRef("assignment"), monthly=True, corrects__isnull=False, pk__gt=OuterRef("pk")
        )

        def counted_further(day: date, until: date) -> Q:
            """Figures as they stood at the end of `day`, within their month, and were counted further by `until`."""
            month = Q(monthly=True, on__range=(day.replace(day=1), day))
            later = Exists(corrections.filter(on__range=(day + timedelta(days=1), until)))
            return month & ~Exists(corrections.filter(on__range=(day.replace(day=1), day))) & later

        counts = Q(on__range=(first, last)) & (~self._replaced() | counted_further(last, end_of_month(last)))
        before = counted_further(first - timedelta(days=1), min(end_of_month(first), last))
        return self.during(first.replace(day=1), last).filter(counts | before if first.day > 1 else counts)

    def for_assignment(self):
        """With everything the table of one assignment's entries shows: their figures as `measured`, evidence as `files`."""
        figures = Prefetch("figures", ActivityFigure.objects.select_related("measure"), to_attr="measured")
        files = Prefetch("evidence", to_attr="files")
        return self.select_related("corrects", "intake__agency").prefetch_related(files, figures).with_lateness()

    def for_list(self):
        """With everything a table of entries shows."""
        return self.for_assignment().select_related("assignment__order__plan_model", "assignment__kept_by")

    def of_months(self):
        """Figures of months and all they were before, oldest first, with everything `plans.monthly` says of them."""
        rows = self.filter(monthly=True).annotate(replaced=self._replaced())
        return rows.with_cut_off().with_lateness().order_by("pk")

    def with_cut_off(self):
        """Annotates `sent_over`: the cut-off of the unit's last report sent over the entry's day; empty where there is none."""
        return self.annotate(sent_over=SentOver())

    def with_lateness(self):
        """Annotates `sent_without`: the cut-off of the unit's report that covers the day and was sent before the entry
        was written, so that it does not hold it; empty for all others, and once a later report holds the entry."""
        return self.annotate(sent_without=SentWithout())


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Figures loaded for others are followed by the agency that loaded them."""
        return self.filter(agency__in=user.agency_ids() if user.is_authenticated else [])


class Intake(models.Model):
    """Figures of many units loaded at once from a workbook by the office that holds them."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="intakes")
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    name = models.CharField("nguồn", max_length=200)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nạp số liệu"
        verbose_name_plural = "lần nạp số liệu"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """A dated entry. A correction is a new entry that names the one it corrects; the old value stays readable."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="activities")
    on = models.DateField("ngày")
    monthly = models.BooleanField("số liệu cả tháng", default=False)
    count = models.DecimalField("số lượng", max_digits=14, decimal_places=2, default=1)
    text = models.CharField("nội dung", max_length=500, blank=True)
    evidence = models.ManyToManyField("workflow.Evidence", blank=True, related_name="+")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    entered_by = models.ForeignKey("agencies.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    token = models.UUIDField(null=True, unique=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả thực hiện"
        verbose_name_plural = "kết quả thực hiện"
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="activity_count_not_negative")]
        # What cells are added up from, told from the index alone.
        indexes = [models.Index(fields=["assignment", "on", "count", "id"], name="counts_of_an_assignment")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.text}"

    def earlier(self) -> list[Activity]:
        """The entries this one stands in place of, newest first. One statement, however often it was corrected."""
        corrected = Activity.objects.filter(assignment=self.assignment_id, corrected_by__isnull=False)
        held = {row.pk: row for row in corrected.select_related("entered_by").prefetch_related("figures__measure")}
        chain, row = [], self
        while row := held.get(row.corrects_id):
            chain.append(row)
        return chain


def total_since(first: date, entry: str = "") -> Sum:
    """The sum of `count` over entries of `in_period`: what had been counted before the period began is taken off.

    `entry` leads from the rows that are added up to their entry ("activity__").
    """
    return Sum(Case(When(**{f"{entry}on__lt": first}, then=-F("count")), default=F("count")))


class ActivityFigure(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="figures")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    count = models.DecimalField("số lượng", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["activity", "measure"], name="one_figure_per_activity_and_measure"),
            models.CheckConstraint(condition=Q(count__gte=0), name="activity_figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.count}"
