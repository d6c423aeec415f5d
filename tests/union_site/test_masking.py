"""Who sees how much of a personal value."""

import pytest

from union_site import permissions
from union_site.masking import HIDDEN, Personal, covered, mask

ID = "330106199001011234"
MOBILE = "13812341234"
CARD = "6222021234561234"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Personal.ID_NUMBER, ID, "3301**********1234"),
        (Personal.ID_NUMBER, "E12345678", "E*******8"),
        (Personal.MOBILE, MOBILE, "138****1234"),
        (Personal.BANK_CARD, CARD, "************1234"),
        (Personal.NAME, "张丰", "张*"),
        (Personal.NAME, "张三丰", "张*丰"),
        (Personal.NAME, "欧阳锋", "欧阳*"),
        (Personal.NAME, "阿依古丽·买买提", "阿依古丽*"),
        (Personal.NAME, "𠮷野", "𠮷*"),
        (Personal.NAME, "John Smith", "J*"),
        (Personal.NAME, "张", "张*"),
        (Personal.ADDRESS, "天津市滨海新区某路一号", "天津市滨海新…"),
    ],
)
def test_the_masked_form(kind, value, shown):
    assert covered(value, kind) == shown


@pytest.mark.parametrize("length", range(1, 25))
@pytest.mark.parametrize("kind", [Personal.ID_NUMBER, Personal.MOBILE, Personal.BANK_CARD])
def test_a_masked_number_keeps_its_length_and_hides_most_of_it(kind, length):
    shown = covered("7" * length, kind)
    assert len(shown) == length
    assert shown.count("7") <= max(8, length // 2) if length >= 8 else shown.count("7") <= 2


# role → what is seen of ID number, mobile, bank card, name
TABLE = {
    "chair": ("masked", "full", "masked", "full"),
    "officer": ("masked", "full", "masked", "full"),
    "auditor": ("masked", "masked", "masked", "full"),
    "leader": ("masked", "masked", "masked", "full"),
    "handler": ("masked", "masked", "masked", "full"),
    "member": ("masked", "masked", "masked", "full"),
    "district": ("none", "none", "none", "none"),
    "": ("none", "none", "none", "none"),
}
VALUES = [
    (Personal.ID_NUMBER, ID),
    (Personal.MOBILE, MOBILE),
    (Personal.BANK_CARD, CARD),
    (Personal.NAME, "张三丰"),
]


@pytest.mark.parametrize("role", TABLE)
def test_sight_by_role(role):
    roles = [role] if role else []
    seen = []
    for kind, value in VALUES:
        shown = mask(value, kind, roles=roles)
        seen.append({value: "full", HIDDEN: "none", covered(value, kind): "masked"}[shown])
    assert tuple(seen) == TABLE[role]


def test_the_table_speaks_of_every_role():
    assert set(TABLE) == {*permissions.ROLES, ""}


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_everyone_sees_their_own_values(kind, value):
    assert mask(value, kind, roles=["member"], is_self=True) == value


def test_only_a_chair_gets_a_number_disclosed():
    seen = {
        role: mask(ID, Personal.ID_NUMBER, roles=[role], is_disclosed=True) == ID
        for role in permissions.ROLES
    }
    assert [role for role, is_full in seen.items() if is_full] == ["chair"]


def test_an_empty_value_stays_empty():
    assert mask("", Personal.ID_NUMBER, roles=["chair"]) == ""
