"""What happened and what runs, to look at."""

from django.contrib import admin
from django_tasks_db.admin import DBTaskResult  # registers its own page

from agencies.admin import KeepsHistory, ReadOnly
from workflow.mailing import send_again
from workflow.models import Alert, Event, Evidence, Job, Mail, Reminder, ReminderRule

admin.site.unregister(DBTaskResult)  # the queue's own page, in English: Job below shows the same work


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


@admin.register(ReminderRule)
class ReminderRuleAdmin(KeepsHistory, admin.ModelAdmin):
    """A rule that was used stays in the ledger; it is switched off, not deleted."""

    list_display = ("__str__", "authority", "days", "every", "gap", "to_staff", "to_head", "is_active")
    list_filter = ("is_active", "authority")
    list_select_related = ("authority",)
    autocomplete_fields = ("authority",)


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "agency", "text", "kind", "label", "by")
    list_filter = ("kind", "standing")
    list_select_related = ("agency", "by")
    search_fields = ("text", "agency__search_key")
    date_hierarchy = "on"


@admin.register(Alert)
class AlertAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("agency", "words", "standing", "raised_at", "ended_at")
    list_filter = ("kind",)
    list_select_related = ("agency", "standing")


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin):
    """Letters and what the mail server said; a refused or uncertain one is sent again only by this action."""

    list_display = ("address", "subject", "state", "attempts", "error", "queued_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("address", "user__search_key")
    date_hierarchy = "on"
    actions = ("queue_again",)

    @admin.action(description="Gửi lại các thư đã chọn", permissions=["view"])
    def queue_again(self, request, queryset):
        for mail in queryset.select_related("user"):
            send_again(mail)
        self.message_user(request, "Các thư không nhận, không rõ hoặc quá hạn đã chọn được xếp hàng gửi lại.")
