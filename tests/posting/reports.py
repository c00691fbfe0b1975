"""Forms of rounds, of units' reports, of the authority's report, of reminders and letters."""

from __future__ import annotations

from reporting import consolidating, moves
from reporting.models import Consolidation
from tests import make
from tests.posting.form import EVERY, OTHERS, OWN, Form, a_move, in_state, nothing, pdf, says
from tests.test_pages import STANDING, World


def signed(world: World) -> dict:
    return {"number": "7", "symbol": "BC-UBND", "issued_on": "20/12/2024", "upload": pdf()}


def the_sum(world: World):
    return world.document


def the_letter(world: World):
    return world.draft_letter


def other_report(world: World):
    return world.d.report(world.d.communes[1])


def unsent(world: World):
    """The other commune's report, answered and not sent."""
    return make.fill(other_report(world))


def collated(world: World):
    return world.document.paragraphs.exclude(pk=world.paragraph.pk).first() or world.paragraph


def edited_paragraph(world: World) -> None:
    type(world.paragraph).objects.filter(pk=collated(world).pk).update(text="Sửa tay")


def owed_above(world: World) -> None:
    """The authority's report is issued, and it owes one itself."""
    summed(world)
    Consolidation.objects.filter(pk=world.document.pk).update(state="ISSUED")
    report = other_report(world)
    type(report).objects.filter(pk=report.pk).update(agency=world.d.committee, kept_by=world.d.committee)


def summed(world: World) -> None:
    """The sent report stands in the sum."""
    moves.accept(report=world.report, by=world.d.standing_head)
    consolidating.rebuild(consolidation=world.document, by=world.d.standing_staff)


ROUNDS = [
    Form(
        "round_new",
        STANDING | {"outsider"},
        says(
            period="AD_HOC",
            year="2024",
            name="Đột xuất",
            subject="Việc",
            from_on="01/12/2024",
            to_on="10/12/2024",
            due="20/12/2024",
        ),
    ),
    Form("round_open", STANDING, lambda w: {"don_vi": [w.d.commune.pk]}),
    Form("round_discard", STANDING, nothing),
    Form("question_add", STANDING, says(heading="Phần mới", label="Câu mới", kind="NUMBER", unit="thư")),
    Form("question_change", STANDING, says(label="Tên mới", unit="lượt")),
    Form("question_change", STANDING, says(bo="1")),
    Form(
        "round_bulk",
        STANDING,
        lambda w: {"thao_tac": "gia-han", "due": "31/12/2024", "reason": "Bận", "bao_cao": [other_report(w).pk]},
    ),
    Form("round_bulk", STANDING, lambda w: {"thao_tac": "nhac", "bao_cao": [other_report(w).pk]}),
    Form(
        "round_bulk",
        {"standing_head"},
        lambda w: {"thao_tac": "khong-yeu-cau", "reason": "Không", "bao_cao": [other_report(w).pk]},
    ),
    Form("review_start", STANDING, nothing),
    Form("review_accept", STANDING, nothing),
    Form(
        "review_return",
        STANDING,
        lambda w: {"sections": [w.d.round.sections.first().pk], "reason": "Xem", "due": "25/12/2024"},
    ),
    Form(
        "review_return",
        {"standing_head"},
        lambda w: {"sections": [w.d.round.sections.first().pk], "reason": "Xem", "due": "25/12/2024"},
        before=summed,
    ),
    Form(
        "review_excuse",
        {"standing_head"},
        says(reason="Không có việc", document="CV 1"),
        at=lambda w: [other_report(w).pk],
    ),
    Form(
        "review_remark",
        OWN | STANDING | {"commune_clerk"},
        lambda w: {"text": "Xin hỏi", "section": w.d.round.sections.first().pk},
    ),
    Form("monitor_remark", {"monitor_staff"}, says(text="Tốt")),
    a_move("report_move", unsent, "send_up", "DRAFT", OTHERS),
    a_move("report_move", unsent, "hand_back", "AWAITING_HEAD", {"other_head"}, says(reason="Xem lại")),
    a_move("report_move", unsent, "submit", "AWAITING_HEAD", {"other_head"}),
    Form("report_move", {"head", "commune_clerk"}, says(reason="Nhầm"), at=lambda w: [w.report.pk, "recall"]),
    Form(
        "report_signed",
        OTHERS,
        lambda w: {"number": "4", "signed_on": "20/12/2024", "signer_name": "A", "upload": pdf()},
        at=lambda w: [unsent(w).pk],
    ),
    Form(
        "answer_save",
        OTHERS,
        says(number="7", revision="0"),
        at=lambda w: [make.answer(other_report(w), "chuc-mung").pk],
    ),
    Form(
        "answer_evidence",
        OTHERS,
        lambda w: {"upload": pdf()},
        at=lambda w: [make.answer(other_report(w), "chuc-mung").pk],
    ),
]

CONSOLIDATION = [
    Form(
        "consolidation_build",
        STANDING,
        nothing,
        before=lambda w: Consolidation.objects.filter(pk=w.document.pk).delete(),
    ),
    a_move("consolidation_move", the_sum, "send_up", "DRAFT", {"standing_staff"}),
    a_move("consolidation_move", the_sum, "hand_back", "AWAITING_HEAD", {"standing_head"}, says(reason="Xem lại")),
    a_move("consolidation_move", the_sum, "present", "DRAFT", {"standing_head"}, says(note="Kính trình")),
    a_move("consolidation_move", the_sum, "verify", "PRESENTED", {"verifier_staff"}, says(opinion="Đúng")),
    a_move(
        "consolidation_move", the_sum, "return", "PRESENTED", {"verifier_staff", "chairman"}, says(reason="Xem lại")
    ),
    a_move(
        "consolidation_move", the_sum, "sign", "VERIFIED", {"chairman"}, says(signer_form="TM", signer_title="Chủ tịch")
    ),
    a_move("consolidation_move", the_sum, "publish", "SIGNED", {"clerk"}, signed),
    Form("consolidation_rebuild", STANDING, nothing),
    Form(
        "consolidation_carry",
        {"chairman"},
        nothing,
        at=lambda w: [w.document.pk, w.d.report(w.d.committee).pk],
        before=owed_above,
    ),
    Form(
        "consolidation_supplement",
        STANDING,
        says(title="Số liệu bổ sung"),
        before=in_state(the_sum, "ISSUED"),
    ),
    Form("paragraph_add", STANDING, lambda w: {"section": w.d.round.sections.first().pk, "text": "Đoạn mới"}),
    Form("paragraph_save", STANDING, lambda w: {"text": "Lời mới", "revision": w.paragraph.revision}),
    Form(
        "paragraph_restore",
        STANDING,
        nothing,
        before=edited_paragraph,
        at=lambda w: [w.document.pk, collated(w).pk],
    ),
    Form("figure_change", STANDING, says(thao_tac="sua", value="9", reason="Đếm lại")),
    Form(
        "figure_change",
        STANDING,
        lambda w: {"thao_tac": "loai", "report": w.report.pk, "reason": "Sai"},
        before=summed,
    ),
    Form("report_pin", STANDING, says(reason="Sai số"), before=summed),
]

REMINDERS = [
    Form("reminders_bulk", STANDING, lambda w: {"thao_tac": "nhac", "don_vi": [w.d.communes[1].pk]}),
    Form(
        "reminders_bulk",
        STANDING,
        lambda w: {"thao_tac": "bao-cao-lanh-dao", "don_vi": [w.d.communes[1].pk], "ghi_chu": "Xin ý kiến"},
    ),
    Form(
        "letter_draft",
        STANDING,
        lambda w: {"don_vi": [w.d.communes[1].pk]},
        before=lambda w: w.draft_letter.__class__.objects.update(state="DROPPED"),
    ),
    Form(
        "letter_save",
        STANDING,
        lambda w: {
            "issuer": w.d.standing.pk,
            "about": "đôn đốc",
            "opening": "Kính gửi",
            "reply_by": "31/12/2024",
            "closing": "Trân trọng",
            "symbol": "PNV",
        },
    ),
    a_move("letter_move", the_letter, "send_up", "DRAFT", STANDING),
    a_move("letter_move", the_letter, "hand_back", "AWAITING_HEAD", {"standing_head"}, says(reason="Xem lại")),
    a_move("letter_move", the_letter, "sign", "AWAITING_HEAD", {"standing_head"}),
    a_move("letter_move", the_letter, "publish", "SIGNED", STANDING, signed),
    a_move("letter_move", the_letter, "drop", "DRAFT", STANDING),
    Form("notices_read", EVERY, nothing),
]
