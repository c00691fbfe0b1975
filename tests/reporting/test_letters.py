"""Công văn đôn đốc: from a list of what is overdue to a published letter that its units read."""

import io
from datetime import timedelta

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from agencies import clock
from agencies.models import Membership, Role
from reporting import letters, moves
from reporting.models import Letter, LetterState
from reporting.reminding.overdue import overdue_units
from tests import make
from tests.reporting.test_report_moves import PDF
from workflow.models import Notice, Reminder
from workflow.transitions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(portal_day):
    """A district three days after its round was due, with one task overdue in an office."""
    portal_day("2024-12-01 09:00")
    district = make.ReportingDistrict()
    order = make.task(district.plan, district.office, due=district.round.due, text="Niêm yết công khai thủ tục")
    make.assignment(order, district.office)
    district.task = order
    portal_day(f"{district.round.due + timedelta(days=3)} 09:00")
    return district


@pytest.fixture
def press(client, late):
    """`press(user, list=…)`: this person presses “Công văn đôn đốc”; the letter, or the page he is left on."""

    def press(user, *, query="", **posted):
        client.force_login(user)
        reply = client.post(reverse("letter_draft") + query, posted, follow=True)
        letter = reply.context.get("letter")
        return letter if letter is not None else reply

    return press


def signed():
    return SimpleUploadedFile("cong-van.pdf", PDF)


def names(letter):
    return [row.agency for row in letter.addressees.all()]


def titles(letter):
    return [item["title"] for row in letter.addressees.all() for item in row.items]


def publish(client, letter, **values):
    given = {"number": "7", "symbol": letter.symbol, "issued_on": "20/12/2024", "upload": signed(), **values}
    return client.post(reverse("letter_move", args=[letter.pk, "publish"]), given, follow=True)


def test_one_click_writes_to_every_unit_with_all_it_owes(late, press):
    letter = press(late.standing_staff)
    assert {late.commune, late.communes[1], late.office} <= set(names(letter))
    office = next(row for row in letter.addressees.all() if row.agency == late.office)
    assert len(office.items) == 2 and {item["late"] for item in office.items} == {3}
    assert late.standing not in names(letter), "nobody writes to himself"
    assert letter.state == LetterState.DRAFT and letter.reply_by > clock.today()


def test_pressed_twice_it_is_the_same_draft(late, press):
    assert press(late.standing_staff) == press(late.standing_staff)
    assert Letter.objects.count() == 1


def test_ticked_units_alone_are_addressed(late, press):
    letter = press(late.standing_staff, don_vi=[late.commune.pk])
    assert names(letter) == [late.commune]


def test_from_a_round_it_names_the_report_and_nothing_else(late, press):
    letter = press(late.standing_staff, nguon="ky", ky=late.round.pk)
    assert "Niêm yết" not in " ".join(titles(letter))
    assert letter.about == f"đôn đốc gửi {str(late.round)[:1].lower()}{str(late.round)[1:]}"
    one = press(late.standing_staff, nguon="ky", ky=late.round.pk, bao_cao=[late.report().pk])
    assert names(one) == [late.commune]


@pytest.mark.parametrize("way", ["filter", "task", "part"])
def test_from_the_list_of_tasks_it_is_about_these_tasks(late, press, way):
    part = late.task.assignments.get()
    posted = {
        "filter": {"nguon": "nhiem-vu", "query": "?trang_thai=OVERDUE"},
        "task": {"nguon": "nhiem-vu", "viec": [late.task.pk]},
        "part": {"nguon": "phan-viec", "viec": [part.pk]},
    }[way]
    letter = press(late.standing_staff, **posted)
    assert names(letter) == [late.office]
    assert [("Niêm yết công khai thủ tục" in title) for title in titles(letter)] == [True]


def test_the_lists_show_the_button_to_those_who_may_press_it(late, client):
    for name, arguments, query in (
        ("reminders", [], ""),
        ("round", [late.round.pk], ""),
        ("tasks", [], "?trang_thai=OVERDUE"),
    ):
        client.force_login(late.standing_staff)
        assert reverse("letter_draft") in client.get(reverse(name, args=arguments) + query).content.decode()
        client.force_login(late.chairman)
        assert reverse("letter_draft") not in client.get(reverse(name, args=arguments) + query).content.decode()


def test_with_nothing_overdue_it_says_so(late, press, portal_day):
    portal_day(f"{late.round.due} 23:59")
    assert "không cần công văn đôn đốc" in press(late.standing_staff).content.decode()
    assert not Letter.objects.exists()


def test_others_than_the_standing_agency_draft_none(late, client):
    units = overdue_units(standing=[late.standing.pk], on=clock.today())
    for person in (late.staff, late.head, late.chairman, late.clerk, late.monitor_staff):
        client.force_login(person)
        assert client.post(reverse("letter_draft")).status_code == 404
        with pytest.raises(NotAllowed):
            letters.draft_letter(standing=late.standing, units=units, by=person)


def test_words_are_kept_and_what_cannot_be_read_is_shown_again(late, press, client):
    letter = press(late.standing_staff)
    url = reverse("letter_save", args=[letter.pk])
    words = {
        "issuer": late.committee.pk,
        "about": "đôn đốc báo cáo năm",
        "opening": letter.opening,
        "closing": "Trân trọng đề nghị phối hợp.",
        "symbol": letter.symbol,
        "reply_by": "hôm qua",
    }
    reply = client.post(url, words)
    assert reply.status_code == 422 and 'value="hôm qua"' in reply.content.decode()
    assert "Hãy ghi ngày theo dạng" in reply.content.decode()
    assert "từ hôm nay trở đi" in client.post(url, {**words, "reply_by": "01/12/2024"}).content.decode()
    client.post(url, {**words, "reply_by": "27/12/2024"})
    letter.refresh_from_db()
    assert (letter.issuer, letter.symbol, letter.about) == (late.committee, "UBND-CCHC", "đôn đốc báo cáo năm")
    assert late.committee.official_name in letter.opening and late.standing.official_name not in letter.opening


def test_on_another_day_the_list_is_brought_up_to_it(late, press, client, portal_day):
    letter = press(late.standing_staff, nguon="ky", ky=late.round.pk)
    moves.submit(report=make.fill(late.report()), by=late.head)
    portal_day(f"{late.round.due + timedelta(days=5)} 09:00")
    assert "Cập nhật đến hôm nay" in client.get(letter.get_absolute_url()).content.decode()
    client.post(reverse("letter_save", args=[letter.pk]), {"cap-nhat": "1"})
    letter = Letter.objects.get()
    assert late.commune not in names(letter) and late.communes[1] in names(letter)
    assert {item["late"] for row in letter.addressees.all() for item in row.items} == {5}
    assert f"ngày {letter.listed_on.day} tháng" in letter.opening


def test_from_draft_to_the_units(late, press, client):
    letter = press(late.standing_staff, don_vi=[late.commune.pk])
    move = reverse("letter_move", args=[letter.pk, "send_up"])
    client.post(move)
    client.force_login(late.standing_head)
    home = client.get(reverse("home")).content.decode()
    assert letter.get_absolute_url() in home and "Xem và ký" in home
    client.post(reverse("letter_move", args=[letter.pk, "sign"]))
    assert client.get(letter.get_absolute_url()).context["letter"].signer_name == late.standing_head.full_name
    client.force_login(late.staff)
    assert client.get(letter.get_absolute_url()).status_code == 404, "not theirs before it is published"
    client.force_login(late.standing_staff)
    reply = publish(client, letter)
    assert "mỗi đơn vị nhận được thông báo" in reply.content.decode()
    for person in (late.staff, late.head):
        notice = Notice.objects.get(user=person, reminder__kind="LETTER")
        assert f"số 7/{letter.symbol}" in notice.text and notice.url == letter.get_absolute_url()
    client.force_login(late.staff)
    assert client.get(letter.get_absolute_url()).status_code == 200
    assert client.get(reverse("letter_signed_file", args=[letter.pk])).status_code == 200
    client.force_login(make.user(late.communes[1]))
    assert client.get(letter.get_absolute_url()).status_code == 404, "another unit is not addressed"


def test_a_letter_signed_on_paper_is_published_from_the_draft(late, press, client):
    letter = press(late.standing_staff, don_vi=[late.commune.pk])
    reply = client.post(reverse("letter_move", args=[letter.pk, "publish"]), {"number": "9"})
    assert reply.status_code == 422 and 'value="9"' in reply.content.decode()
    assert "bản gốc" in reply.content.decode() and not Reminder.objects.exists()
    publish(client, letter)
    assert Letter.objects.get().state == LetterState.ISSUED
    assert Reminder.objects.filter(kind="LETTER", agency=late.commune).count() == 1


def test_handed_back_it_is_a_draft_again_with_the_reason(late, press, client):
    letter = press(late.standing_staff)
    letters.send_up(letter=letter, by=late.standing_staff)
    client.force_login(late.standing_head)
    client.post(reverse("letter_move", args=[letter.pk, "hand_back"]), {"reason": "Bỏ xã đã được gia hạn."})
    assert Letter.objects.get().state == LetterState.DRAFT
    assert "Bỏ xã đã được gia hạn." in client.get(letter.get_absolute_url()).content.decode()
    assert Notice.objects.filter(user=late.standing_staff, text__contains="chuyển lại").exists()


def test_the_files_have_the_official_form(late, press, client):
    letter = press(late.standing_staff)
    with pdfplumber.open(io.BytesIO(client.get(reverse("letter_pdf", args=[letter.pk])).content)) as pdf:
        text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    word = Document(io.BytesIO(client.get(reverse("letter_docx", args=[letter.pk])).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = " ".join(" ".join([*cells, *(paragraph.text for paragraph in word.paragraphs)]).split())
    for said in (text, written):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said and "PHÒNG NỘI VỤ" in said and "V/v đôn đốc" in said
        assert "Kính gửi:" in said and "/PNV-CCHC" in said and "TRƯỞNG PHÒNG" in said
        assert "Niêm yết công khai thủ tục" in said and "./." in said and "Như trên;" in said
    assert text.index("/PNV-CCHC") < text.index("V/v đôn đốc") < text.index("Kính gửi:") < text.index("Nơi nhận:")


def test_a_long_list_becomes_an_annex(late, press, client):
    for number in range(14):
        order = make.task(late.plan, late.office, due=late.round.due, text=f"Việc thứ {number}")
        make.assignment(order, late.office)
    letter = press(late.standing_staff)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "danh sách tại Phụ lục kèm theo" in page and "(Kèm theo Công văn số" in page


def test_a_letter_that_sends_its_readers_to_the_annex_has_one(late, press, client):
    """Eleven units with one thing each: too many names for the head, few enough rows for the text."""
    letter = press(late.standing_staff)
    first = letter.addressees.first()
    letter.addressees.exclude(pk=first.pk).delete()
    for number in range(10):
        unit = make.agency(f"Ủy ban nhân dân xã {number}")
        letter.addressees.create(agency=unit, agency_name=unit.official_name, position=number, items=first.items[:1])
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Kính gửi: Các cơ quan, đơn vị có tên tại Phụ lục." in page
    assert "(Kèm theo Công văn số" in page


@pytest.mark.parametrize(
    ("post", "lines"),
    [
        ({"title": "Trưởng phòng"}, ["TRƯỞNG PHÒNG"]),
        ({"title": "Phó Trưởng phòng", "deputy": True}, ["KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"]),
    ],
)
def test_a_deputy_signs_for_the_head(late, press, client, post, lines):
    letter = press(late.standing_staff)
    letters.send_up(letter=letter, by=late.standing_staff)
    Membership.objects.filter(user=late.standing_head, role=Role.HEAD).update(**post)
    letters.sign(letter=letter, by=late.standing_head)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert all(line in page for line in lines) and ("KT." in page) == (len(lines) == 2)


def test_the_pages_cost_the_same_for_few_units_and_for_many(late, press, client, django_assert_max_num_queries):
    for number in range(30):
        order = make.task(late.plan, late.communes[number % 2], due=late.round.due, text=f"Việc {number}")
        make.assignment(order, late.communes[number % 2])
    letter = press(late.standing_staff)
    for url, most in ((letter.get_absolute_url(), 16), (reverse("letters"), 12)):
        client.get(url)
        with django_assert_max_num_queries(most):
            client.get(url)
