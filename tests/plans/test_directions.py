"""Several orders of one meeting given at once, followed on one page, reported back."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Role
from plans.conclusions import read_conclusions
from plans.models import Assignment, DirectionSource, Order, PartKind
from plans.services import Conclusion, complete_assignment, give_conclusions
from tests.blanks import flowing
from tests.plans import make
from tests.plans.test_pages import statements
from workflow.models import Notice
from workflow.transitions import NotAllowed

TODAY = date(2024, 12, 20)
NEW, LIST = reverse("direction_new"), reverse("directions")


@pytest.fixture
def here():
    found = make.district(offices=0, communes=3)
    found.offices = [make.agency(name, parent=found.committee) for name in ("Phòng Tư pháp", "Văn phòng HĐND và UBND")]
    found.chairman = make.user(found.committee, Role.HEAD)
    found.officer = make.user(found.standing)
    return found


def said(here, **changes):
    """What the form sends: one order to an office with help, one to all communes, one blank row."""
    rows = [
        ("Hướng dẫn mẫu thư", f"a-{here.offices[0].pk}", "Văn phòng HĐND và UBND", "2024-12-27"),
        ("Rà soát hồ sơ trễ hẹn", f"g-{here.all_communes.pk}", "", "2024-12-31"),
        ("", "", "", ""),
    ]
    sent = {
        "name": "Thông báo kết luận giao ban",
        "number": "125/TB-UBND",
        "on": "2024-12-19",
        "leader": here.chairman.pk,
        "viec-TOTAL_FORMS": len(rows),
        "viec-INITIAL_FORMS": len(rows),
    }
    for place, row in enumerate(rows):
        sent |= {
            f"viec-{place}-{name}": value
            for name, value in zip(("text", "lead", "coordinators", "due"), row, strict=True)
        }
    return sent | changes


def test_one_meeting_gives_work_to_several_agencies_at_once(client, here):
    client.force_login(here.officer)
    page = client.post(NEW, said(here), follow=True)
    source = DirectionSource.objects.get()
    assert page.redirect_chain[-1][0] == source.get_absolute_url()
    office, communes = source.orders.order_by("position")
    assert {row.agency for row in communes.assignments.filter(part=PartKind.LEAD)} == set(here.communes)
    assert office.assignments.get(part=PartKind.COORDINATE).agency == here.offices[1]
    assert (office.given_by, office.due) == (here.chairman, date(2024, 12, 27))
    content = flowing(page)
    assert "Hướng dẫn mẫu thư" in content and "0/3 đơn vị" in content and "đã xong 0/2 việc" in content


def test_results_come_back_to_the_page_where_they_are_followed(client, here):
    client.force_login(here.officer)
    client.post(NEW, said(here))
    source = DirectionSource.objects.get()
    row = Assignment.objects.get(agency=here.offices[0], part=PartKind.LEAD)
    complete_assignment(assignment=row, by=make.user(here.offices[0]), on=TODAY, result="Đã gửi mẫu cho các xã.")
    assert Notice.objects.filter(user=here.chairman, text__contains="báo hoàn thành").exists()
    page = client.get(source.get_absolute_url()).content.decode()
    assert "Kết quả: Đã gửi mẫu cho các xã." in page and "đã xong 1/2 việc" in page
    pills = {key: count for key, _, count in client.get(LIST).context["pills"]}
    assert pills == {"chua-xong": 1, "qua-han": 0, "da-xong": 1}
    assert [row.line.order.text for row in client.get(LIST, {"trang_thai": "da-xong"}).context["rows"]] == [
        "Hướng dẫn mẫu thư"
    ]
    assert len(client.get(LIST, {"q": "ho so tre hen"}).context["rows"]) == 1


def test_a_unit_sees_its_own_part_of_a_meeting_only(client, here):
    client.force_login(here.officer)
    client.post(NEW, said(here))
    source = DirectionSource.objects.get()
    client.force_login(make.user(here.communes[0]))
    page = client.get(source.get_absolute_url())
    assert [row.line.order.text for row in page.context["rows"]] == ["Rà soát hồ sơ trễ hẹn"]
    assert [row.line.units for row in client.get(LIST).context["rows"]] == [1]
    assert client.get(NEW).status_code == 403
    client.force_login(make.user(make.district().standing, Role.HEAD))
    assert client.get(source.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "sent", [{"viec-0-due": "2024-12-19"}, {"them": ""}, {"doc": "", "dan": "Giao Văn phòng rà soát."}]
)
def test_a_page_that_comes_back_says_that_its_file_is_to_be_chosen_again(client, here, sent):
    client.force_login(here.officer)
    page = client.post(NEW, said(here, **sent, file=make.upload("kết luận 125.pdf"))).content.decode()
    assert "Tệp “kết luận 125.pdf” chưa được lưu. Hãy chọn lại tệp trước khi giao việc." in page
    assert "chưa được lưu" not in client.post(NEW, said(here, **sent)).content.decode()
    assert not DirectionSource.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "Hãy ghi số, ký hiệu hoặc đính kèm văn bản mà lãnh đạo đã ký."),
        ({"name": ""}, "Hãy ghi tên văn bản hoặc cuộc họp."),
        ({"on": "2024-12-21"}, "không được sau hôm nay"),
        ({"viec-0-due": "2024-12-19"}, "Hạn phải từ hôm nay trở đi."),
        ({"viec-0-coordinators": "Phòng Không Có"}, "Không nhận ra “Phòng Không Có”"),
        ({"viec-1-lead": "a-999999"}, "Hãy chọn một cơ quan trong danh sách."),
        ({"viec-0-text": "", "viec-0-lead": "", "viec-0-coordinators": "", "viec-0-due": "", "viec-TOTAL_FORMS": 1},
         "Hãy ghi ít nhất một việc."),
    ],
)  # fmt: skip
def test_a_refusal_gives_nothing_and_keeps_what_was_typed(client, here, changes, sentence):
    client.force_login(here.officer)
    page = client.post(NEW, said(here, **changes))
    assert page.status_code == 422 and sentence in page.content.decode()
    assert not Order.objects.exists() and not DirectionSource.objects.exists()
    if "viec-TOTAL_FORMS" not in changes:
        assert "Rà soát hồ sơ trễ hẹn" in page.content.decode()


def test_pasted_conclusions_become_rows_that_a_person_checks_first(client, here):
    client.force_login(here.officer)
    pasted = "1. Giao Phòng Tư pháp chủ trì, phối hợp với Văn phòng HĐND và UBND soạn mẫu, xong trước ngày 30/12/2024.\nViệc chưa rõ ai làm"
    page = client.post(NEW, said(here, doc="", dan=pasted))
    assert page.status_code == 200 and not Order.objects.exists()
    rows = [form.initial for form in page.context["rows"]]
    assert [row["text"] for row in rows[:2]] == ["Hướng dẫn mẫu thư", "Rà soát hồ sơ trễ hẹn"], "typed rows stay"
    assert rows[2]["lead"] == f"a-{here.offices[0].pk}" and rows[2]["due"] == date(2024, 12, 29)
    assert rows[2]["coordinators"] == "Văn phòng HĐND và UBND"
    assert (rows[3]["text"], rows[3]["lead"], rows[3]["due"]) == ("Việc chưa rõ ai làm", "", None)
    page = client.post(NEW, said(here, them=""))
    assert len(page.context["rows"].forms) == 5


@pytest.mark.parametrize(
    ("line", "who", "due"),
    [
        ("UBND các xã, thị trấn báo cáo chậm nhất ngày 27/12.", "UBND các xã, thị trấn", date(2024, 12, 27)),
        ("b) Đề nghị Phòng Tư pháp: rà soát, hạn 15/01.", "Phòng Tư pháp", date(2025, 1, 15)),
        ("- Yêu cầu Chủ tịch UBND xã 1 kiểm điểm", "UBND xã 1", None),
    ],
)
def test_lines_as_offices_write_them(here, line, who, due):
    (found,) = read_conclusions(line, authority=here.committee, on=TODAY)
    assert (str(found.lead), found.due) == (who, due)


def test_only_leaders_their_clerk_and_the_standing_agency_give_work(here):
    one = Conclusion("Báo cáo", here.communes[0], TODAY)
    asked = {"authority": here.committee, "leader": here.chairman, "name": "Giao ban", "on": TODAY, "number": "1/TB"}
    for person in (make.user(here.communes[0], Role.HEAD), make.user(here.offices[0]), make.user(here.committee)):
        with pytest.raises(NotAllowed, match="được giao việc ở đây"):
            give_conclusions(by=person, conclusions=[one], **asked)
    with pytest.raises(NotAllowed, match="trong lãnh đạo"):
        give_conclusions(by=here.officer, conclusions=[one], **asked | {"leader": here.officer})
    foreign = make.district().communes[0]
    with pytest.raises(NotAllowed, match="Việc thứ 2: UBND xã 1 không trực thuộc"):
        give_conclusions(by=here.officer, conclusions=[one, Conclusion("Khác", foreign, TODAY)], **asked)
    assert not Order.objects.exists()
    give_conclusions(by=make.user(here.committee, Role.CLERK), conclusions=[one], **asked)
    give_conclusions(by=here.chairman, conclusions=[one], **asked | {"number": ""})
    assert DirectionSource.objects.count() == 2


def test_the_page_costs_the_same_for_2_orders_and_for_30(client, here):
    def give(number):
        give_conclusions(
            authority=here.committee,
            by=here.chairman,
            leader=here.chairman,
            name="Giao ban",
            on=TODAY,
            conclusions=[Conclusion(f"Việc {n}", here.communes[n % 3], TODAY) for n in range(number)],
        )

    client.force_login(here.officer)
    give(2)
    few, _ = statements(client, LIST)
    give(28)
    many, page = statements(client, LIST)
    assert len(page.context["rows"]) == 30
    assert many == few <= 9 + 8
