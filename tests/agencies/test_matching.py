"""A printed name finds its agency or group, however the office wrote it; what a person chose is remembered."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agencies.matching import Matcher, remember
from agencies.models import AgencyAlias
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2024, 12, 20)


@pytest.fixture
def district():
    d = make.District("huyện Thử")
    d.committee.place = "Thử"
    d.committee.save()
    d.council = make.agency("Văn phòng HĐND và UBND Huyện", parent=d.committee, symbol="VPHU")
    d.labour = make.agency("Phòng Lao động - Thương binh và Xã hội", parent=d.committee, symbol="PLĐTBXH")
    d.farming = make.agency("Phòng Nông nghiệp và Phát triển nông thôn", parent=d.committee, symbol="PNN")
    d.front = make.agency("Ủy ban Mặt trận Tổ quốc Việt Nam Huyện", kind="PARTY_MASS", parent=d.committee, symbol="MT")
    return d


def found(district, phrase):
    return Matcher(district.committee, on=DAY).find(phrase)


@pytest.mark.parametrize(
    ("phrase", "who"),
    [
        ("Phòng Nội vụ", "standing"),
        ("phòng nội vụ", "standing"),
        ("PHÒNG NỘI VỤ HUYỆN", "standing"),
        ("Phong Noi vu", "standing"),
        ("P. Nội vụ", "standing"),
        ("PNV", "standing"),
        ("Trưởng phòng Nội vụ", "standing"),
        ("Phòng Nội vụ huyện Thử", "standing"),
        ("Phòng Văn hóa - Thông tin", "monitor"),
        ("Phòng Văn hoá và Thông tin", "monitor"),
        ("Phòng VH-TT", "monitor"),
        ("Phòng TN&MT", "office"),
        ("VP HĐND-UBND", "council"),
        ("Chánh Văn phòng HĐND & UBND huyện", "council"),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân Huyện", "council"),
        ("Phòng LĐ-TB&XH", "labour"),
        ("Phòng Nông nghiệp & PTNT", "farming"),
        ("UBMTTQ Việt Nam Huyện", "front"),
        ("Ủy ban nhân dân huyện Thử", "committee"),
        ("Chủ tịch UBND Huyện", "committee"),
        ("xã A", "commune"),
        ("Chủ tịch UBND xã A", "commune"),
    ],
)
def test_one_agency_under_many_names(district, phrase, who):
    match = found(district, phrase)
    assert match.agency == getattr(district, who)
    assert match.how == "name"


@pytest.mark.parametrize(
    ("phrase", "group"),
    [
        ("UBND cấp xã", "communes_group"),
        ("UBND các xã, thị trấn", "communes_group"),
        ("Chủ tịch UBND xã", "communes_group"),
        ("Ủy ban nhân dân các xã, phường", "communes_group"),
        ("Các cơ quan chuyên môn Huyện", "offices_group"),
        ("Thủ trưởng các phòng, ban ngành Huyện", "offices_group"),
    ],
)
def test_collective_phrases_are_groups(district, phrase, group):
    assert found(district, phrase).group == getattr(district, group)


def test_a_collective_phrase_without_its_group_proposes_the_rule(district):
    match = found(district, "Các đơn vị, địa phương")
    assert not match.is_known
    assert set(match.kinds) == {"OFFICE", "SERVICE_UNIT", "COMMITTEE"}
    assert set(match.levels) == {"DISTRICT", "COMMUNE"}


@pytest.mark.parametrize("phrase", ["Sở Nội vụ", "Trường Trung học A", "Công an Huyện", "", "…"])
def test_what_is_not_in_the_registry_stays_unknown(district, phrase):
    assert not found(district, phrase).is_known


def test_what_a_person_chose_counts_from_then_on_in_every_spelling(district):
    by = make.user(district.standing)
    assert not found(district, "Bộ phận Một cửa").is_known
    remember(jurisdiction=district.committee, phrase="Bộ phận Một cửa", by=by, agency=district.council)
    assert found(district, "BỘ PHẬN MỘT CỬA").agency == district.council
    remember(jurisdiction=district.committee, phrase="Bộ phận một cửa", by=by)
    match = found(district, "Bộ phận Một cửa Huyện")
    assert (match.how, match.target) == ("outside", None)
    assert AgencyAlias.objects.count() == 1


def test_an_alias_stays_in_its_jurisdiction(district):
    other = make.District("huyện Khác")
    with pytest.raises(ValidationError):
        remember(jurisdiction=district.committee, phrase="X", by=make.user(), agency=other.standing)


def test_agencies_that_ended_are_not_matched(district):
    district.labour.active_to = date(2024, 6, 30)
    district.labour.save()
    assert not found(district, "Phòng LĐ-TB&XH").is_known


def test_the_registry_is_read_in_three_statements(district, django_assert_num_queries):
    with django_assert_num_queries(3):
        matcher = Matcher(district.committee, on=DAY)
        for phrase in ("Phòng Nội vụ", "UBND cấp xã", "Sở Nội vụ", "Chủ tịch UBND xã"):
            matcher.find(phrase)
