"""Every move of a unit's report: who may make it, from which state; and what it leaves behind."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies import clock
from agencies.models import Role
from reporting import moves
from reporting.models import ReportState, Round, RoundState, UnitReport
from reporting.sealing import canonical, digest
from reporting.waiting import waiting_of
from reporting.work import work_of
from tests import make
from tests.blanks import flowing
from workflow.models import Event
from workflow.transitions import NotAllowed

PDF = b"%PDF-1.7\n%%EOF\n"
PEOPLE = (
    "author_staff",
    "author_head",
    "author_clerk",
    "author_viewer",
    "standing_staff",
    "standing_head",
    "standing_clerk",
    "authority_head",
    "authority_clerk",
    "monitor_staff",
    "other_unit_head",
    "outsider_head",
    "nobody",
)
MAY = {
    "send_up": {"author_staff", "author_head"},
    "hand_back": {"author_head"},
    "submit": {"author_head"},
    "submit_signed": {"author_staff", "author_head", "author_clerk"},
    "start_review": {"standing_staff", "standing_head"},
    "recall": {"author_head", "author_clerk"},
    "return": {"standing_staff", "standing_head"},
    "accept": {"standing_staff", "standing_head"},
    "reopen": {"standing_head"},
    "excuse": {"standing_head"},
    "require": {"standing_head"},
}
FROM = {
    "send_up": {"DRAFT", "RETURNED"},
    "hand_back": {"AWAITING_HEAD"},
    "submit": {"DRAFT", "RETURNED", "AWAITING_HEAD"},
    "submit_signed": {"DRAFT", "RETURNED", "AWAITING_HEAD"},
    "start_review": {"SUBMITTED"},
    "recall": {"SUBMITTED"},
    "return": {"SUBMITTED"},
    "accept": {"SUBMITTED"},
    "reopen": {"ACCEPTED"},
    "excuse": {"DRAFT", "AWAITING_HEAD"},
    "require": {"EXCUSED"},
}


def cast(district) -> dict:
    other = make.District("huyện Khác")
    return {
        "author_staff": district.staff,
        "author_head": district.head,
        "author_clerk": district.commune_clerk,
        "author_viewer": make.user(district.commune, Role.VIEWER),
        "standing_staff": district.standing_staff,
        "standing_head": district.standing_head,
        "standing_clerk": make.user(district.standing, Role.CLERK),
        "authority_head": district.chairman,
        "authority_clerk": district.clerk,
        "monitor_staff": district.monitor_staff,
        "other_unit_head": make.user(district.communes[1], Role.HEAD),
        "outsider_head": make.user(other.standing, Role.HEAD),
        "nobody": make.user(),
    }


def bring_to(state: str, district) -> UnitReport:
    """The commune's report taken to a state by real moves."""
    report = make.fill(district.report())
    if state == "EXCUSED":
        moves.excuse(report=report, by=district.standing_head, reason="Không có nhiệm vụ")
    if state == "AWAITING_HEAD":
        moves.send_up(report=report, by=district.staff)
    if state in ("SUBMITTED", "RETURNED", "ACCEPTED"):
        moves.submit(report=report, by=district.head)
    if state == "RETURNED":
        section = district.round.sections.first().pk
        moves.return_report(
            report=report, by=district.standing_staff, reason="Số chưa khớp", sections=[section], due=date(2024, 12, 24)
        )
    if state == "ACCEPTED":
        moves.accept(report=report, by=district.standing_staff)
    report.refresh_from_db()
    assert report.state == state
    return report


def make_move(name: str, report: UnitReport, by, district):
    extra = {}
    if name in ("hand_back", "recall", "excuse", "require"):
        extra = {"reason": "Có lý do"}
    if name in ("return", "reopen"):
        extra = {"reason": "Có lý do", "sections": [district.round.sections.first().pk], "due": date(2024, 12, 25)}
    if name == "submit_signed":
        extra = {
            "upload": SimpleUploadedFile("bao-cao.pdf", PDF),
            "number": "12",
            "signed_on": date(2024, 12, 20),
            "signer_name": "A",
        }
    return moves.MOVES[name](report=report, by=by, **extra)


def test_the_table_here_covers_the_table_of_the_model():
    assert {row.name for row in UnitReport.TRANSITIONS} == set(MAY) == set(FROM)


@pytest.mark.parametrize("state", ReportState.values)
@pytest.mark.parametrize("name", sorted(MAY))
def test_each_move_takes_its_people_and_its_states_and_nobody_else(name, state, district):
    report = bring_to(state, district)
    people = cast(district)
    for who in PEOPLE:
        events = report.events.count()
        right = who in MAY[name] and state in FROM[name]
        offered = {row.name for row in report.moves_for(people[who])}
        assert (name in offered) == right, (name, state, who)
        if not right:
            with pytest.raises(NotAllowed):
                make_move(name, report, people[who], district)
            report.refresh_from_db()
            assert report.state == state
            assert report.events.count() == events
    for who in sorted(MAY[name] & set(PEOPLE))[:1]:
        if state in FROM[name]:
            before = report.events.filter(name=name).count()
            make_move(name, report, people[who], district)
            assert report.events.filter(name=name).count() == before + 1


def test_a_double_click_sends_once(district):
    report, token = make.fill(district.report()), uuid.uuid4()
    first = moves.submit(report=report, by=district.head, token=token)
    again = moves.submit(report=report, by=district.head, token=token)
    assert first == again
    assert report.versions.count() == 1
    assert Event.objects.filter(name="submit").count() == 1


def test_sending_asks_for_every_required_answer_and_sending_up_does_not(district):
    report = district.report()
    with pytest.raises(NotAllowed, match="nội dung bắt buộc"):
        moves.submit(report=report, by=district.head)
    moves.send_up(report=report, by=district.staff)
    report.refresh_from_db()
    assert report.state == ReportState.AWAITING_HEAD


def test_what_was_sent_is_sealed_and_hashed(district):
    report = make.fill(district.report(), xin_loi=5)
    moves.submit(report=report, by=district.head)
    version = report.last_sealed
    assert version.sha256 == digest(version.content)
    assert b'"number":"5"' in canonical(version.content)
    assert version.signer_name == district.head.full_name


def test_handing_back_returns_to_where_it_came_from(district):
    report = bring_to("RETURNED", district)
    moves.send_up(report=report, by=district.staff)
    moves.hand_back(report=report, by=district.head, reason="Xem lại")
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED


def test_recall_ends_with_the_review(district):
    report = bring_to("SUBMITTED", district)
    moves.start_review(report=report, by=district.standing_staff)
    with pytest.raises(NotAllowed, match="bắt đầu xem xét"):
        moves.recall(report=report, by=district.head, reason="Gửi nhầm")


def test_recall_keeps_the_sealed_version_and_opens_the_next(district):
    report = bring_to("SUBMITTED", district)
    moves.recall(report=report, by=district.head, reason="Gửi nhầm")
    assert list(report.versions.values_list("number", flat=True)) == [1, 2]
    assert make.answer(report, "xin-loi").number == 1


def test_the_first_sending_decides_timeliness_and_the_extension_counts(district):
    report = make.fill(district.report())
    moves.extend(report=report, by=district.standing_staff, due=date(2024, 12, 23), reason="Chờ số liệu")
    with clock.at("2024-12-23 23:59:58"):
        moves.submit(report=report, by=district.head)
    report.refresh_from_db()
    assert not report.was_late
    assert report.first_due == date(2024, 12, 17)
    assert UnitReport.objects.on_time().filter(pk=report.pk).exists()


def test_one_minute_after_the_day_is_late(district):
    report = make.fill(district.report())
    with clock.at("2024-12-18 00:01"):
        moves.submit(report=report, by=district.head)
    report.refresh_from_db()
    assert report.was_late


def test_a_returned_report_stays_in_the_overdue_list_after_its_own_day(district):
    report = bring_to("RETURNED", district)
    assert not UnitReport.objects.filter(pk=report.pk).overdue(on=date(2024, 12, 24)).exists()
    assert UnitReport.objects.filter(pk=report.pk).overdue(on=date(2024, 12, 25)).exists()


def test_a_locked_round_takes_nothing_more(district):
    report = make.fill(district.report())
    district.round.lock_on = date(2024, 12, 19)
    district.round.save()
    with pytest.raises(NotAllowed, match="đã khóa"):
        moves.submit(report=report, by=district.head)


@pytest.mark.parametrize(
    ("due", "reason", "says"),
    [
        (date(2024, 12, 24), "", "lý do gia hạn"),
        (date(2024, 12, 17), "Chờ số liệu", "Hạn mới phải sau"),
        (date(2024, 12, 19), "Chờ số liệu", "từ hôm nay"),
    ],
)
def test_an_extension_needs_a_reason_and_a_later_day(due, reason, says, district):
    with pytest.raises(NotAllowed, match=says):
        moves.extend(report=district.report(), by=district.standing_staff, due=due, reason=reason)


def test_a_return_needs_sections_of_this_round_and_a_day_to_come(district):
    report = bring_to("SUBMITTED", district)
    section = district.round.sections.first().pk
    for sections, due, says in (
        ([], date(2024, 12, 24), "ít nhất một phần"),
        ([999_999], date(2024, 12, 24), "không thuộc"),
        ([section], date(2024, 12, 19), "từ hôm nay"),
        ([section], None, "hạn chỉnh lý"),
    ):
        with pytest.raises(NotAllowed, match=says):
            moves.return_report(report=report, by=district.standing_staff, reason="Sai", sections=sections, due=due)


def test_a_refused_file_sends_nothing(district):
    report = make.fill(district.report())
    fake = SimpleUploadedFile("bao-cao.pdf", b"MZ\x90 not a pdf")
    with pytest.raises(NotAllowed, match="không phải PDF"):
        moves.submit_signed(
            report=report, by=district.staff, upload=fake, number="1", signed_on=date(2024, 12, 20), signer_name="A"
        )
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_everybody_concerned_is_told_once(district):
    moves.submit(report=make.fill(district.report()), by=district.head)
    assert district.standing_staff.notices.filter(text__contains="đã gửi").count() == 1
    assert district.standing_head.notices.filter(text__contains="đã gửi").count() == 1
    assert not district.head.notices.filter(text__contains="đã gửi").exists()


def test_who_takes_a_handed_back_report_up_again_reads_the_reason(district, client):
    report = make.fill(district.report())
    moves.send_up(report=report, by=district.staff)
    moves.hand_back(report=report, by=district.head, reason="Bổ sung kiến nghị về máy quét")
    client.force_login(district.staff)
    assert "</b>, 20/12/2024" in (page := client.get(report.get_absolute_url()).content.decode())
    assert page.count("Bổ sung kiến nghị về máy quét") == 2, "on top, and in the history"


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "AWAITING_HEAD"])
def test_after_its_round_an_unsent_report_says_so_and_asks_nothing_of_anybody(state, district, client):
    report = bring_to(state, district)
    Round.objects.update(state=RoundState.CLOSED)
    for person in (district.staff, district.head):
        client.force_login(person)
        page = client.get(report.get_absolute_url()).content.decode()
        assert "Kỳ báo cáo đã đóng" in page
        assert "Trình ký</button>" not in page and "Ký gửi</button>" not in page
        assert reverse("report_signed", args=[report.pk]) not in page
        assert not [
            item
            for item in work_of(person, waiting_of(person), on=clock.today())
            if item.url == report.get_absolute_url()
        ]


def test_a_returned_report_marks_the_sections_to_correct(district, client):
    report = bring_to("RETURNED", district)
    client.force_login(district.staff)
    page = flowing(client.get(report.get_absolute_url()))
    assert page.count("cần chỉnh lý</span>") == 1
    assert page.count("khóa</span>") == district.round.sections.count() - 1


def test_the_head_is_not_asked_to_confirm_what_cannot_be_sent_yet(district, client):
    client.force_login(district.head)
    address = district.report().get_absolute_url()
    assert "Ký và gửi báo cáo?" not in client.get(address).content.decode()
    make.fill(district.report())
    assert "Ký và gửi báo cáo?" in client.get(address).content.decode()
