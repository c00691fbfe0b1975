"""The authority's report: built, edited, stale and built again, and the whole way to publication."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Role
from reporting import consolidating, moves
from reporting.models import Consolidation, ConsolidationState, Paragraph, Question, RoundState
from reporting.views.consolidation import TABS
from tests import make
from tests.benchmarks.measuring import DETAIL, statements
from tests.blanks import flowing
from tests.reporting.test_report_moves import PDF
from tests.reporting.test_rollup import accept
from workflow.transitions import NotAllowed

MAY = {
    "send_up": {"standing_staff"},
    "hand_back": {"standing_head"},
    "present": {"standing_head"},
    "verify": {"verifier_staff"},
    "return": {"verifier_staff", "chairman"},
    "sign": {"chairman"},
    "publish": {"clerk"},
}
FROM = {
    "send_up": {"DRAFT", "RETURNED"},
    "hand_back": {"AWAITING_HEAD"},
    "present": {"DRAFT", "RETURNED", "AWAITING_HEAD"},
    "verify": {"PRESENTED"},
    "return": {"PRESENTED", "VERIFIED"},
    "sign": {"PRESENTED", "VERIFIED"},
    "publish": {"SIGNED"},
}
PEOPLE = ("standing_staff", "standing_head", "verifier_staff", "chairman", "clerk", "head", "staff", "monitor_staff")
LETTERS_SENT = "Toàn huyện đã gửi 27 thư xin lỗi, người dân đồng tình."


@pytest.fixture
def consolidation(district):
    accept(district, district.communes[0], xin_loi=22)
    accept(district, district.communes[1], xin_loi=5)
    made = consolidating.build(round=district.round, by=district.standing_staff)
    made.district = district
    return made


def act(name, document, by):
    extra = {
        "hand_back": {"reason": "Sửa mục 1"},
        "return": {"reason": "Bổ sung nguyên nhân"},
        "present": {"note": "Kính trình UBND ký ban hành."},
        "verify": {"opinion": "Đủ điều kiện trình ký."},
        "sign": {"signer_form": "TM"},
        "publish": {
            "upload": SimpleUploadedFile("bao-cao.pdf", PDF),
            "number": "9",
            "symbol": "BC-UBND",
            "issued_on": date(2024, 12, 20),
        },
    }.get(name, {})
    return consolidating.MOVES[name](consolidation=document, by=by, **extra)


WAY = {
    "DRAFT": (),
    "AWAITING_HEAD": (("send_up", "standing_staff"),),
    "PRESENTED": (("present", "standing_head"),),
    "VERIFIED": (("present", "standing_head"), ("verify", "verifier_staff")),
    "RETURNED": (("present", "standing_head"), ("return", "chairman")),
    "SIGNED": (("present", "standing_head"), ("verify", "verifier_staff"), ("sign", "chairman")),
    "ISSUED": (("present", "standing_head"), ("verify", "verifier_staff"), ("sign", "chairman"), ("publish", "clerk")),
}


@pytest.mark.parametrize("state", ConsolidationState.values)
@pytest.mark.parametrize("name", sorted(MAY))
def test_each_move_takes_its_people_and_its_states_and_nobody_else(name, state, consolidation):
    district = consolidation.district
    for step, who in WAY[state]:
        act(step, consolidation, getattr(district, who))
    consolidation.refresh_from_db()
    assert consolidation.state == state
    for who in PEOPLE:
        person = getattr(district, who)
        offered = {row.name for row in consolidation.moves_for(person)}
        right = who in MAY[name] and state in FROM[name]
        assert (name in offered) == right, (name, state, who)
        if not right:
            with pytest.raises(NotAllowed):
                act(name, consolidation, person)
            consolidation.refresh_from_db()
            assert consolidation.state == state


def test_the_table_here_covers_the_table_of_the_model():
    assert {row.name for row in Consolidation.TRANSITIONS} == set(MAY) == set(FROM)


def test_the_whole_way_with_one_return(consolidation):
    district = consolidation.district
    act("send_up", consolidation, district.standing_staff)
    act("present", consolidation, district.standing_head)
    act("return", consolidation, district.chairman)
    consolidation.refresh_from_db()
    assert consolidation.state == "RETURNED"
    act("present", consolidation, district.standing_head)
    act("verify", consolidation, district.verifier_staff)
    act("sign", consolidation, district.chairman)
    act("publish", consolidation, district.clerk)
    consolidation.refresh_from_db()
    assert (consolidation.state, consolidation.number, consolidation.symbol) == ("ISSUED", "9", "BC-UBND")
    assert consolidation.signed_file.sha256
    assert consolidation.sha256
    consolidation.round.refresh_from_db()
    assert consolidation.round.state == RoundState.CLOSED
    assert district.staff.notices.filter(text__contains="Đã phát hành").count() == 1


def test_ubnd_signs_only_after_verification_where_the_jurisdiction_uses_it(consolidation):
    act("present", consolidation, consolidation.district.standing_head)
    with pytest.raises(NotAllowed, match="chưa thẩm tra"):
        act("sign", consolidation, consolidation.district.chairman)


def test_a_deputy_signs_for_the_head(consolidation):
    district = consolidation.district
    deputy = make.user(district.committee, Role.HEAD, title="Phó Chủ tịch", deputy=True)
    act("present", consolidation, district.standing_head)
    act("verify", consolidation, district.verifier_staff)
    with pytest.raises(NotAllowed, match="KT"):
        consolidating.sign(consolidation=consolidation, by=deputy, signer_form="TM")
    consolidating.sign(consolidation=consolidation, by=deputy, signer_form="KT")
    consolidation.refresh_from_db()
    assert (consolidation.signer_form, consolidation.signer_title) == ("KT", "Phó Chủ tịch")


def reopen(consolidation):
    district = consolidation.district
    section = district.round.sections.first().pk
    moves.reopen(
        report=district.report(),
        by=district.standing_head,
        reason="Số chưa khớp",
        sections=[section],
        due=date(2024, 12, 24),
    )


def test_a_reopened_source_is_stale_and_nothing_stale_is_presented(consolidation):
    assert not consolidation.stale_sources()
    reopen(consolidation)
    assert consolidation.stale_sources() == [consolidation.district.report()]
    with pytest.raises(NotAllowed, match="Số liệu nguồn đã thay đổi"):
        act("present", consolidation, consolidation.district.standing_head)


def test_no_tab_takes_more_than_its_statements_while_sources_are_stale(consolidation, client):
    """The standing staff's tabs, over more units, with a source that changed and paragraphs just saved by somebody else."""
    district = consolidation.district
    for paragraph in consolidation.paragraphs.all()[:2]:
        consolidating.save_paragraph(paragraph=paragraph, by=district.standing_head, revision=0, text="Lời đã sửa.")
    accept(district, district.office, xin_loi=4)
    reopen(consolidation)
    client.force_login(district.standing_staff)
    for tab in TABS:
        assert statements(client, f"{consolidation.get_absolute_url()}?tab={tab}") <= DETAIL, tab


def test_a_newly_confirmed_report_is_stale_too(consolidation):
    district = consolidation.district
    accept(district, district.office, xin_loi=4)
    assert [report.agency for report in consolidation.stale_sources()] == [district.office]


def test_building_again_keeps_what_was_edited_and_what_was_set_aside(consolidation):
    district = consolidation.district
    edited, emptied = consolidation.paragraphs.exclude(key="figures").order_by("pk")[:2]
    consolidating.save_paragraph(paragraph=edited, by=district.standing_staff, revision=0, text="Lời của Phòng Nội vụ.")
    consolidating.save_paragraph(paragraph=emptied, by=district.standing_staff, revision=0, text="")
    before = consolidation.paragraphs.count()
    accept(district, district.office, xin_loi=4)
    consolidating.rebuild(consolidation=consolidation, by=district.standing_staff)
    edited.refresh_from_db()
    emptied.refresh_from_db()
    assert edited.text == "Lời của Phòng Nội vụ."
    assert edited.sources.count() == 1
    assert emptied.text == ""
    assert consolidation.paragraphs.count() > before
    assert consolidation.pins.get(report__agency=district.office).version is not None
    assert not consolidation.stale_sources()


def test_a_paragraph_keeps_the_answers_it_was_made_from_and_names_the_unit(consolidation):
    for paragraph in consolidation.paragraphs.exclude(key="figures"):
        names = {answer.version.report.agency_name for answer in paragraph.sources.all()}
        assert names
        assert all(name in paragraph.text for name in names)


def test_identical_words_of_several_units_are_folded(district):
    for commune in district.communes:
        accept(district, commune, kien_nghi_de_xuat="Đề nghị bố trí kinh phí.")
    made = consolidating.build(round=district.round, by=district.standing_staff)
    folded = made.paragraphs.get(text__contains="Đề nghị bố trí kinh phí")
    assert folded.sources.count() == 2
    assert "UBND xã A và UBND xã B" in folded.text


def test_two_people_editing_one_paragraph_see_both_texts(consolidation, client):
    district = consolidation.district
    paragraph = consolidation.paragraphs.first()
    url = reverse("paragraph_save", args=[consolidation.pk, paragraph.pk])
    client.force_login(district.standing_staff)
    assert client.post(url, {"revision": "0", "text": "Một."}, HTTP_X_REQUESTED_WITH="fetch").status_code == 200
    reply = client.post(url, {"revision": "0", "text": "Hai."}, HTTP_X_REQUESTED_WITH="fetch")
    assert reply.status_code == 409
    assert reply.json()["theirs"]["text"] == "Một."


def test_after_issue_nothing_reopens_and_a_supplement_is_a_document_of_its_own(consolidation):
    district = consolidation.district
    for step, who in WAY["ISSUED"]:
        act(step, consolidation, getattr(district, who))
    consolidation.refresh_from_db()
    with pytest.raises(NotAllowed, match="đã phát hành"):
        reopen(consolidation)
    with pytest.raises(NotAllowed):
        consolidating.rebuild(consolidation=consolidation, by=district.standing_staff)
    made = consolidating.supplement(consolidation=consolidation, by=district.standing_staff, title="Bổ sung số liệu")
    assert made.supplements == consolidation
    assert made.state == "DRAFT"


def test_before_issue_only_standing_verifier_and_authority_see_it_then_the_whole_jurisdiction(consolidation, client):
    district = consolidation.district
    outsider = make.user(make.District("huyện Khác").standing)
    url = reverse("consolidation", args=[consolidation.pk])

    def status(person):
        client.force_login(person)
        return client.get(url).status_code

    assert [status(p) for p in (district.standing_staff, district.verifier_staff, district.chairman)] == [200] * 3
    assert [status(p) for p in (district.staff, district.head, outsider)] == [404] * 3
    for step, who in WAY["ISSUED"]:
        act(step, consolidation, getattr(district, who))
    assert [status(p) for p in (district.staff, district.head, district.monitor_staff)] == [200] * 3
    assert status(outsider) == 404


def test_why_22_in_two_clicks(consolidation, client):
    district = consolidation.district
    client.force_login(district.chairman)
    question = district.question("xin-loi")
    first = client.get(
        reverse("consolidation", args=[consolidation.pk]), {"phan": question.section_id, "so": question.pk}
    )
    rows = [(row.version.report.agency.name, row.number) for row in first.context["behind"]["given"]]
    assert rows == [("UBND xã A", 22), ("UBND xã B", 5)]
    link = f"{district.report().get_absolute_url()}?ban=1"
    assert link in first.content.decode()
    second = client.get(link)
    assert second.status_code == 200


def test_a_figure_of_the_page_costs_the_same_at_every_size(consolidation, client, django_assert_max_num_queries):
    client.force_login(consolidation.district.standing_staff)
    with django_assert_max_num_queries(48):
        page = client.get(reverse("consolidation", args=[consolidation.pk]))
    assert page.context["rows"]


def test_the_monitoring_agency_says_its_word_once_and_nobody_else_does(consolidation):
    district = consolidation.district
    section = district.round.sections.get(plan_model=district.letters)
    consolidating.monitor_remark(section=section, by=district.monitor_staff, text="Đi vào nền nếp.")
    consolidating.monitor_remark(section=section, by=district.monitor_staff, text="Xin lỗi tăng do đất đai.")
    assert [row.text for row in section.monitor_remarks.all()] == ["Xin lỗi tăng do đất đai."]
    for person in (district.staff, district.standing_staff, district.chairman):
        with pytest.raises(NotAllowed):
            consolidating.monitor_remark(section=section, by=person, text="Ý kiến khác")
    other = district.round.sections.get(plan_model=district.saturday)
    with pytest.raises(NotAllowed):
        consolidating.monitor_remark(section=other, by=district.monitor_staff, text="Ý kiến khác")


def write(paragraph: Paragraph, text: str) -> Paragraph:
    by = paragraph.consolidation.round.standing.memberships.get(role="STAFF").user
    return consolidating.save_paragraph(paragraph=paragraph, by=by, revision=paragraph.revision, text=text)


@pytest.fixture
def sentence(consolidation):
    """The sentence of sums about letters, told in the standing agency's own words."""
    found = consolidation.paragraphs.get(key="figures", generated__contains="hư xin lỗi: 27")
    return write(found, LETTERS_SENT)


def leave_out_22(consolidation):
    district = consolidation.district
    consolidating.exclude_figure(
        consolidation=consolidation,
        question=Question.objects.get(round=district.round, label="Thư xin lỗi"),
        report=district.report(),
        by=district.standing_staff,
        reason="Số chưa kiểm tra",
    )


def page_of(client, person, consolidation):
    client.force_login(person)
    return flowing(client.get(reverse("consolidation", args=[consolidation.pk])))


def test_own_words_that_name_an_older_sum_say_so_until_they_are_corrected(consolidation, sentence, client):
    district = consolidation.district
    words = "còn nêu số của lần tổng hợp trước"
    assert words not in page_of(client, district.standing_staff, consolidation)
    leave_out_22(consolidation)
    sentence.refresh_from_db()
    assert sentence.text == LETTERS_SENT and sentence.outdated == ["27"]
    page = page_of(client, district.standing_staff, consolidation)
    assert words in page and f'href="?phan={sentence.section_id}#d{sentence.pk}"' in page
    sentence = write(sentence, f"{LETTERS_SENT} Việc này gắn với Bộ phận Một cửa.")
    assert sentence.outdated == ["27"], "another word does not correct the number"
    write(sentence, LETTERS_SENT.replace("27", "05"))
    assert words not in page_of(client, district.standing_staff, consolidation)


def test_the_words_as_generated_are_never_outdated(consolidation, sentence):
    leave_out_22(consolidation)
    sentence.refresh_from_db()
    assert write(sentence, sentence.generated).outdated == []
    district = consolidation.district
    consolidating.rebuild(consolidation=consolidation, by=district.standing_staff)
    sentence.refresh_from_db()
    assert not sentence.edited and sentence.outdated == []


def test_words_without_the_old_number_and_issued_ones_say_nothing(consolidation, sentence, client):
    leave_out_22(consolidation)
    Consolidation.objects.update(state=ConsolidationState.ISSUED)
    district = consolidation.district
    assert "lần tổng hợp trước" not in page_of(client, district.standing_staff, consolidation)
    Consolidation.objects.update(state=ConsolidationState.DRAFT)
    sentence.refresh_from_db()
    write(sentence, "Việc gửi thư được người dân đồng tình.")
    assert "lần tổng hợp trước" not in page_of(client, district.standing_staff, consolidation)
