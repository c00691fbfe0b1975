"""Master data for the administrator, in Vietnamese: searchable with and without accents, safe against losing history."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.utils.html import format_html_join
from simple_history.admin import SimpleHistoryAdmin

from agencies import clock
from agencies.forms import AdminLoginForm
from agencies.models import (
    Agency,
    AgencyAlias,
    AgencyGroup,
    Duty,
    GroupMember,
    LoginAttempt,
    Membership,
    Succession,
    User,
)
from agencies.vietnamese import search_words

admin.site.site_header = "Quản trị cổng CCHC"
admin.site.site_title = "Quản trị cổng CCHC"
admin.site.index_title = "Danh mục dùng chung"
admin.site.login_form = AdminLoginForm
admin.site.unregister(Group)


class AccentFreeSearch:
    """Search on the folded key, so that "thuong lac" finds "Thường Lạc"."""

    search_fields = ("search_key",)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, " ".join(search_words(search_term)))


class KeepsHistory:
    """Nothing that something else refers to, or that has been in force, is deleted; it ends with a day."""

    def has_delete_permission(self, request, obj=None):
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return not is_referred_to(obj) and not has_been_in_force(obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def is_referred_to(row) -> bool:
    """Whether any other row points at this one, by a name or without one (related_name="+")."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if relation.related_model._meta.model_name.startswith("historical"):
            continue
        if relation.related_model._default_manager.filter(**{relation.field.name: row}).exists():
            return True
    return False


def has_been_in_force(row) -> bool:
    """Whether a duty, a post … held on some day up to today; an agency that nothing refers to was a typing error."""
    if isinstance(row, Agency) or not hasattr(row, "active_from"):
        return False
    return row.active_from is None or row.active_from <= clock.today()


class ReadOnly:
    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SuccessionInline(admin.TabularInline):
    model = Succession
    fk_name = "predecessor"
    extra = 0
    can_delete = False
    autocomplete_fields = ("successor",)


class DutyInline(admin.TabularInline):
    model = Duty
    fk_name = "jurisdiction"
    extra = 0
    can_delete = False
    autocomplete_fields = ("agency",)


@admin.register(Agency)
class AgencyAdmin(AccentFreeSearch, KeepsHistory, SimpleHistoryAdmin):
    list_display = ("name", "kind", "level", "parent", "code", "active_from", "active_to", "owes_reports")
    list_filter = ("kind", "level", "owes_reports")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    inlines = (SuccessionInline, DutyInline)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "official_name", "kind", "level", "parent", "order")}),
        ("Văn bản", {"fields": ("symbol", "place", "head_title")}),
        ("Mã", {"fields": ("code", "code_2020", "code_2016")}),
        ("Hiệu lực", {"fields": ("active_from", "active_to", "owes_reports")}),
    )


class GroupMemberInline(admin.TabularInline):
    model = GroupMember
    extra = 0
    can_delete = False
    autocomplete_fields = ("agency",)


@admin.register(AgencyGroup)
class AgencyGroupAdmin(AccentFreeSearch, KeepsHistory, SimpleHistoryAdmin):
    list_display = ("name", "jurisdiction", "members_today")
    list_filter = ("jurisdiction",)
    list_select_related = ("jurisdiction",)
    autocomplete_fields = ("jurisdiction",)
    inlines = (GroupMemberInline,)
    readonly_fields = ("members_list",)

    @admin.display(description="số thành viên hôm nay")
    def members_today(self, group):
        return len(group.members(on=clock.today()))

    @admin.display(description="thành viên hôm nay")
    def members_list(self, group):
        if group.pk is None:
            return "Lưu nhóm để xem thành viên."
        return format_html_join("", "{}<br>", ((agency.name,) for agency in group.members(on=clock.today())))


@admin.register(AgencyAlias)
class AgencyAliasAdmin(AccentFreeSearch, admin.ModelAdmin):
    """What was remembered while plan documents were read; wrong ones are corrected or deleted here."""

    list_display = ("printed", "jurisdiction", "agency", "group", "chosen_by", "chosen_at")
    list_filter = ("jurisdiction",)
    list_select_related = ("jurisdiction", "agency", "group", "chosen_by")
    autocomplete_fields = ("agency", "group")
    fields = ("printed", "agency", "group")
    readonly_fields = ("printed",)
    search_fields = ("key",)

    def has_add_permission(self, request):
        return False


@admin.register(Duty)
class DutyAdmin(AccentFreeSearch, KeepsHistory, SimpleHistoryAdmin):
    list_display = ("jurisdiction", "kind", "agency", "active_from", "active_to")
    list_filter = ("kind",)
    list_select_related = ("jurisdiction", "agency")
    autocomplete_fields = ("jurisdiction", "agency")
    search_fields = ("agency__search_key", "jurisdiction__search_key")


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    can_delete = False
    autocomplete_fields = ("agency",)


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name")


@admin.register(User)
class PortalUserAdmin(AccentFreeSearch, KeepsHistory, UserAdmin):
    list_display = ("full_name", "username", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    ordering = ("sort_key",)
    inlines = (MembershipInline,)
    add_form = NewUserForm
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email", "phone")}),
        ("Quyền", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Thời gian", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "full_name", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()


@admin.register(Membership)
class MembershipAdmin(AccentFreeSearch, KeepsHistory, SimpleHistoryAdmin):
    list_display = ("user", "role", "title", "agency", "active_from", "active_to", "deputy", "acting")
    list_filter = ("role", "deputy", "acting")
    list_select_related = ("user", "agency")
    autocomplete_fields = ("user", "agency")
    search_fields = ("user__search_key", "agency__search_key")


@admin.register(LoginAttempt)
class LoginAttemptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("username", "address", "at")
    search_fields = ("username",)
