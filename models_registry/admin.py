"""The registry in the admin."""

from django.contrib import admin

from agencies.admin import AccentFreeSearch, KeepsHistory
from models_registry.models import ReformModel


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
