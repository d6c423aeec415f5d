"""Nothing is held about a person that the person cannot see and take along (PIPL arts 44, 45)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from members.models import Member
from members.tables.personal import TECHNICAL, sections
from union_site import permissions, personal

# Tables that name a member and are in no copy, each with its reason.
NOT_HELD: dict[str, str] = {
    "members.NotSame": "says of two rows that they are two people, and nothing of either",
    "congress.Elector": "repeats the roll of the session; whether somebody voted is the voter's "
    "own page, and no copy says more",
    "congress.BallotItem": "names a candidate on the sheet of a vote, which is a paper of the "
    "congress",
}


def naming_a_member() -> list[str]:
    """Every table of ours with a column that points at a member."""
    return sorted(
        {
            model._meta.label
            for app in settings.OWN_APPS
            for model in apps.get_app_config(app).get_models()
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey | models.ManyToManyField)
            and field.remote_field.model is Member
        }
    )


def test_there_are_tables_that_name_a_member():
    assert "welfare.Visit" in naming_a_member()


@pytest.mark.parametrize("label", naming_a_member())
def test_a_table_that_names_a_member_is_in_the_copy(label):
    held = {holding.model for holding in personal.all_holdings()}
    assert label in held | set(NOT_HELD)


def test_every_table_that_a_holding_names_exists():
    for holding in personal.all_holdings():
        assert apps.get_model(holding.model)._meta.label == holding.model


def test_every_field_of_a_member_is_shown_to_him_but_the_technical_ones():
    shown = [name for _, names in sections() for name in names]
    assert len(shown) == len(set(shown))
    assert set(shown) | TECHNICAL == {field.name for field in Member._meta.concrete_fields}
    assert set(shown) & TECHNICAL == set()


def test_a_technical_field_is_one_that_nobody_fills_in():
    filled_in = [
        field.name
        for field in Member._meta.concrete_fields
        if field.name in TECHNICAL and field.editable and not field.primary_key
    ]
    assert filled_in == ["union"]


def test_who_else_sees_a_holding_is_a_permission_that_exists():
    wrong = [
        holding.code
        for holding in personal.all_holdings()
        if holding.seen_by and holding.seen_by not in permissions.PERMISSIONS
    ]
    assert wrong == []


def test_no_two_holdings_share_a_label():
    labels = [holding.label for holding in personal.all_holdings()]
    assert len(labels) == len(set(labels))
