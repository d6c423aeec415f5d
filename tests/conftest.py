"""The standing cast: one district, two schools, a seat for each role, and a stranger."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from hypothesis import settings as hypothesis_settings

from tests.factories import make_seat, make_union
from union_site.door import SESSION_KEY
from union_site.models import Seat, Union

pytest_plugins = ["tests.plugins.databases", "tests.plugins.servers", "tests.plugins.spreading"]

# A machine that is busy with other tests is no reason to fail one.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")

LogIn = Callable[[Seat], Client]


@pytest.fixture(autouse=True)
def a_clean_cache() -> None:
    for name in ("default", "memory"):
        caches[name].clear()


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> Iterator[Path]:
    """Folders that do not exist yet: few tests write a file, so none is made for the others."""
    root = tmp_path_factory.mktemp("files")
    return (root / str(number) / "media" for number in itertools.count(1))


@pytest.fixture(autouse=True)
def files_of_its_own(files, settings) -> None:
    settings.MEDIA_ROOT = next(files)


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def district(db) -> Union:
    return make_union("binhai", kind=Union.Kind.DISTRICT, name="滨海区教育工会")


@pytest.fixture
def school(district) -> Union:
    return make_union("shiyan", parent=district, name="滨海区实验小学工会")


@pytest.fixture
def other_school(district) -> Union:
    return make_union("dier", parent=district, name="滨海区第二小学工会")


@pytest.fixture
def chair(school) -> Seat:
    return make_seat(school, "chair", "member", name="陈晓岚")


@pytest.fixture
def officer(school) -> Seat:
    return make_seat(school, "officer", "member", name="何书敏")


@pytest.fixture
def auditor(school) -> Seat:
    return make_seat(school, "auditor", "member", name="秦守正")


@pytest.fixture
def leader(school) -> Seat:
    return make_seat(school, "leader", name="王立新", title="副校长")


@pytest.fixture
def handler(school) -> Seat:
    return make_seat(school, "handler", name="李建国", title="总务主任", department="总务处")


@pytest.fixture
def teacher(school) -> Seat:
    return make_seat(school, "member", name="周敏")


@pytest.fixture
def colleague(school) -> Seat:
    return make_seat(school, "member", name="吴越")


@pytest.fixture
def district_staff(district) -> Seat:
    return make_seat(district, "district", name="孟区长")


@pytest.fixture
def stranger(other_school) -> Seat:
    """The chair of another union: whatever she asks for is not there."""
    return make_seat(other_school, "chair", "member", name="外校主席")


@pytest.fixture
def log_in(db) -> LogIn:
    """A client that sits in the given seat."""

    def enter(seat: Seat) -> Client:
        client = Client()
        client.force_login(seat.user)
        session = client.session
        session[SESSION_KEY] = seat.pk
        session.save()
        return client

    return enter
