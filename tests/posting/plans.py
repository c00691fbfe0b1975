"""Forms of plans, of plan documents that are read, of the registry of models."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from plans.editing import working
from plans.services import drop_line, drop_target
from tests.posting.form import OTHERS, OWN, TODAY, Form, a_move, in_state, nothing, pdf, says
from tests.test_pages import RECORDING, STANDING, WRITERS, World

LINE = {
    "text": "Việc mới",
    "schedule_text": "trước ngày 15/12/2025",
    "nature": "ONCE",
    "scope": "EACH",
    "cadence_times": "1",
}

AIM = {"text": "Hồ sơ trực tuyến", "direction": "AT_LEAST", "value": "85", "unit": "%"}
PROPOSAL = {
    "name": "Góc tự điền 2",
    "kind": "MODEL",
    "field": "PROCEDURES",
    "year": "2024",
    "content": "Cách làm",
    "applied_on": "2024-12-01",
}


def the_plan(world: World):
    return world.d.plan


def the_proposal(world: World):
    return world.proposal


def reading_row(world: World) -> str:
    """The number of a task in the editor."""
    return working.add_row(reading=world.reading, kind="task", by=world.d.standing_staff)["id"]


def first_line(world: World):
    return world.d.letters.orders.first()


def drafted_line(world: World) -> None:
    """An amendment in preparation that sets the first line aside."""
    drop_line(plan=world.d.plan, by=world.d.standing_staff, key=str(first_line(world).pk))


def drafted_target(world: World) -> None:
    """An amendment in preparation that sets the target aside."""
    drop_target(plan=world.d.plan, by=world.d.standing_staff, key=str(world.target.pk))


def doubted(world: World) -> None:
    doubt = {"field": "title", "message": "Xem lại", "done": False}
    world.reading.rows[0]["doubts"] = [dict(doubt)]
    world.reading.doubts = [dict(doubt)]
    world.reading.save()


def written_plan(world: World) -> None:
    """The reading holds a plan that can be recorded, with one task."""
    task = {"content": "Kiểm tra công vụ", "schedule": "Trước ngày 30/6/2025", "lead": world.d.commune.name}
    working.add_row(reading=world.reading, kind="task", by=world.d.standing_staff, fields=task)
    world.reading.refresh_from_db()
    world.reading.rows[0]["fields"] |= {
        "title": "Kế hoạch CCHC năm 2025",
        "short_title": "CCHC 2025",
        "kind": "TASKS",
        "issued_on": "20/12/2024",
        "period_start": "01/01/2025",
        "period_end": "31/12/2025",
    }
    world.reading.save()


def replicated(world: World) -> dict:
    return {
        "plan": world.d.plan.pk,
        "decision": "QĐ 6",
        "effective_on": TODAY,
        "number": "9.6",
        "text": "Làm theo",
        "units": [world.d.communes_group.pk],
        "monitor": world.d.monitor.pk,
        "nature": "ON_DEMAND",
        "times": "1",
    }


PLANS = [
    a_move("plan_move", the_plan, "send_up", "DRAFT", STANDING),
    a_move("plan_move", the_plan, "hand_back", "REVIEW", {"chairman"}, says(reason="Xem lại")),
    a_move("plan_move", the_plan, "sign", "REVIEW", {"chairman"}),
    a_move("plan_move", the_plan, "close", "ISSUED", {"standing_head"}),
    Form("plan_issue", {"clerk"}, lambda w: {"number": "9", "issued_on": TODAY, "upload": pdf()}),
    Form("plan_edit", RECORDING, nothing, before=in_state(the_plan, "DRAFT")),
    Form(
        "plan_amend",
        RECORDING,
        lambda w: {"decision": "QĐ 5", "effective_on": TODAY, "upload": pdf()},
        before=drafted_line,
    ),
    Form(
        "amend_frame",
        RECORDING,
        says(title="Tên mới", short_title="Tên gọn", period_start="2021-10-01", period_end="2027-12-31", bases=""),
    ),
    Form("amend_add", RECORDING, lambda w: LINE | {"lead": w.d.office.name}),
    Form("amend_line", RECORDING, lambda w: LINE | {"implement": w.d.office.name}),
    Form("amend_drop", RECORDING, nothing, at=lambda w: [w.d.plan.pk, str(first_line(w).pk)]),
    Form("amend_restore", RECORDING, nothing, at=lambda w: [w.d.plan.pk, str(first_line(w).pk)], before=drafted_line),
    Form("amend_target_add", RECORDING, lambda w: AIM),
    Form("amend_target", RECORDING, lambda w: AIM | {"nam-2025": "75"}),
    Form("amend_target_drop", RECORDING, nothing, at=lambda w: [w.d.plan.pk, str(w.target.pk)]),
    Form(
        "amend_target_restore", RECORDING, nothing, at=lambda w: [w.d.plan.pk, str(w.target.pk)], before=drafted_target
    ),
    Form("amendment_take_back", RECORDING, says(reason="Sai ngày")),
    Form("child_plans_ask", RECORDING, lambda w: {"nhiem_vu": w.late_task.pk, "yeu_cau": "1"}),
    Form(
        "child_plan_new",
        OWN,
        lambda w: {
            "title": "Kế hoạch của xã",
            "number": "3",
            "symbol": "KH-UBND",
            "issued_on": TODAY,
            "period_start": "2024-01-01",
            "period_end": "2024-12-31",
            "upload": pdf(),
        },
    ),
    Form(
        "plan_focal",
        OTHERS | STANDING | {"monitor_staff", "verifier_staff"},
        says(name="Người mới", phone="0912345678", since=TODAY),
    ),
    Form("focal_move", STANDING, nothing, at=lambda w: [w.officer.pk, "confirm"]),
    Form("focal_move", STANDING, says(reason="Thiếu số"), at=lambda w: [w.officer.pk, "return"]),
    Form("focal_move", OWN, nothing, at=lambda w: [w.officer.pk, "withdraw"]),
]

READINGS = [
    Form(
        "readings",
        STANDING | {"clerk", "outsider"},
        lambda w: {"upload": SimpleUploadedFile("ke-hoach.txt", "KẾ HOẠCH CCHC năm 2025".encode())},
    ),
    Form("reading_blank", STANDING | {"clerk", "outsider"}, nothing),
    Form("reading_again", RECORDING, nothing),
    Form("reading_match", RECORDING, lambda w: {"ten": "Phòng Văn thư", "la": f"a{w.d.office.pk}"}),
    Form("reading_new_agency", RECORDING, says(ten="Phòng Mới", ten_moi="Phòng Mới", kieu="OFFICE")),
    Form(
        "reading_new_agency",
        RECORDING,
        says(ten="Các ban", ten_moi="Các ban", loai="nhom", loai_co_quan=["OFFICE"], cap=["DISTRICT"]),
    ),
    Form("reading_add", RECORDING, nothing),
    Form("reading_save", RECORDING, says(title="Kế hoạch mới", revision="0")),
    Form("reading_row", RECORDING, nothing, at=lambda w: [w.reading.pk, reading_row(w), "bo"]),
    Form("reading_settle", RECORDING, says(cho="0"), before=doubted),
    Form("reading_settle_general", RECORDING, says(cho="0"), before=doubted),
    Form("reading_draft", RECORDING, nothing, before=written_plan),
    Form(
        "reading_confirm",
        RECORDING,
        lambda w: {"number": "3", "symbol": "KH-UBND", "issued_on": TODAY, "upload": pdf()},
        before=written_plan,
    ),
    Form("reading_amend", RECORDING, lambda w: {"ke_hoach": w.d.plan.pk, "bo": "1"}, before=written_plan),
]

MODELS = [
    Form("proposal_new", WRITERS - {"chairman"} | {"other_head"}, lambda w: PROPOSAL | {"files": pdf()}),
    Form(
        "proposal_edit",
        OWN,
        lambda w: PROPOSAL | {"revision": w.draft.revision, "drop": [w.draft.evidence.first().pk]},
    ),
    a_move("proposal_move", the_proposal, "send_up", "DRAFT", {"staff"}),
    a_move("proposal_move", the_proposal, "hand_back", "AWAITING_HEAD", {"head"}, says(reason="Xem lại")),
    a_move("proposal_move", the_proposal, "submit", "AWAITING_HEAD", {"head"}),
    a_move(
        "proposal_move", the_proposal, "submit_signed", "DRAFT", OWN | {"commune_clerk"}, lambda w: {"upload": pdf()}
    ),
    a_move("proposal_move", the_proposal, "recall", "SUBMITTED", {"head", "commune_clerk"}, says(reason="Nhầm")),
    a_move("proposal_move", the_proposal, "return", "SUBMITTED", STANDING, says(reason="Bổ sung")),
    a_move(
        "proposal_move", the_proposal, "appraise", "SUBMITTED", STANDING, says(reason="Tốt", recommendation="APPROVE")
    ),
    a_move("proposal_move", the_proposal, "approve", "APPRAISED", {"chairman"}, says(decision="QĐ 1")),
    a_move("proposal_move", the_proposal, "reject", "APPRAISED", {"chairman"}, says(reason="Chưa rõ")),
    Form("proposal_replicate", RECORDING, replicated),
    Form("adoption_assess", WRITERS | {"other_head"}, says(since="2024-01-01", outcome="WORKS", note="Tốt")),
]
