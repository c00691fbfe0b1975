"""Agencies, groups, duties and accounts of the demonstration."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password

from agencies.models import Agency, AgencyGroup, Duty, GroupMember, Membership, User
from reporting.demonstration.data import read

DUTIES_SINCE = date(2016, 7, 1)


def load_agencies() -> None:
    """Provinces, the three jurisdictions, their agencies in order, groups as the plans name them, and duties."""
    content = read("agencies")
    for row in content["provinces"]:
        Agency.objects.create(kind="COMMITTEE", level="PROVINCE", **row)
    for jurisdiction in content["jurisdictions"]:
        _load_jurisdiction(jurisdiction)


def _load_jurisdiction(content: dict) -> None:
    committee = Agency.objects.create(
        kind="COMMITTEE",
        level="DISTRICT",
        parent=Agency.objects.get(code=content["parent"]),
        **content["committee"],
    )
    agencies = {}
    for place, row in enumerate(content["agencies"], start=1):
        agencies[row["code"]] = Agency.objects.create(
            parent=committee, order=committee.order * 10 + place * 10, **_agency_fields(row, committee)
        )
    for row in content["groups"]:
        group = AgencyGroup.objects.create(
            name=row["name"], jurisdiction=committee, kinds=row.get("kinds", []), levels=row.get("levels", [])
        )
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, agency=agencies[code]) for code in row.get("named", [])]
        )
    for kind, code in content["duties"].items():
        Duty.objects.create(jurisdiction=committee, kind=kind, agency=agencies[code], active_from=DUTIES_SINCE)


def _agency_fields(row: dict, committee: Agency) -> dict:
    """A commune is given by its kind and name alone: "xã Thường Lạc"."""
    if (commune := row.get("commune")) is None:
        return {"level": "DISTRICT", "place": committee.place, **row}
    for word in ("thị trấn ", "phường ", "xã "):
        place = commune.removeprefix(word)
        if place != commune:
            break
    return {
        "code": row["code"],
        "kind": "COMMITTEE",
        "level": "COMMUNE",
        "name": f"UBND {commune}",
        "short_name": commune[0].upper() + commune[1:],
        "official_name": f"Ủy ban nhân dân {commune}",
        "symbol": "UBND",
        "place": place,
        "head_title": "Chủ tịch",
    }


def email_of(username: str) -> str:
    return f"{username}@{read('accounts')['email_domain']}"


def load_accounts() -> None:
    """One account per role; all share the demonstration password, hashed once because hashing is slow by design."""
    content = read("accounts")
    password = make_password(content["password"])
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in content["people"]:
        superuser = row.get("superuser", False)
        user = User.objects.create(
            username=row["username"],
            full_name=row["full_name"],
            email=email_of(row["username"]),
            password=password,
            is_staff=superuser,
            is_superuser=superuser,
        )
        Membership.objects.create(
            user=user,
            agency=agencies[row["agency"]],
            role=row["role"],
            title=row["title"],
            deputy=row.get("deputy", False),
        )


def accounts() -> list[dict]:
    """The demonstration's accounts that exist here: username, password, role, agency; empty where none was loaded.

    `main` marks those with whom the whole cycle can be walked through.
    """
    content = read("accounts")
    main = {row["username"] for row in content["people"] if row.get("main")}
    people = User.objects.filter(email__endswith=f"@{content['email_domain']}", is_active=True)
    posts = Membership.objects.filter(user__in=people).select_related("user", "agency").order_by("pk")
    return [
        {
            "username": post.user.username,
            "password": content["password"],
            "role": "ADMIN" if post.user.is_superuser else post.role,
            "agency": post.agency.name,
            "agency_code": post.agency.code,
            "title": post.title,
            "main": post.user.username in main,
        }
        for post in posts
    ]


class People:
    """Who acts for an agency in the demonstration: the first account of a role."""

    def __init__(self):
        self.users = {user.username: user for user in User.objects.all()}
        self.posts: dict[tuple[int, str], User] = {}
        for post in Membership.objects.select_related("user").order_by("pk"):
            self.posts.setdefault((post.agency_id, post.role), self.users[post.user.username])

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def staff(self, agency_id: int) -> User:
        return self.posts[agency_id, "STAFF"]

    def head(self, agency_id: int) -> User:
        return self.posts[agency_id, "HEAD"]
