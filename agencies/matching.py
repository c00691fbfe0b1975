"""Which agency or group of a jurisdiction a printed phrase means: abbreviations, accents, case and role forms aside.

"VP HĐND-UBND", "Chánh Văn phòng HĐND và UBND Huyện" and "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện …" are
one office; "Chủ tịch UBND xã" and "các địa phương" are a group. What a person once chose for a phrase goes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Agency, AgencyAlias, AgencyGroup, AgencyKind, Level, User
from agencies.vietnamese import normal, search_key

# What offices write short, after folding; longer ones first. Both sides are compared in the long form of this table.
ABBREVIATIONS = {
    "hoi dong nhan dan": "hdnd",
    "uy ban nhan dan": "ubnd",
    "uy ban mat tran to quoc viet nam": "mttq",
    "uy ban mat tran to quoc": "mttq",
    "mat tran to quoc viet nam": "mttq",
    "mat tran to quoc": "mttq",
    "uy ban mttq viet nam": "mttq",
    "ubmttq viet nam": "mttq",
    "ubmttqvn": "mttq",
    "uy ban mttq": "mttq",
    "ubmttq": "mttq",
    "ub mttq": "mttq",
    "mttq viet nam": "mttq",
    "mttqvn": "mttq",
    "ldtb xh": "lao dong thuong binh xa hoi",
    "ldtbxh": "lao dong thuong binh xa hoi",
    "ld tbxh": "lao dong thuong binh xa hoi",
    "ld tb xh": "lao dong thuong binh xa hoi",
    "nn ptnt": "nong nghiep phat trien nong thon",
    "nnptnt": "nong nghiep phat trien nong thon",
    "ptnt": "phat trien nong thon",
    "tn mt": "tai nguyen moi truong",
    "tnmt": "tai nguyen moi truong",
    "moi truong": "moi truong",
    "mt": "moi truong",
    "gd dt": "giao duc dao tao",
    "gddt": "giao duc dao tao",
    "tc kh": "tai chinh ke hoach",
    "tckh": "tai chinh ke hoach",
    "kt ht": "kinh te ha tang",
    "ktht": "kinh te ha tang",
    "vh tt": "van hoa thong tin",
    "vhtt": "van hoa thong tin",
    "vh xh": "van hoa xa hoi",
    "vhxh": "van hoa xa hoi",
    "khcn": "khoa hoc cong nghe",
    "tt tt": "thong tin truyen thong",
    "tttt": "thong tin truyen thong",
    "pvhcc": "phuc vu hanh chinh cong",
    "bhxh": "bao hiem xa hoi",
    "ubkt": "uy ban kiem tra",
    "lhpn": "lien hiep phu nu",
    "tncs ho chi minh": "thanh nien",
    "vp": "van phong",
    "p": "phong",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tw": "trung uong",
}
_SHORT = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True)) + r")\b")
# Who speaks for a body is that body: "Thủ trưởng các phòng", "Chủ tịch UBND xã", "Chánh Văn phòng".
_ROLE = re.compile(
    r"^(?:(?:thu truong|nguoi dung dau|lanh dao|pho chu tich|chu tich|pho giam doc|giam doc|bi thu|chanh(?= van| thanh)"
    r"|pho truong(?= phong| ban| cac)|truong(?= phong| ban| cac| cong| dai))\s+)+"
)
_CENTRE = re.compile(r"^tt(?=\s)")
_FILLERS = {"va", "cac", "cua", "thuoc", "tren", "dia_ban", "nhung", "tat", "ca"}
_DISTRICT_WORDS = ("huyen", "thi xa", "thanh pho", "quan")
_COMMUNE_WORDS = ("xa", "phuong", "thi tran", "dac khu")
# The words of collective phrases: a phrase made of nothing else means everybody of that sort.
_OFFICES = {"co", "quan", "chuyen", "mon", "phong", "ban", "nganh", "hanh", "chinh", "cap", "lien_quan", "doan_the"}
_UNITS = {"don", "vi", "su", "nghiep", "cong", "lap"}
_COMMUNES = {"ubnd", "cap", "co", "so", "xa", "phuong", "thi", "tran", "dac", "khu", "dia_phuong", "hdnd"}
_LEVELS = {"huyen", "thanh", "pho", "thi", "quan", "xa", "phuong", "tinh", "tran", "dac", "khu"}
_PLURAL = re.compile(
    r"\bcac\b|\bcap (?:xa|huyen|phuong|co so)\b|dia_phuong|doan_the|co quan don vi|don vi co lien_quan"
)


@dataclass
class Match:
    """What a phrase means. `how`: chosen (by a person), name, likely (a proposal), outside (nobody here), unknown.

    `kinds` and `levels` propose the rule of a group for a collective phrase the registry has no group for.
    """

    printed: str
    key: str
    how: str = "unknown"
    agency: Agency | None = None
    group: AgencyGroup | None = None
    suggestions: list[Agency | AgencyGroup] = field(default_factory=list)
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def target(self) -> Agency | AgencyGroup | None:
        return self.agency or self.group

    @property
    def is_known(self) -> bool:
        return self.how != "unknown"

    @property
    def is_collective(self) -> bool:
        return bool(self.kinds)


def _written_out(text: str) -> str:
    return _SHORT.sub(lambda found: ABBREVIATIONS[found.group()], text)


def _folded(phrase: str) -> str:
    """Search form with abbreviations written out; words that would be cut in two are held together."""
    text = " ".join(word for word in search_key(normal(phrase)).split() if word != "va")
    for words in ("dia phuong", "dia ban", "lien quan", "doan the"):
        text = text.replace(words, words.replace(" ", "_"))
    return _written_out(text)


def key_of(phrase: str, jurisdiction: Agency) -> str:
    """The comparable form of a name: folded, abbreviations written out, roles and the jurisdiction's own name left out."""
    text = _ROLE.sub("", _CENTRE.sub("trung tam", _folded(phrase)))
    text = _written_out(text)
    place = search_key(jurisdiction.place)
    own = _DISTRICT_WORDS if jurisdiction.level == Level.DISTRICT else _COMMUNE_WORDS
    if jurisdiction.level == Level.PROVINCE:
        own = ("tinh", "thanh pho")
    for word in own:
        one = rf"(?<!co )\b(?:cap )?{word}"
        if place:
            text = re.sub(rf"{one} {place}\b", " ", text)
        # "UBND xã" in a commune's own plan is itself; in a district's plan it is its communes.
        text = re.sub(rf"{one}$", " ", text.strip())
    return " ".join(word for word in text.split() if word not in _FILLERS)[:200]


def collective(phrase: str, jurisdiction: Agency) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(kinds, levels) of the group a collective phrase means, empty for the name of one body.

    "Các cơ quan chuyên môn" are the offices of the jurisdiction, "UBND các xã, thị trấn" its communes,
    "các đơn vị, địa phương" all of them.
    """
    text = _ROLE.sub("", _folded(phrase))
    words = set(text.split()) - _FILLERS
    plural = bool(_PLURAL.search(text))
    one_of_many = jurisdiction.level != Level.COMMUNE and words and words <= {"ubnd", "xa", "phuong", "thi", "tran"}
    if not words or not (plural or one_of_many) or not words <= _OFFICES | _UNITS | _COMMUNES | _LEVELS:
        return (), ()
    communes = bool(words & {"xa", "phuong", "tran", "dia_phuong", "so", "khu"}) and jurisdiction.level != Level.COMMUNE
    offices = bool(words & {"phong", "ban", "nganh", "chuyen", "mon", "hanh"}) or {"co", "quan"} <= words
    units = {"don", "vi"} <= words or {"su", "nghiep"} <= words
    kinds: list[str] = []
    if offices or units:
        kinds.append(AgencyKind.OFFICE)
    if units:
        kinds.append(AgencyKind.SERVICE_UNIT)
    if "doan_the" in words:
        kinds.append(AgencyKind.PARTY_MASS)
    levels = [str(jurisdiction.level)] if kinds else []
    if communes:
        kinds.append(AgencyKind.COMMITTEE)
        levels.append(str(Level.COMMUNE))
    return tuple(map(str, kinds)), tuple(levels)


class Matcher:
    """Matches phrases against one jurisdiction's registry as it stands on a day; the registry is read in three statements."""

    def __init__(self, jurisdiction: Agency, *, on: date):
        self.jurisdiction, self.on = jurisdiction, on
        self.agencies = list(Agency.objects.within(jurisdiction).active(on).order_by("order", "name"))
        self.groups = list(AgencyGroup.objects.filter(jurisdiction=jurisdiction).order_by("name"))
        aliases = AgencyAlias.objects.filter(jurisdiction=jurisdiction).select_related("agency", "group")
        self._aliases = {alias.key: alias for alias in aliases}
        self._names: dict[str, Agency] = {}
        for agency in self.agencies:
            for name in (agency.name, agency.short_name, agency.official_name):
                self._names.setdefault(self.key(name), agency)
            if agency.kind == AgencyKind.COMMITTEE:
                self._names.setdefault(self.key(agency.name).removeprefix("ubnd "), agency)
            elif agency.symbol:
                self._names.setdefault(search_key(agency.symbol), agency)
        self._group_names = {self.key(group.name): group for group in self.groups}
        self._members: dict[int, list[Agency]] = {}
        self._found: dict[str, Match] = {}

    def key(self, phrase: str) -> str:
        return key_of(phrase, self.jurisdiction)

    def find(self, phrase: str) -> Match:
        if phrase not in self._found:
            self._found[phrase] = self._find(normal(phrase))
        return self._found[phrase]

    def members(self, group: AgencyGroup) -> list[Agency]:
        """Whom the group means on the day; all groups are read together, once."""
        if group.pk not in self._members:
            self._members |= AgencyGroup.members_of({*self.groups, group}, on=self.on)
        return self._members[group.pk]

    def _find(self, printed: str) -> Match:
        match = Match(printed, self.key(printed))
        if not search_key(printed):
            return match
        match.kinds, match.levels = collective(printed, self.jurisdiction)
        if alias := self._aliases.get(match.key):
            match.agency, match.group = alias.agency, alias.group
            match.how = "chosen" if match.target else "outside"
        elif group := self._group_names.get(match.key):
            match.group, match.how = group, "name"
        elif match.is_collective:
            if group := self._group_by_rule(match):
                match.group, match.how = group, "likely"
        elif agency := self._names.get(match.key):
            match.agency, match.how = agency, "name"
        elif agency := self._only_one_like(match.key):
            match.agency, match.how = agency, "likely"
        if match.how in ("unknown", "likely"):
            match.suggestions = self._nearest(match)
        return match

    def _group_by_rule(self, match: Match) -> AgencyGroup | None:
        """The group with the very rule the phrase asks for; of several, the one named most like it."""
        words = set(match.key.split())
        same = [g for g in self.groups if set(g.kinds) == set(match.kinds) and set(g.levels) == set(match.levels)]
        return max(same, key=lambda group: len(words & set(self.key(group.name).split())), default=None)

    def _only_one_like(self, key: str) -> Agency | None:
        """The one agency whose name holds all words of the phrase, or the other way round; two words at least."""
        words = set(key.split())
        found = set()
        for name, agency in self._names.items():
            other = set(name.split())
            if min(len(words), len(other)) >= 2 and (words <= other or (other <= words and len(other) >= 3)):
                found.add(agency)
        return found.pop() if len(found) == 1 else None

    def _nearest(self, match: Match, limit: int = 3) -> list[Agency | AgencyGroup]:
        words = set(match.key.split())
        rows: list[Agency | AgencyGroup] = [*self.groups, *self.agencies]
        scored = [(self._likeness(words, row.name), place, row) for place, row in enumerate(rows)]
        best = sorted((item for item in scored if item[0] > 0.25), key=lambda item: (-item[0], item[1]))
        return [row for _, _, row in best[:limit]]

    def _likeness(self, words: set[str], name: str) -> float:
        other = set(self.key(name).split())
        return len(words & other) / len(words | other) if words | other else 0.0


@transaction.atomic
def remember(
    *, jurisdiction: Agency, phrase: str, by: User, agency: Agency | None = None, group: AgencyGroup | None = None
) -> AgencyAlias:
    """Keeps what a phrase means in a jurisdiction from now on; neither agency nor group says "nobody in the portal".

    Raises `ValidationError` for an agency or a group of another jurisdiction.
    """
    foreign = (agency and jurisdiction.pk not in agency.ancestor_ids) or (
        group and group.jurisdiction_id != jurisdiction.pk
    )
    if foreign:
        raise ValidationError("Cơ quan này không thuộc địa bàn của kế hoạch. Hãy chọn cơ quan khác.")
    alias, _ = AgencyAlias.objects.update_or_create(
        jurisdiction=jurisdiction,
        key=key_of(phrase, jurisdiction),
        defaults={"printed": normal(phrase)[:200], "agency": agency, "group": group, "chosen_by": by},
    )
    return alias
