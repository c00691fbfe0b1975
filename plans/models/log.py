"""What was done, when it was done: events one by one, countable things as one figure a month."""

from django.db import models
from django.db.models import Q

from agencies import clock
from plans.models.assignment import Assignment
from plans.models.order import Measure


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The log is seen by whoever sees the assignment: the unit, standing agency, authority, the order's monitor."""
        return self.filter(assignment__in=Assignment.objects.visible_to(user).order_by().values("pk"))

    def counted(self):
        """Entries that count: those a later correction replaced do not."""
        return self.filter(corrected_by=None)

    def during(self, first, last):
        return self.filter(on__gte=first, on__lte=last)


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

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả thực hiện"
        verbose_name_plural = "kết quả thực hiện"
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="activity_count_not_negative")]
        indexes = [models.Index(fields=["assignment", "on"], name="activities_of_an_assignment")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.text}"


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
