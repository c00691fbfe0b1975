"""Kept statements: one text for everybody with the same roles, each with rows of his own, read anew each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from agencies import statements
from agencies.models import Agency, Membership, Role, User
from agencies.statements import kept
from tests import make


@kept
def own_agencies(person: User, but: int, names: tuple[str, ...]):
    return Agency.objects.filter(pk__in=person.agency_ids()).exclude(pk=but).exclude(name__in=names).order_by("name")


@kept
def numbered(numbers: tuple[int, ...], at: range):
    return Agency.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True)[at.start : at.stop]


@kept
def other_agencies(person: User, numbers: tuple[int, ...], words: str):
    """A statement long enough to be planned once."""
    found = Agency.objects.filter(pk__in=numbers).exclude(pk__in=person.agency_ids())
    return found.exclude(name__in=[f"{words} số {number} %" for number in range(200)]).order_by("pk")


@kept
def all_agencies(words: str):
    return Agency.objects.exclude(name__in=[f"{words} số {number}" for number in range(300)]).order_by("pk")


@kept
def named(name: str, words: str):
    """Words are part of what is asked: another name is another plan, though the SQL is the same letter by letter."""
    return Agency.objects.filter(name=name).exclude(name__in=[f"{words} số {number}" for number in range(300)])


@pytest.fixture
def offices(db):
    return [make.agency(f"Phòng {letter}") for letter in "ABCD"]


def statement(*arguments):
    return statements.statement_of(own_agencies.__wrapped__, arguments)[0]


def test_two_people_share_a_text_and_see_their_own(offices):
    first, second = make.user(offices[0], Role.HEAD), make.user(offices[1], Role.HEAD)
    assert own_agencies(first, 0, ()) == [offices[0]]
    assert own_agencies(second, 0, ()) == [offices[1]]
    assert own_agencies(second, offices[1].pk, ()) == []
    assert statement(first, 0, ()) is statement(second, offices[1].pk, ())


def test_other_roles_and_other_words_are_other_texts(offices):
    person = make.user(offices[0], Role.STAFF)
    assert own_agencies(person, 0, ("Phòng A",)) == []
    assert own_agencies(person, 0, ("Phòng B",)) == [offices[0]]
    Membership.objects.create(user=person, agency=offices[1], role=Role.STAFF)
    assert own_agencies(User.objects.get(pk=person.pk), 0, ()) == offices[:2]


def test_somebody_without_a_post_sees_nothing(offices):
    assert own_agencies(make.user(), 0, ()) == []


def test_rows_are_read_anew_each_time(offices):
    person = make.user(offices[0])
    (row,) = own_agencies(person, 0, ())
    Agency.objects.filter(pk=row.pk).update(name="Phòng Z")
    assert own_agencies(person, 0, ())[0].name == "Phòng Z"


def test_numbers_are_filled_in_and_ranges_are_part_of_the_text(offices):
    ids = tuple(office.pk for office in offices)
    assert numbered(ids, range(0, 2)) == list(ids[:2])
    assert numbered(ids, range(1, 3)) == list(ids[1:3])
    assert numbered(ids[::-1], range(0, 9)) == list(ids)
    assert numbered(ids[:1], range(0, 9)) == list(ids[:1])
    assert numbered((), range(0, 9)) == []


def test_the_statement_asked_for_longest_ago_makes_way(offices, monkeypatch):
    monkeypatch.setattr(statements, "_statements", {})
    monkeypatch.setattr(statements, "KEPT_MAX", 2)
    for last in (1, 2, 1, 3):
        numbered((1,), range(0, last))
    assert [arguments[1].stop for _, arguments in statements._statements] == [1, 3]


def test_a_plan_that_the_server_keeps_gives_everybody_his_own_rows(offices):
    people = [make.user(office) for office in offices]
    ids = tuple(office.pk for office in offices)
    for _ in range(4):  # from its sixth run PostgreSQL may use one plan for all numbers
        for person, office in zip(people, offices, strict=True):
            assert other_agencies(person, ids, "Tổ") == [one for one in offices if one != office]
            assert other_agencies(person, (*ids[:1], 0, -1, -2), "Tổ") == [one for one in offices[:1] if one != office]
    assert all_agencies("Tổ") == all_agencies("Tổ") == offices
    assert all_agencies("A") == offices
    assert named("Phòng A", "Tổ") == offices[:1] and named("Phòng B", "Tổ") == offices[1:2]


def test_plans_of_a_connection_make_way_together(offices, monkeypatch):
    monkeypatch.setattr(statements, "PLANNED_MAX", 2)
    for words in "ABCDABCD":
        assert all_agencies(words) == offices


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_see_their_own(monkeypatch):
    """Threads share the texts, here far too few of them, and each has its own connection with its own plans."""
    offices = [make.agency(f"Phòng {letter}") for letter in "ABCD"]
    people = [make.user(office) for office in offices]
    ids = tuple(office.pk for office in offices)
    monkeypatch.setattr(statements, "KEPT_MAX", 2)
    monkeypatch.setattr(statements, "PLANNED_MAX", 2)

    def ask(turn: int) -> bool:
        try:
            person, office = people[turn % 4], offices[turn % 4]
            others = [one for one in offices if one != office]
            own = own_agencies(User.objects.get(pk=person.pk), 0, ()) == [office]
            return own and other_agencies(person, ids, "ABC"[turn % 3]) == others
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(40)))
