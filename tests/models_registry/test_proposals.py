"""A good practice from the unit that invented it to the registry: who writes, who judges, who sees what when."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import DutyKind, Role
from models_registry.models import FieldLead, Proposal, ReformModel
from models_registry.quota import quota_of_year
from models_registry.services import advance, judges_of, register_proposal, revise_proposal
from tests.blanks import flowing
from tests.plans import make
from workflow.transitions import NotAllowed

WORDS = {"problem": "Dân phải qua phà", "content": "Trả kết quả ở bến phà", "result": "27 kết quả, 04 buổi"}


@pytest.fixture(autouse=True)
def today(db, portal_day):
    return portal_day


@pytest.fixture
def here():
    there = make.district(communes=2, offices=1)
    there.staff = make.user(there.communes[0])
    there.head = make.user(there.communes[0], Role.HEAD)
    there.clerk = make.user(there.communes[0], Role.CLERK)
    there.judge = make.user(there.standing)
    there.chairman = make.user(there.committee, Role.HEAD)
    there.neighbour = make.user(there.communes[1], Role.HEAD)
    return there


def registered(here, **fields) -> Proposal:
    values = {"name": "Trả kết quả tại bến phà", "field": "PROCEDURES", "kind": "MODEL", "year": 2024}
    values |= WORDS | {"applied_on": date(2024, 10, 19)}
    return register_proposal(author=here.communes[0], by=here.staff, **values | fields)


def sent(here, **fields) -> Proposal:
    proposal = registered(here, **fields)
    advance(proposal=proposal, name="submit", by=here.head)
    return proposal


def approved(here, **fields) -> Proposal:
    proposal = sent(here, **fields)
    advance(proposal=proposal, name="appraise", by=here.judge, reason="Tốt", recommendation="APPROVE")
    advance(proposal=proposal, name="approve", by=here.chairman, decision="Thông báo số 12/TB-UBND")
    return proposal


def seen_by(person, proposal) -> bool:
    return Proposal.objects.visible_to(person).filter(pk=proposal.pk).exists()


def test_a_draft_is_the_units_own_and_what_is_sent_is_for_those_who_judge(here):
    proposal = registered(here)
    assert [seen_by(who, proposal) for who in (here.staff, here.judge, here.chairman, here.neighbour)] == [
        True,
        False,
        False,
        False,
    ]
    advance(proposal=proposal, name="submit", by=here.head)
    assert [seen_by(who, proposal) for who in (here.staff, here.judge, here.chairman, here.neighbour)] == [
        True,
        True,
        True,
        False,
    ]


def test_recognition_writes_the_model_into_the_registry_for_the_whole_jurisdiction(here):
    proposal = approved(here)
    assert seen_by(here.neighbour, proposal)
    assert not seen_by(make.user(make.district().standing), proposal)
    model = ReformModel.objects.get(name="Trả kết quả tại bến phà")
    assert (model.origin_agency, model.field, model.origin) == (
        here.communes[0],
        "PROCEDURES",
        "Thông báo số 12/TB-UBND",
    )
    assert proposal.reform_model == model
    assert here.staff.notices.filter(text__startswith="Được công nhận").exists()


def test_a_model_of_the_same_name_is_the_same_model(here):
    known = make.reform_model("Trả kết quả tại bến phà")
    assert approved(here).reform_model == known


def test_what_is_unfinished_is_not_sent_and_the_refusal_names_what_is_missing(client, here):
    proposal = registered(here, result="", applied_on=None)
    client.force_login(here.head)
    page = client.post(reverse("proposal_move", args=[proposal.pk, "submit"]), follow=True).content.decode()
    assert "Hãy ghi kết quả bước đầu và ngày bắt đầu áp dụng trước khi gửi." in page
    proposal.refresh_from_db()
    assert proposal.state == "DRAFT"


@pytest.mark.parametrize(
    ("who", "name", "may"),
    [
        ("staff", "submit", False),
        ("staff", "send_up", True),
        ("neighbour", "submit", False),
        ("judge", "submit", False),
        ("clerk", "submit", False),
    ],
)
def test_who_may_send(here, who, name, may):
    proposal = registered(here)
    if may:
        advance(proposal=proposal, name=name, by=getattr(here, who))
    else:
        with pytest.raises(NotAllowed, match="không có quyền"):
            advance(proposal=proposal, name=name, by=getattr(here, who))


def test_a_registration_signed_on_paper_comes_in_with_its_file(client, here):
    proposal = registered(here)
    client.force_login(here.clerk)
    url = reverse("proposal_move", args=[proposal.pk, "submit_signed"])
    assert client.post(url).status_code == 422
    assert client.post(url, {"upload": make.upload("dang-ky.pdf")}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_on) == ("SUBMITTED", date(2024, 12, 20))
    client.force_login(here.judge)
    file_url = reverse("proposal_file", args=[proposal.pk, proposal.signed_file_id])
    assert client.get(file_url).status_code == 200
    client.force_login(here.neighbour)
    assert client.get(file_url).status_code == 404


def test_the_head_hands_back_to_where_it_came_from(here):
    proposal = sent(here)
    advance(proposal=proposal, name="return", by=here.judge, reason="Thêm số liệu")
    advance(proposal=proposal, name="send_up", by=here.staff)
    advance(proposal=proposal, name="hand_back", by=here.head, reason="Còn thiếu ảnh")
    assert proposal.state == "RETURNED"
    assert seen_by(here.judge, proposal)


def test_an_opinion_is_asked_for_and_what_was_typed_stays(client, here):
    proposal = sent(here)
    client.force_login(here.judge)
    url = reverse("proposal_move", args=[proposal.pk, "appraise"])
    reply = client.post(url, {"reason": "Cách làm phù hợp vùng cù lao"})
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "Hãy chọn kết quả thẩm định." in page and "Cách làm phù hợp vùng cù lao" in page
    assert client.post(url, {"reason": "Phù hợp", "recommendation": "APPROVE"}).status_code == 302
    client.force_login(here.chairman)
    page = flowing(client.get(proposal.get_absolute_url()))
    assert "Thẩm định: đề nghị công nhận" in page and "Phù hợp" in page


def test_two_who_write_at_once_lose_nothing(client, here):
    proposal = registered(here)
    client.force_login(here.staff)
    url = reverse("proposal_edit", args=[proposal.pk])
    revise_proposal(proposal=proposal, by=here.head, revision=0, **WORDS | {"result": "30 kết quả"})
    data = {"name": "Tên mới", "kind": "MODEL", "field": "PROCEDURES", "year": 2024, "result": "Của tôi", "revision": 0}
    reply = client.post(url, data)
    assert reply.status_code == 422
    assert "Người khác vừa lưu" in reply.content.decode() and "Của tôi" in reply.content.decode()
    proposal.refresh_from_db()
    assert proposal.result == "30 kết quả"


def test_what_was_sent_cannot_be_written_any_more(client, here):
    proposal = sent(here)
    client.force_login(here.staff)
    assert client.get(reverse("proposal_edit", args=[proposal.pk])).status_code == 404
    with pytest.raises(NotAllowed, match="không sửa được"):
        revise_proposal(proposal=proposal, by=here.staff, revision=0, result="khác")


def test_a_file_is_added_and_taken_off_with_the_same_form(client, here):
    client.force_login(here.staff)
    data = {"name": "Góc tự điền", "kind": "PRACTICE", "field": "PROCEDURES", "year": 2024}
    client.post(reverse("proposal_new"), data | {"files": make.upload("anh.pdf")})
    proposal = Proposal.objects.get(name="Góc tự điền")
    held = proposal.evidence.get()
    client.post(reverse("proposal_edit", args=[proposal.pk]), data | {"revision": 0, "drop": [held.pk]})
    assert not proposal.evidence.exists()


def test_a_practice_not_yet_in_use_is_refused_and_the_form_keeps_its_words(client, here):
    client.force_login(here.staff)
    reply = client.post(reverse("proposal_new"), {"name": "Góc tự điền", "applied_on": "2025-01-02", "content": "Mẫu"})
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "Ngày áp dụng không được sau hôm nay" in page and "Góc tự điền" in page and "Hãy chọn lĩnh vực." in page


def test_a_unit_registers_to_the_nearest_committee_that_has_a_standing_agency(here):
    below = make.agency("Văn phòng xã", parent=here.communes[0], level="COMMUNE")
    assert judges_of(below) == (here.committee, here.standing)
    own = make.agency("Phòng Văn hóa - Xã hội", parent=here.communes[0], level="COMMUNE")
    make.duty(here.communes[0], DutyKind.STANDING, own)
    assert judges_of(below) == (here.communes[0], own)
    assert judges_of(here.committee) is None


def test_the_list_finds_without_accents_and_costs_the_same_for_many(client, here):
    client.force_login(here.staff)
    url = reverse("proposals")

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url)
        return len(seen), len(page.context["page"].object_list)

    registered(here)
    client.get(url)
    one = cost()
    for number in range(20):
        registered(here, name=f"Cách làm {number}")
    many = cost()
    assert (one[1], many[1]) == (1, 21)
    assert one[0] == many[0] <= 12
    found = client.get(url, {"q": "BEN pha"}).context["page"].object_list
    assert [row.name for row in found] == ["Trả kết quả tại bến phà"]
    assert not client.get(url, {"trang_thai": "cho-ubnd"}).context["page"].object_list


def lead(here, field="PROCEDURES", agency=None, **fields):
    return FieldLead.objects.create(
        jurisdiction=here.committee, field=field, agency=agency or here.communes[0], **fields
    )


def test_the_yearly_quota_counts_what_was_recognised_by_field_and_office(here):
    lead(here)
    lead(here, "DIGITAL")
    lead(here, agency=here.offices[0])
    approved(here)
    sent(here, name="Cách làm khác", field="DIGITAL")
    rows, others = quota_of_year(here.judge, year=2024, on=date(2024, 12, 20))
    assert [row.state for row in rows] == ["MET", "OPEN", "OPEN"]
    assert [len(row.considered) for row in rows] == [0, 1, 0]
    assert others == []
    rows, _ = quota_of_year(here.judge, year=2024, on=date(2025, 1, 1))
    assert [row.state for row in rows] == ["MET", "OPEN", "MISSED"]
    rows, _ = quota_of_year(here.judge, year=2023, on=date(2024, 12, 20))
    assert [row.state for row in rows] == ["MISSED"] * 3


def test_others_see_in_the_quota_only_what_was_recognised(client, here):
    lead(here)
    sent(here)
    approved(here, name="Góc tự điền", field="DIGITAL")
    rows, others = quota_of_year(here.neighbour, year=2024, on=date(2024, 12, 20))
    assert rows[0].considered == []
    assert [row.name for row in others] == ["Góc tự điền"]
    client.force_login(here.neighbour)
    page = client.get(reverse("model_quota")).content.decode()
    assert "Trả kết quả tại bến phà" not in page and "Góc tự điền" in page


def test_what_waits_for_whom_stands_in_their_list_of_work(client, here):
    proposal = registered(here)

    def listed(who):
        client.force_login(who)
        return proposal.name in client.get(reverse("home")).content.decode()

    assert (listed(here.staff), listed(here.head), listed(here.judge)) == (True, False, False)
    advance(proposal=proposal, name="send_up", by=here.staff)
    assert (listed(here.staff), listed(here.head), listed(here.judge)) == (False, True, False)
    advance(proposal=proposal, name="submit", by=here.head)
    client.force_login(here.judge)
    assert "Thẩm định" in client.get(reverse("home")).content.decode()
