"""What happened and what runs, to look at."""

from django.contrib import admin

from agencies.admin import ReadOnly
from workflow.models import Event, Evidence, Job


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "label", "acting_as", "document_type", "document_id", "from_state", "to_state")
    list_filter = ("name", "document_type")
    search_fields = ("acting_as", "reason")
    date_hierarchy = "at"


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "agency", "size", "uploaded_by", "uploaded_at", "sha256")
    search_fields = ("name", "sha256")
    list_select_related = ("agency", "uploaded_by")


@admin.register(Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("kind", "key", "state", "progress", "attempts", "asked_at", "heartbeat", "message")
    list_filter = ("state", "kind")
