"""Plans in the admin: recording what was issued on paper, order by order."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db import models

from agencies import clock
from agencies.admin import AccentFreeSearch, KeepsHistory
from plans.models import (
    LegalBasis,
    Measure,
    Nature,
    Order,
    Part,
    Plan,
    PlanModel,
    PlanSection,
    PlanState,
    PlanVersion,
    ScheduleKind,
    Target,
    TargetValue,
)
from plans.services import issue_assignments, record_plan
from workflow.evidence import SIGNED, store
from workflow.transitions import NotAllowed

SHORT_TEXT = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})}}


class PlanForm(forms.ModelForm):
    upload = forms.FileField(
        label="Văn bản đã ký (PDF hoặc ảnh chụp)",
        required=False,
        help_text="Bắt buộc trước khi ghi nhận đã ban hành. Chọn tệp mới để thay tệp đang có.",
    )
    recipients_text = forms.CharField(
        label="Nơi nhận",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="Mỗi nơi một dòng.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["recipients_text"].initial = "\n".join(self.instance.recipients)

    def clean(self):
        data = super().clean()
        first, last = data.get("period_start"), data.get("period_end")
        if first and last and last < first:
            self.add_error("period_end", "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.")
        return data

    def save(self, commit=True):
        lines = self.cleaned_data.get("recipients_text", "").splitlines()
        self.instance.recipients = [line.strip() for line in lines if line.strip()]
        return super().save(commit)


class VersionInline(admin.TabularInline):
    model = PlanVersion
    extra = 0
    fields = ("number", "decision", "effective_on", "note")
    can_delete = False


class BasisInline(admin.TabularInline):
    model = LegalBasis
    extra = 0
    fields = ("position", "kind", "number", "issued_on", "issuer")


class SectionInline(admin.StackedInline):
    model = PlanSection
    extra = 0
    fields = (("position", "heading"), "text")
    formfield_overrides = SHORT_TEXT


class PlanModelInline(admin.TabularInline):
    model = PlanModel
    extra = 0
    fields = ("position", "number", "reform_model", "name", "short_name", "purpose")
    autocomplete_fields = ("reform_model",)
    formfield_overrides = SHORT_TEXT


class OrderForm(forms.ModelForm):
    """The rules of an order that people meet while typing it, each with what to do."""

    def clean(self):
        data = super().clean()
        if data.get("nature") == Nature.CADENCE and not data.get("cadence_per", "x"):
            self.add_error("cadence_per", "Yêu cầu theo nhịp phải có chu kỳ: tuần, tháng, quý, 6 tháng hoặc năm.")
        if data.get("cadence_times") == 0:
            self.add_error("cadence_times", "Số lần mỗi kỳ ít nhất là 1.")
        if data.get("schedule_kind") == ScheduleKind.FIXED and "due" in data and not data.get("due"):
            self.add_error("due", "Việc có thời hạn phải có ngày hạn; “trước ngày 31/12” là hạn 30/12.")
        plan, model = data.get("plan"), data.get("plan_model")
        if plan and model and model.plan_id != plan.pk:
            self.add_error("plan_model", "Mô hình này thuộc kế hoạch khác. Hãy chọn mô hình của cùng kế hoạch.")
        return data


class OrderInline(admin.TabularInline):
    model = Order
    form = OrderForm
    fk_name = "plan"
    extra = 0
    fields = ("position", "kind", "number", "text", "schedule_text", "schedule_kind", "due")
    formfield_overrides = SHORT_TEXT
    show_change_link = True
    verbose_name_plural = "yêu cầu, nhiệm vụ (mở từng dòng để ghi cơ quan chủ trì, phối hợp, số liệu)"


class TargetInline(admin.TabularInline):
    model = Target
    extra = 0
    fields = ("position", "text", "direction", "value", "unit", "due")
    formfield_overrides = SHORT_TEXT
    show_change_link = True


@admin.action(description="Ghi nhận đã ban hành và phân công")
def record(modeladmin, request, queryset):
    """The usual case: signed on paper; from here on every order is somebody's work."""
    for plan in queryset:
        try:
            record_plan(plan=plan, by=request.user)
        except NotAllowed as refusal:
            messages.error(
                request,
                f"{plan}: {refusal} Nếu không thuộc cơ quan thường trực, hãy để người của cơ quan đó mở kế hoạch "
                "trên cổng và bấm “Ghi nhận kế hoạch đã ban hành”.",
            )
        else:
            count = plan.orders.filter(assignments__isnull=False).distinct().count()
            messages.success(request, f"{plan}: đã ghi nhận, {count} yêu cầu, nhiệm vụ đã phân công.")


@admin.action(description="Phân công bổ sung cho đơn vị còn thiếu")
def assign_missing(modeladmin, request, queryset):
    """After an order or a member was added: what is missing is added, what exists stays."""
    for plan in queryset:
        if plan.state != PlanState.ISSUED:
            messages.error(request, f"{plan}: chỉ phân công khi kế hoạch đã ban hành.")
        else:
            count = issue_assignments(plan=plan, on=clock.today())
            messages.success(request, f"{plan}: đã thêm {count} phân công.")


@admin.register(Plan)
class PlanAdmin(AccentFreeSearch, KeepsHistory, admin.ModelAdmin):
    form = PlanForm
    list_display = ("short_title", "reference_text", "kind", "authority", "standing", "state_text", "period_start")
    list_filter = ("state", "kind")
    list_select_related = ("authority", "standing")
    autocomplete_fields = ("authority", "standing", "parent")
    date_hierarchy = "period_start"
    readonly_fields = ("state_text", "signed_file")
    actions = (record, assign_missing)
    inlines = (VersionInline, BasisInline, SectionInline, PlanModelInline, OrderInline, TargetInline)
    fieldsets = (
        (None, {"fields": ("state_text", "kind", "title", "short_title", "authority", "standing")}),
        (
            "Số, ngày, người ký",
            {
                "fields": (
                    ("number", "symbol"),
                    ("issued_text", "issued_first", "issued_last"),
                    "decision",
                    ("signer_title", "signer_name"),
                    "recipients_text",
                )
            },
        ),
        ("Thời gian thực hiện", {"fields": (("period_start", "period_end"),)}),
        ("Kế hoạch cấp trên", {"fields": ("parent", "parent_text")}),
        ("Văn bản đã ký", {"fields": ("signed_file", "upload")}),
    )

    @admin.display(description="số, ký hiệu")
    def reference_text(self, plan) -> str:
        return plan.reference or "–"

    @admin.display(description="trạng thái", ordering="state")
    def state_text(self, plan) -> str:
        return plan.get_state_display() if plan.state else PlanState.DRAFT.label

    def get_readonly_fields(self, request, obj=None):
        """Who runs an issued plan changes only when the agency is succeeded."""
        fixed = ("authority", "standing", "kind") if obj and obj.state != PlanState.DRAFT else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def save_model(self, request, obj, form, change):
        upload = form.cleaned_data.get("upload")
        if upload:
            try:
                obj.signed_file = store(upload=upload, agency=obj.authority, by=request.user, allowed=SIGNED)
            except NotAllowed as refusal:
                messages.error(request, f"Kế hoạch đã lưu nhưng chưa có văn bản đã ký: {refusal}")
        super().save_model(request, obj, form, change)


class PartForm(forms.ModelForm):
    class Meta:
        model = Part
        fields = ("part", "agency", "group", "as_printed", "position")

    def clean(self):
        data = super().clean()
        if bool(data.get("agency")) == bool(data.get("group")):
            self.add_error("agency", "Hãy chọn một cơ quan hoặc một nhóm cơ quan, và chỉ một trong hai.")
        return data


class PartInline(admin.TabularInline):
    model = Part
    form = PartForm
    extra = 1
    fields = ("part", "agency", "group", "as_printed", "position")
    autocomplete_fields = ("agency", "group")


class MeasureInline(admin.TabularInline):
    model = Measure
    extra = 0
    fields = ("position", "code", "label", "unit", "ratio_label")


@admin.register(Order)
class OrderAdmin(AccentFreeSearch, KeepsHistory, admin.ModelAdmin):
    form = OrderForm
    list_display = ("number", "short_text", "plan", "kind", "level", "nature", "schedule_text", "due")
    list_display_links = ("number", "short_text")
    list_filter = ("kind", "nature", "plan")
    list_select_related = ("plan",)
    autocomplete_fields = ("plan", "replaces")
    inlines = (PartInline, MeasureInline)
    formfield_overrides = SHORT_TEXT
    fieldsets = (
        (None, {"fields": ("plan", "plan_model", "kind", ("position", "number"), "section", "text", "deliverable")}),
        ("Phạm vi", {"fields": (("level", "scope"),)}),
        (
            "Thời gian",
            {
                "fields": (
                    "schedule_text",
                    ("schedule_kind", "starts", "due"),
                    ("nature", "cadence_per", "cadence_times"),
                )
            },
        ),
        ("Số liệu và kiểm chứng", {"fields": (("count_label", "count_unit"), ("asks_evidence", "asks_confirmation"))}),
        ("Nguồn và điều chỉnh", {"fields": ("source_document", ("dropped_in", "replaces"))}),
    )

    @admin.display(description="nội dung", ordering="search_key")
    def short_text(self, order) -> str:
        return order.text if len(order.text) <= 100 else f"{order.text[:99]}…"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Models and versions of the order's own plan only."""
        order = Order.objects.filter(pk=(request.resolver_match.kwargs or {}).get("object_id")).first()
        if db_field.name == "plan_model":
            rows = PlanModel.objects.select_related("plan")
            kwargs["queryset"] = rows.filter(plan=order.plan_id) if order else rows
        if db_field.name == "dropped_in":
            rows = PlanVersion.objects.select_related("plan")
            kwargs["queryset"] = rows.filter(plan=order.plan_id) if order else rows.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """An order added to a plan belongs to its newest version."""
        if obj.added_in_id is None:
            obj.added_in = obj.plan.versions.order_by("-number").first()
        super().save_model(request, obj, form, change)


class TargetValueInline(admin.TabularInline):
    model = TargetValue
    extra = 1
    fields = ("agency", "on", "value", "source", "current")
    autocomplete_fields = ("agency",)


@admin.register(Target)
class TargetAdmin(KeepsHistory, admin.ModelAdmin):
    list_display = ("text", "plan", "direction", "value", "unit", "due", "by_agency")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    inlines = (TargetValueInline,)
    # An amendment writes these.
    readonly_fields = ("added_in", "dropped_in", "replaces")
