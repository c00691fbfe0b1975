"""Every page of the yearly cycle on the demonstration: server time and statements.

Statements are counted beyond those that tell who is asking; a page must keep its limit and 100 ms.
"""

import pytest
from django.urls import reverse

from agencies.models import User
from plans.models import Assignment, Plan, PlanKind
from reporting.models import Consolidation, Round, UnitReport
from tests.benchmarks.measuring import DASHBOARD, DETAIL, LIST, measured, told_first

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
LIMIT = 0.100  # seconds


def latest_round() -> Round:
    return Round.objects.filter(consolidations__isnull=False).order_by("-due").first()


def report_of(code: str) -> UnitReport:
    return UnitReport.objects.get(round=latest_round(), agency__code=code)


def consolidation(tab: str = "") -> str:
    return Consolidation.objects.filter(round=latest_round()).first().get_absolute_url() + (
        f"?tab={tab}" if tab else ""
    )


def plan_tab(tab: str) -> str:
    plan = Plan.objects.filter(kind=PlanKind.MODELS).order_by("pk").first()
    return reverse("plan_tab", args=[plan.pk, tab]) if tab else plan.get_absolute_url()


PAGES = [
    ("Việc của tôi, công chức xã", "congchuc.thuonglac", lambda: "/", DASHBOARD),
    ("Việc của tôi, chủ tịch xã", "chutich.thuonglac", lambda: "/", DASHBOARD),
    ("Việc của tôi, Phòng Nội vụ", "noivu.chuyenvien", lambda: "/", DASHBOARD),
    ("Việc của tôi, chủ tịch huyện", "ubnd.chutich", lambda: "/", DASHBOARD),
    ("Báo cáo đang soạn", "congchuc.thuonglac", lambda: report_of("hn-thuong-lac").get_absolute_url(), DETAIL),
    ("Báo cáo đã gửi", "noivu.chuyenvien", lambda: report_of("hn-long-thuan").get_absolute_url(), DETAIL),
    ("Bản in báo cáo", "chutich.thuonglac", lambda: reverse("report_preview", args=[report_of("hn-thuong-lac").pk]), DETAIL),
    ("Các kỳ báo cáo", "noivu.chuyenvien", lambda: reverse("rounds"), LIST),
    ("Tình hình gửi báo cáo", "noivu.chuyenvien", lambda: reverse("round", args=[latest_round().pk]), LIST),
    ("Xem xét báo cáo", "noivu.chuyenvien", lambda: reverse("review", args=[report_of("hn-long-khanh-a").pk]), DETAIL),
    ("Danh sách tổng hợp", "noivu.chuyenvien", lambda: reverse("consolidations"), LIST),
    ("Tổng hợp", "noivu.chuyenvien", consolidation, DETAIL),
    *(
        (f"Tổng hợp, {tab}", "noivu.chuyenvien", lambda tab=tab: consolidation(tab), DETAIL)
        for tab in ("phu-luc", "thieu", "kho-khan", "lich-su")
    ),
    ("Tổng quan", "ubnd.chutich", lambda: reverse("overview"), DASHBOARD),
    ("Các kế hoạch", "noivu.chuyenvien", lambda: reverse("plans"), LIST),
    *(
        (f"Kế hoạch, {tab or 'tổng quan'}", "noivu.chuyenvien", lambda tab=tab: plan_tab(tab), DETAIL)
        for tab in ("", "mo-hinh", "nhiem-vu", "bao-cao", "van-ban", "lich-su")
    ),
    ("Nhiệm vụ", "noivu.chuyenvien", lambda: reverse("tasks"), LIST),
    ("Một nhiệm vụ", "noivu.chuyenvien", lambda: Assignment.objects.visible_to(User.objects.get(username="noivu.chuyenvien")).first().get_absolute_url(), DETAIL),
    ("Cập nhật kết quả", "congchuc.thuonglac", lambda: reverse("log"), DETAIL),
    ("Một đơn vị", "noivu.chuyenvien", lambda: reverse("agency", args=[report_of("hn-long-thuan").agency_id]), DETAIL),
]  # fmt: skip


def test_every_page_of_the_cycle(visitor):
    told_first()
    over = []
    for name, username, url, most in PAGES:
        seconds, _, count = measured(name, visitor(username), url(), floor="/", most=most)
        if count > most or seconds > LIMIT:
            over.append(name)
    assert not over
