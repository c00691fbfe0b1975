"""Forms of one's own account, the log of results, tasks, directions, targets."""

from __future__ import annotations

from datetime import date

from tests import make
from tests.posting.form import EVERY, OWN, TODAY, Form, a_move, nothing, pdf, says
from tests.test_pages import STANDING, World


def the_difficulty(world: World):
    return world.difficulty


def late_part(world: World):
    return world.late_task.assignments.get()


def own_letters(world: World):
    return world.d.letters_communes.assignments.get(agency=world.d.commune)


def ended(world: World):
    """The other commune has ended."""
    return type(world.d.commune).objects.filter(pk=world.d.communes[1].pk).update(active_to=date(2024, 12, 1))


def conclusions(world: World) -> dict:
    rows = {"viec-TOTAL_FORMS": "1", "viec-INITIAL_FORMS": "0", "viec-0-text": "Làm ngay", "viec-0-due": "31/12/2024"}
    source = {"name": "Giao ban", "number": "1/TB", "on": TODAY, "leader": world.d.chairman.pk, "file": pdf()}
    return rows | source | {"viec-0-lead": f"a-{world.d.office.pk}"}


WORK = [
    Form("profile", EVERY, says(full_name="Người khác tên", email="a@example.vn", phone="0912345678")),
    Form(
        "password_change",
        EVERY,
        says(old_password=make.PASSWORD, new_password1="mat-khau-moi-2025", new_password2="mat-khau-moi-2025"),
    ),
    Form("filter_save", EVERY, says(name="Việc gấp"), query="?trang_thai=OVERDUE"),
    Form("filter_delete", {"standing_staff"}, nothing),
    Form(
        "log",
        OWN,
        lambda w: {"assignment": w.saturday.pk, "on": TODAY, "count": "2", "text": "Buổi", "files": pdf()},
    ),
    Form("log_month", OWN, lambda w: {"on": TODAY, f"c-{own_letters(w).pk}": "3"}),
    Form("log_paste", OWN, lambda w: {"assignment": w.saturday.pk, "text": "19/12/2024\t2\tBuổi sáng", "luu": "1"}),
    Form(
        "log_load",
        STANDING,
        lambda w: {
            "text": "UBND xã A\tThư chúc mừng, chia buồn, xin lỗi\tSố lượng\t19/12/2024\t2",
            "name": "a.xlsx",
            "luu": "1",
        },
    ),
    Form("activity_correct", OWN, lambda w: {"assignment": w.saturday.pk, "on": TODAY, "count": "4"}),
    Form(
        "assignment_progress",
        OWN,
        lambda w: {"tien-do-on": TODAY, "tien-do-text": "Đã làm", "tien-do-files": pdf()},
    ),
    Form("assignment_complete", OWN, lambda w: {"on": TODAY, "result": "Xong cả", "files": pdf()}),
    Form(
        "assignment_extend",
        STANDING | {"chairman"},
        says(**{"gia-han-due": "31/12/2024", "gia-han-reason": "Thêm việc"}),
        at=lambda w: [late_part(w).pk],
    ),
    Form("assignment_confirm", STANDING | {"chairman"}, nothing),
    Form("assignment_return", STANDING | {"chairman"}, says(**{"de-nghi-reason": "Bổ sung"})),
    Form("difficulty_raise", OWN, says(**{"kho-khan-text": "Thiếu máy"})),
    Form(
        "task_bulk",
        STANDING | {"chairman"},
        lambda w: {"thao_tac": "gia-han", "due": "31/12/2024", "reason": "Thêm việc", "viec": [late_part(w).pk]},
        query="?theo=don-vi",
    ),
    Form("task_bulk", STANDING | {"chairman"}, lambda w: {"thao_tac": "nhac", "viec": [w.late_task.pk]}),
    Form(
        "task_units",
        STANDING | {"chairman"},
        lambda w: {"thao_tac": "nhac", "viec": ["tat-ca"]},
        at=lambda w: [w.late_task.pk],
    ),
    Form(
        "task_units",
        STANDING | {"chairman"},
        lambda w: {"thao_tac": "gia-han", "due": "31/12/2024", "reason": "Thêm việc", "viec": [late_part(w).pk]},
        at=lambda w: [w.late_task.pk],
    ),
    a_move("difficulty_move", the_difficulty, "answer", "OPEN", STANDING | {"chairman"}, says(text="Đã xem")),
    a_move("difficulty_move", the_difficulty, "supplement", "ANSWERED", STANDING | {"chairman"}, says(text="Đã xem")),
    a_move("difficulty_move", the_difficulty, "ask_more", "ANSWERED", OWN, says(text="Đã xem")),
    a_move("difficulty_move", the_difficulty, "withdraw", "OPEN", OWN, says(text="Đã xem")),
    a_move("difficulty_move", the_difficulty, "forward", "OPEN", STANDING, lambda w: {"to": w.d.office.pk}),
    Form(
        "succession_pass",
        STANDING | {"chairman"},
        lambda w: {"to": w.d.communes[0].pk, "viec": [f"viec-{late_part(w).pk}"], "ly_do": "Sáp nhập"},
        at=lambda w: [w.d.communes[1].pk],
        before=ended,
    ),
    Form("direction_give", {"chairman"}, lambda w: {"text": "Làm ngay", "lead": w.d.office.pk, "due": "31/12/2024"}),
    Form("direction_new", STANDING | {"chairman", "clerk"}, conclusions),
    Form("target_value", STANDING, says(on=TODAY, value="75", source="Báo cáo")),
    Form("target_milestones", STANDING, says(**{"nam-2025": "85", "by_agency": "on"})),
    Form("roster", STANDING | {"chairman"}, lambda w: {"luot-2024-12-01": w.d.office.pk}, query="?nam=2024"),
]
