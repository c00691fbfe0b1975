"""The registry in the admin."""

from django.contrib import admin

from agencies.vietnamese import search_key
from models_registry.models import ReformModel


class CarefulAdmin(admin.ModelAdmin):
    """Search without accents over `search_key`; nothing is deleted in bulk, and nothing that `is_used`."""

    search_fields = ("search_key",)
    search_help_text = "Tìm có dấu hoặc không dấu đều được."
    list_per_page = 50

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_key(search_term))

    def is_used(self, row) -> bool:
        """Whether other rows rest on this one, so that it stays."""
        return True

    def has_delete_permission(self, request, obj=None):
        return obj is not None and not self.is_used(obj) and super().has_delete_permission(request, obj)


@admin.register(ReformModel)
class ReformModelAdmin(CarefulAdmin):
    list_display = ("name", "field", "origin", "origin_agency")
    list_filter = ("field",)
    list_select_related = ("origin_agency",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "field", "purpose")}),
        ("Xuất xứ", {"fields": ("origin", "origin_agency")}),
    )

    def is_used(self, row) -> bool:
        return row.plan_models.exists()
