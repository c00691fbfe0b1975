"""Data of reporting an administrator keeps: question sets, days off; rounds and reports to look at."""

from django.contrib import admin

from agencies.admin import KeepsHistory, ReadOnly
from agencies.vietnamese import search_key
from reporting.models import Consolidation, Holiday, Question, QuestionSet, QuestionSetItem, Round, Section, UnitReport


class QuestionSetItemInline(admin.TabularInline):
    model = QuestionSetItem
    extra = 0


@admin.register(QuestionSet)
class QuestionSetAdmin(KeepsHistory, admin.ModelAdmin):
    list_display = ("name", "plan_kind")
    search_fields = ("name",)
    inlines = (QuestionSetItemInline,)


@admin.register(Holiday)
class HolidayAdmin(KeepsHistory, admin.ModelAdmin):
    list_display = ("on", "name", "works")
    list_filter = ("works",)
    date_hierarchy = "on"
    search_fields = ("name",)


class SectionInline(ReadOnly, admin.TabularInline):
    model = Section
    fields = ("position", "number", "title", "kind")
    extra = 0


@admin.register(Round)
class RoundAdmin(KeepsHistory, admin.ModelAdmin):
    """Dates may be corrected; what is asked and who owes it is decided on the round's own pages."""

    list_display = ("name", "authority", "period", "year", "from_on", "to_on", "due", "state")
    list_filter = ("period", "year", "state")
    list_select_related = ("authority",)
    search_fields = ("name", "subject")
    readonly_fields = (
        "authority",
        "standing",
        "plans",
        "state",
        "opened_at",
        "opened_by",
        "previous",
        "period",
        "year",
    )
    autocomplete_fields = ("verifier",)
    inlines = (SectionInline,)

    def has_add_permission(self, request):
        return False


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("label", "round", "section", "kind", "unit", "across_units", "across_periods", "required")
    list_filter = ("kind", "round")
    list_select_related = ("round", "section")
    search_fields = ("label", "code")


@admin.register(UnitReport)
class UnitReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("agency_name", "round", "state", "due", "first_submitted_at")
    list_filter = ("state", "round")
    list_select_related = ("round",)
    search_fields = ("agency__search_key",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_key(search_term))


@admin.register(Consolidation)
class ConsolidationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("title", "round", "state", "number", "symbol", "issued_on")
    list_filter = ("state",)
    list_select_related = ("round",)
