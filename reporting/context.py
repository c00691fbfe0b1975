"""What every page shows around its content: who is here, where he may go, what waits for him."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, Func, IntegerField, Subquery
from django.urls import reverse

from agencies import clock
from agencies.models import AgencyKind, Role, User
from reporting.models import Consolidation, Round, UnitReport
from workflow.models import Notice


@dataclass(frozen=True)
class NavigationItem:
    label: str
    short: str
    url: str
    icon: str
    active: bool
    count: int = 0


def _number(rows) -> Subquery:
    """How many rows, as a part of another statement."""
    count = Func(F("pk"), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return Subquery(rows.order_by().values(how_many=count), output_field=IntegerField())


def waiting_of(user) -> dict:
    """What the frame shows, in one statement: `runs` (has he rounds to run), how many `reports`, `sums`, `unread` wait."""
    agencies = [post.agency_id for post in user.posts()]
    return User.objects.values(
        runs=Exists(Round.objects.filter(standing__in=agencies)),
        reports=_number(UnitReport.objects.waiting_for(user).movable(on=clock.today())),
        sums=_number(Consolidation.objects.waiting_for(user)),
        unread=_number(Notice.objects.filter(user=user, read_at=None)),
    ).get(pk=user.pk)


def oversees(user, waiting: dict) -> bool:
    """Whether this person looks at other units' work: his agency runs a round, or he heads or clerks a committee."""
    heads = (Role.HEAD, Role.CLERK)
    leads = any(post.agency.kind == AgencyKind.COMMITTEE and post.role in heads for post in user.posts())
    return leads or waiting["runs"]


def _holds(url: str, path: str) -> bool:
    """Whether a page stands under an entry of the navigation: the home page alone, targets among the results."""
    if url == reverse("home"):
        return path == url
    return path.startswith(url) or (url == reverse("log") and path.startswith(reverse("targets")))


def navigation_of(user, path: str, waiting: dict) -> list[NavigationItem]:
    """The pages this person's roles open, in the order of use; counts are what waits for him there."""
    overseeing, sums = oversees(user, waiting), waiting["sums"] or 0
    rows = [("Việc của tôi", "Việc", reverse("home"), "list-check", 0)]
    rows.append(("Kết quả", "Kết quả", reverse("log"), "journal-plus", 0))
    rows.append(("Báo cáo", "Báo cáo", reverse("rounds"), "file-earmark-text", waiting["reports"] or 0))
    if overseeing or sums:
        rows.append(("Tổng hợp", "Tổng hợp", reverse("consolidations"), "collection", sums))
    rows += [
        ("Nhiệm vụ", "Nhiệm vụ", reverse("tasks"), "clipboard-check", 0),
        ("Kế hoạch", "Kế hoạch", reverse("plans"), "journal-text", 0),
        ("Mô hình", "Mô hình", reverse("reform_models"), "grid", 0),
    ]
    if overseeing:
        rows.append(("Tổng quan", "Tổng quan", reverse("overview"), "bar-chart", 0))
    return [
        NavigationItem(label, short, url, icon, _holds(url, path), count) for label, short, url, icon, count in rows
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
        top = first.agency if first.agency.is_committee or first.agency.parent is None else first.agency.parent
        waiting = waiting_of(user)
        held |= {
            "place": top.name,
            "role_label": first.title or first.get_role_display(),
            "agency_label": first.agency.name,
            "oversees": oversees(user, waiting),
            "navigation": navigation_of(user, request.path, waiting),
            "notice_count": waiting["unread"],
        }
    else:
        held |= {"role_label": "Quản trị" if user.is_staff else "Chưa có vai trò", "navigation": []}
    return {"portal": held}
