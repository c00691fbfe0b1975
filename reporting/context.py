"""What every page shows around its content: who is here, where he may go, what waits for him."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from agencies import clock
from agencies.addresses import address_of
from reporting.waiting import waiting_in


@dataclass(frozen=True)
class NavigationItem:
    label: str
    short: str
    url: str
    icon: str
    active: bool
    count: int = 0


def oversees(waiting: dict) -> bool:
    """Whether this person looks at other units' reports."""
    return bool(waiting["leads"] or waiting["runs"])


def _holds(url: str, path: str) -> bool:
    """Whether a page stands under an entry of the navigation: the home page alone, targets among the results."""
    if url == address_of("home"):
        return path == url
    return path.startswith(url) or (url == address_of("log") and path.startswith(address_of("targets")))


def navigation_of(path: str, waiting: dict) -> list[NavigationItem]:
    """The pages this person's roles open, in the order of use; counts are what waits for him there."""
    overseeing, sums = oversees(waiting), waiting["sums"]
    log, overview = (
        ("Kết quả", "Kết quả", "log", "journal-plus", 0),
        ("Tổng quan", "Tổng quan", "overview", "bar-chart", 0),
    )
    # A leader reads where others write: a phone shows the first four.
    rows = [("Việc của tôi", "Việc", "home", "list-check", 0), overview if waiting["leads"] else log]
    rows.append(("Báo cáo", "Báo cáo", "rounds", "file-earmark-text", waiting["reports"] + waiting["reviews"]))
    if overseeing or sums:
        rows.append(("Tổng hợp", "Tổng hợp", "consolidations", "collection", sums))
    rows += [
        ("Nhiệm vụ", "Nhiệm vụ", "tasks", "clipboard-check", 0),
        ("Kế hoạch", "Kế hoạch", "plans", "journal-text", 0),
        ("Mô hình", "Mô hình", "reform_models", "grid", 0),
    ]
    if overseeing:
        rows.append(log if waiting["leads"] else overview)
    return [
        NavigationItem(label, short, address_of(name), icon, _holds(address_of(name), path), count)
        for label, short, name, icon, count in rows
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
        waiting = waiting_in(request)
        held |= {
            "place": top.name,
            "role_label": first.title or first.get_role_display(),
            "agency_label": first.agency.name,
            "oversees": oversees(waiting),
            "navigation": navigation_of(request.path, waiting),
            "notice_count": waiting["unread"],
        }
    else:
        held |= {"role_label": "Quản trị" if user.is_staff else "Chưa có vai trò", "navigation": []}
    return {"portal": held}
