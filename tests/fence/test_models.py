"""Tables: owned by a union, constrained, migrated, and every personal field classified."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from union_site.classification import CLASSES, classification_of
from union_site.scoping import UnionOwned

OWN = [model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models()]
ABOVE = [model for model in OWN if model._meta.app_label != "union_site"]

# Rows that belong to a union through the row they are a part of.
PARTS: dict[str, str] = {}

PERSONAL_TYPES = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.JSONField,
    models.FileField,
)


def label(model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", ABOVE, ids=label)
def test_every_table_of_the_apps_belongs_to_a_union(model):
    assert issubclass(model, UnionOwned) or label(model) in PARTS


@pytest.mark.parametrize("model", OWN, ids=label)
def test_every_model_can_be_asked_what_a_seat_may_see(model):
    from union_site.models import AuditChain, Grant, Norm, User

    # Read through their own page, through a seat, or by nobody but the ground itself.
    if model not in (AuditChain, Grant, Norm, User):
        assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("model", OWN, ids=label)
def test_every_field_that_can_hold_personal_data_is_classified(model):
    known = classification_of(model)
    missing = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, PERSONAL_TYPES) and not field.choices and field.name not in known
    ]
    assert missing == []
    assert {field for field, value in known.items() if value not in CLASSES} == set()


@pytest.mark.parametrize("model", OWN, ids=label)
def test_a_classification_names_fields_that_exist(model):
    names = {field.name for field in model._meta.get_fields()}
    assert set(classification_of(model)) - names == set()


@pytest.mark.parametrize("model", OWN, ids=label)
def test_sensitive_fields_are_encrypted_or_hashed(model):
    from union_site.encryption import EncryptedTextField

    for name, value in classification_of(model).items():
        field = model._meta.get_field(name)
        if value == "sensitive":
            assert isinstance(field, EncryptedTextField), name


WITH_STATE = [m for m in OWN if "state" in {field.name for field in m._meta.concrete_fields}]


@pytest.mark.parametrize("model", WITH_STATE, ids=label)
def test_every_state_is_guarded_by_the_database(model):
    """A check of the state alone, that names every state and no other."""
    lone = [
        constraint.condition.children[0]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and len(constraint.condition) == 1
    ]
    guarded = [set(child[1]) for child in lone if child[0] == "state__in"]
    assert guarded == [{value for value, _ in model._meta.get_field("state").choices}]


def test_models_and_migrations_agree(db, capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert "No changes detected" in capsys.readouterr().out
