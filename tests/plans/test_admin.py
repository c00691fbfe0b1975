"""Recording an issued plan in the admin."""

import pytest
from django.urls import reverse

from plans.models import Assignment, Order, Plan, PlanState
from tests.plans import make
from workflow.evidence import store


@pytest.fixture
def here():
    return make.district()


@pytest.fixture
def keeper(client, here):
    """Someone of the standing agency who may use the admin."""
    person = make.user(here.standing)
    person.is_staff = person.is_superuser = True
    person.save()
    client.force_login(person)
    return person


def draft(here):
    plan = make.plan(here.committee, here.standing, state=PlanState.DRAFT, title="Thực hiện các mô hình")
    make.part(make.task(plan), here.all_communes)
    return plan


def run(client, action, plan):
    sent = {"action": action, "_selected_action": [plan.pk]}
    return client.post(reverse("admin:plans_plan_changelist"), sent, follow=True).content.decode()


def test_the_action_records_the_plan_and_hands_out_the_work(client, here, keeper):
    plan = draft(here)
    assert "đính kèm văn bản đã ký" in run(client, "record", plan)
    plan.signed_file = store(upload=make.upload(), agency=here.committee, by=keeper)
    plan.save()
    assert "đã ghi nhận, 1 yêu cầu, nhiệm vụ đã phân công" in run(client, "record", plan)
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED and Assignment.objects.count() == 3
    make.part(make.task(plan), here.offices[0], "LEAD")
    assert "thêm 1 phân công" in run(client, "assign_missing", plan)


def test_an_administrator_outside_the_standing_agency_is_told_who_may_record(client, here, keeper):
    plan = make.plan(here.committee, here.offices[0], state=PlanState.DRAFT)
    assert "không có quyền" in run(client, "record", plan)


def test_search_needs_no_accents_and_nothing_with_history_is_deleted(client, here, keeper):
    plan = draft(here)
    page = client.get(reverse("admin:plans_plan_changelist"), {"q": "thuc hien MO HINH"}).content.decode()
    assert plan.short_title in page
    assert "delete_selected" not in page
    for name, row in (("plan", plan), ("order", Order.objects.get())):
        assert client.post(reverse(f"admin:plans_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_a_plan_is_typed_in_with_its_signed_file_and_recipients(client, here, keeper):
    sent = {
        "kind": "TASKS",
        "title": "Kiểm soát thủ tục hành chính năm 2025",
        "short_title": "KSTTHC 2025",
        "authority": here.committee.pk,
        "standing": here.standing.pk,
        "symbol": "KH-UBND",
        "period_start": "2025-01-01",
        "period_end": "2024-12-31",
        "recipients_text": "UBND Tỉnh\n\n Sở Nội vụ ",
        "upload": make.upload("ke-hoach.pdf"),
    }
    for prefix in ("versions", "legal_bases", "sections", "plan_models", "orders", "targets"):
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    page = client.post(reverse("admin:plans_plan_add"), sent).content.decode()
    assert "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu." in page
    sent |= {"period_end": "2025-12-31", "upload": make.upload("ke-hoach.pdf")}
    answer = client.post(reverse("admin:plans_plan_add"), sent)
    assert answer.status_code == 302, answer.context["errors"]
    plan = Plan.objects.get()
    assert (plan.state, plan.recipients) == ("DRAFT", ["UBND Tỉnh", "Sở Nội vụ"])
    assert plan.signed_file.name == "ke-hoach.pdf"


def test_a_part_names_one_agency_or_one_group(client, here, keeper):
    plan = draft(here)
    order = Order.objects.get()
    part = order.parts.get()
    sent = {
        "plan": plan.pk,
        "kind": "TASK",
        "position": "1",
        "text": "Việc",
        "scope": "EACH",
        "schedule_kind": "FIXED",
        "nature": "CADENCE",
        "cadence_times": "1",
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "1",
        "parts-0-id": part.pk,
        "parts-0-order": order.pk,
        "parts-0-part": "LEAD",
        "parts-0-agency": here.offices[0].pk,
        "parts-0-group": here.all_communes.pk,
        "parts-0-position": "0",
        "measures-TOTAL_FORMS": "0",
        "measures-INITIAL_FORMS": "0",
    }
    page = client.post(reverse("admin:plans_order_change", args=[order.pk]), sent).content.decode()
    assert "chỉ một trong hai" in page
    assert "phải có chu kỳ" in page and "phải có ngày hạn" in page
