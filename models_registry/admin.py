"""The registry in the admin."""

from django.contrib import admin

from agencies.admin import AccentFreeSearch, KeepsHistory
from models_registry.models import FieldLead, ReformModel


@admin.register(ReformModel)
class ReformModelAdmin(AccentFreeSearch, KeepsHistory, admin.ModelAdmin):
    list_display = ("name", "field", "origin", "origin_agency")
    list_filter = ("field",)
    list_select_related = ("origin_agency",)
    autocomplete_fields = ("origin_agency",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "field", "purpose")}),
        ("Xuất xứ", {"fields": ("origin", "origin_agency")}),
    )


@admin.register(FieldLead)
class FieldLeadAdmin(KeepsHistory, admin.ModelAdmin):
    list_display = ("field", "agency", "jurisdiction", "per_year", "active_from", "active_to")
    list_filter = ("jurisdiction",)
    list_select_related = ("agency", "jurisdiction")
    autocomplete_fields = ("agency", "jurisdiction")
