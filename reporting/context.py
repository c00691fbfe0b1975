"""What every page shows around its content: who is here, where he may go, what waits for him."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from agencies import clock
from agencies.models import AgencyKind, Role
from reporting.models import Consolidation, Round, UnitReport


@dataclass(frozen=True)
class NavigationItem:
    label: str
    short: str
    url: str
    icon: str
    active: bool
    count: int = 0


def oversees(user) -> bool:
    """Whether this person looks at other units' work: his agency runs a round, or he heads or clerks a committee."""
    posts = user.posts()
    leads = any(post.agency.kind == AgencyKind.COMMITTEE and post.role in (Role.HEAD, Role.CLERK) for post in posts)
    return leads or Round.objects.filter(standing__in=[post.agency_id for post in posts]).exists()


def navigation_of(user, path: str, *, overseeing: bool) -> list[NavigationItem]:
    """The pages this person's roles open, in the order of use; counts are what waits for him there."""
    reports = UnitReport.objects.waiting_for(user).count()
    sums = Consolidation.objects.waiting_for(user).count()
    rows = [("Việc của tôi", "Việc", reverse("home"), "list-check", 0)]
    rows.append(("Kết quả", "Kết quả", reverse("log"), "journal-plus", 0))
    rows.append(("Báo cáo", "Báo cáo", reverse("rounds"), "file-earmark-text", reports))
    if overseeing or sums:
        rows.append(("Tổng hợp", "Tổng hợp", reverse("consolidations"), "collection", sums))
    rows += [
        ("Nhiệm vụ", "Nhiệm vụ", reverse("tasks"), "clipboard-check", 0),
        ("Kế hoạch", "Kế hoạch", reverse("plans"), "journal-text", 0),
        ("Mô hình", "Mô hình", reverse("reform_models"), "grid", 0),
    ]
    if overseeing:
        rows.append(("Tổng quan", "Tổng quan", reverse("overview"), "bar-chart", 0))
    home = reverse("home")
    return [
        NavigationItem(label, short, url, icon, path == url if url == home else path.startswith(url), count)
        for label, short, url, icon, count in rows
    ]


def portal(request):
    """Template variable `portal`; without a user only the day and the demonstration band."""
    held = {"today": clock.today(), "now": clock.now(), "demonstration": bool(settings.DEMO_DAY)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"portal": held}
    posts = user.posts()
    if posts:
        first = posts[0]
        overseeing = oversees(user)
        top = first.agency if first.agency.is_committee or first.agency.parent is None else first.agency.parent
        held |= {
            "place": top.name,
            "role_label": first.title or first.get_role_display(),
            "agency_label": first.agency.name,
            "oversees": overseeing,
            "navigation": navigation_of(user, request.path, overseeing=overseeing),
            "notice_count": user.notices.filter(read_at=None).count(),
        }
    else:
        held |= {"role_label": "Quản trị" if user.is_staff else "Chưa có vai trò", "navigation": []}
    return {"portal": held}
