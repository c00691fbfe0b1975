"""Addresses of reporting: home, rounds and review, a unit's report, consolidation."""

from django.urls import path

from reporting.views import (
    consolidation,
    consolidation_writing,
    dashboard,
    home,
    letters,
    matrix,
    monitoring,
    reminders,
    report,
    review,
    round,
    succession,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("tong-quan/", dashboard.overview, name="overview"),
    path("y-kien-chi-dao/", home.direction_give, name="direction_give"),
    path("tim-kiem/", home.search, name="search"),
    path("don-vi/<int:pk>/", home.agency_page, name="agency"),
    path("nhiem-vu/tiep-nhan/", succession.successions, name="successions"),
    path("nhiem-vu/tiep-nhan/<int:pk>/", succession.succession_pass, name="succession_pass"),
]

# Rounds and review
urlpatterns += [
    path("bao-cao/", round.round_list, name="rounds"),
    path("bao-cao/ky/mo/", round.round_new, name="round_new"),
    path("bao-cao/ky/<int:pk>/", matrix.round_matrix, name="round"),
    path("bao-cao/ky/<int:pk>/excel/", matrix.round_xlsx, name="round_xlsx"),
    path("bao-cao/ky/<int:pk>/chuan-bi/", round.round_setup, name="round_setup"),
    path("bao-cao/ky/<int:pk>/mo-ky/", round.round_open, name="round_open"),
    path("bao-cao/ky/<int:pk>/bo/", round.round_discard, name="round_discard"),
    path("bao-cao/ky/<int:pk>/noi-dung/", round.question_add, name="question_add"),
    path("bao-cao/ky/<int:pk>/noi-dung/<int:question_pk>/", round.question_change, name="question_change"),
    path("bao-cao/ky/<int:pk>/hang-loat/", matrix.round_bulk, name="round_bulk"),
    path("bao-cao/ky/<int:pk>/xem-xet/", review.review_next, name="review_next"),
    path("bao-cao/<int:pk>/xem-xet/", review.review, name="review"),
    path("bao-cao/<int:pk>/xem-xet/bat-dau/", review.review_start, name="review_start"),
    path("bao-cao/<int:pk>/xem-xet/xac-nhan/", review.review_accept, name="review_accept"),
    path("bao-cao/<int:pk>/xem-xet/de-nghi/", review.review_return, name="review_return"),
    path("bao-cao/<int:pk>/khong-yeu-cau/", review.review_excuse, name="review_excuse"),
    path("bao-cao/<int:pk>/trao-doi/", review.review_remark, name="review_remark"),
]

# A unit's report
urlpatterns += [
    path("bao-cao/<int:pk>/", report.report, name="report"),
    path("bao-cao/<int:pk>/ban-in/", report.report_preview, name="report_preview"),
    path("bao-cao/<int:pk>/pdf/", report.report_pdf, name="report_pdf"),
    path("bao-cao/<int:pk>/word/", report.report_docx, name="report_docx"),
    path("bao-cao/<int:pk>/excel/", report.report_xlsx, name="report_xlsx"),
    path("bao-cao/<int:pk>/van-ban-da-ky/", report.report_signed, name="report_signed"),
    path("bao-cao/<int:pk>/van-ban-da-ky/<int:number>/", report.report_signed_file, name="report_signed_file"),
    path("bao-cao/<int:pk>/thao-tac/<slug:name>/", report.report_move, name="report_move"),
    path("bao-cao/tra-loi/<int:pk>/", report.answer_save, name="answer_save"),
    path("bao-cao/tra-loi/<int:pk>/nguon/", report.answer_rows, name="answer_rows"),
    path("bao-cao/tra-loi/<int:pk>/tai-lieu/", report.answer_evidence, name="answer_evidence"),
    path("bao-cao/tra-loi/<int:pk>/tai-lieu/<int:evidence_pk>/", report.evidence_file, name="evidence_file"),
]

# Consolidation
urlpatterns += [
    path("tong-hop/", consolidation.consolidation_list, name="consolidations"),
    path("tong-hop/ky/<int:pk>/lap/", consolidation.consolidation_build, name="consolidation_build"),
    path("tong-hop/<int:pk>/", consolidation.consolidation, name="consolidation"),
    path("tong-hop/<int:pk>/ban-in/", consolidation.consolidation_preview, name="consolidation_preview"),
    path("tong-hop/<int:pk>/pdf/", consolidation.consolidation_pdf, name="consolidation_pdf"),
    path("tong-hop/<int:pk>/word/", consolidation.consolidation_docx, name="consolidation_docx"),
    path("tong-hop/<int:pk>/excel/", consolidation.consolidation_xlsx, name="consolidation_xlsx"),
    path("tong-hop/<int:pk>/ban-goc/", consolidation.consolidation_signed_file, name="consolidation_signed_file"),
    path(
        "tong-hop/<int:pk>/thao-tac/<slug:name>/", consolidation_writing.consolidation_move, name="consolidation_move"
    ),
    path("tong-hop/<int:pk>/tong-hop-lai/", consolidation_writing.consolidation_rebuild, name="consolidation_rebuild"),
    path("tong-hop/<int:pk>/bo-sung/", consolidation_writing.consolidation_supplement, name="consolidation_supplement"),
    path(
        "tong-hop/<int:pk>/gui-cap-tren/<int:report_pk>/",
        consolidation_writing.consolidation_carry,
        name="consolidation_carry",
    ),
    path("tong-hop/<int:pk>/doan/", consolidation_writing.paragraph_add, name="paragraph_add"),
    path("tong-hop/<int:pk>/doan/<int:paragraph_pk>/", consolidation_writing.paragraph_save, name="paragraph_save"),
    path(
        "tong-hop/<int:pk>/doan/<int:paragraph_pk>/nguyen-van/",
        consolidation_writing.paragraph_restore,
        name="paragraph_restore",
    ),
    path("tong-hop/<int:pk>/so-lieu/<int:question_pk>/", consolidation_writing.figure_change, name="figure_change"),
    path("tong-hop/<int:pk>/nguon/<int:report_pk>/", consolidation_writing.report_pin, name="report_pin"),
    path("bao-cao/phan/<int:section_pk>/nhan-xet/", monitoring.monitor_remark, name="monitor_remark"),
    path("bao-cao/ky/<int:pk>/theo-doi/", monitoring.monitoring, name="monitoring"),
]

# Reminders
urlpatterns += [
    path("nhac-viec/", reminders.reminders, name="reminders"),
    path("nhac-viec/hang-loat/", reminders.reminders_bulk, name="reminders_bulk"),
    path("nhac-viec/so/", reminders.reminder_ledger, name="reminder_ledger"),
    path("nhac-viec/cong-van/", letters.letter_list, name="letters"),
    path("nhac-viec/cong-van/lap/", letters.letter_draft, name="letter_draft"),
    path("nhac-viec/cong-van/<int:pk>/", letters.letter_page, name="letter"),
    path("nhac-viec/cong-van/<int:pk>/loi-van/", letters.letter_save, name="letter_save"),
    path("nhac-viec/cong-van/<int:pk>/thao-tac/<slug:name>/", letters.letter_move, name="letter_move"),
    path("nhac-viec/cong-van/<int:pk>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("nhac-viec/cong-van/<int:pk>/word/", letters.letter_docx, name="letter_docx"),
    path("nhac-viec/cong-van/<int:pk>/ban-goc/", letters.letter_signed_file, name="letter_signed_file"),
]
