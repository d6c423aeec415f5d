"""The door: closed by default, one seat at a time, one-time passwords first."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Value
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from tests.factories import PASSWORD, make_seat, make_user
from union_site import door, permissions
from union_site.door import SESSION_KEY, requires
from union_site.models import Grant, Seat, Union


def unmarked(request):
    return HttpResponse("nobody should read this")


urlpatterns_of_a_careless_app = [path("careless/", unmarked)]


@pytest.fixture
def a_careless_view(settings):
    from types import ModuleType

    from union_site import urls

    module = ModuleType("careless_urls")
    module.urlpatterns = [*urls.urlpatterns, *urlpatterns_of_a_careless_app]
    settings.ROOT_URLCONF = module


def test_a_view_without_a_mark_opens_for_nobody(log_in, chair, a_careless_view):
    assert log_in(chair).get("/careless/").status_code == 403


def test_who_is_not_logged_in_is_sent_to_the_login(client):
    assert client.get("/").url == "/accounts/login/?next=/"


def test_an_unknown_permission_cannot_be_asked_for():
    with pytest.raises(ValueError, match="Unknown permission"):
        requires("members.veiw")


def test_every_role_holds_known_permissions_only():
    for _, held in permissions.ROLES.values():
        assert held <= set(permissions.PERMISSIONS)


def test_a_permission_that_the_seat_lacks_is_403(log_in, teacher):
    assert log_in(teacher).get(reverse("audit")).status_code == 403


def test_a_grant_that_has_ended_gives_nothing(school, today):
    seat = make_seat(school, "chair")
    assert seat.can("proposals.screen") is True
    Grant.objects.filter(seat=seat).update(valid_until=today - datetime.timedelta(days=1))
    assert Seat.objects.get(pk=seat.pk).permissions == frozenset()


def test_a_grant_that_begins_tomorrow_gives_nothing_yet(school, today):
    seat = make_seat(school, "chair")
    Grant.objects.filter(seat=seat).update(valid_from=today + datetime.timedelta(days=1))
    assert Seat.objects.get(pk=seat.pk).permissions == frozenset()


def test_rights_of_several_roles_add_up(school):
    seat = make_seat(school, "handler", "auditor")
    assert seat.can("proposals.handle")
    assert seat.can("audit.view")
    assert not seat.can("proposals.screen")


def test_the_seat_of_the_session_is_the_one_in_use(log_in, school, other_school):
    user = make_user("两校任教")
    first = make_seat(school, "member", user=user)
    second = make_seat(other_school, "chair", "member", user=user)
    client = log_in(first)
    assert client.get("/").wsgi_request.seat == first
    client.post(reverse("seat_switch"), {"seat": second.pk})
    assert client.get("/").wsgi_request.seat == second


def test_a_seat_of_somebody_else_cannot_be_taken(log_in, chair, teacher):
    client = log_in(teacher)
    assert client.post(reverse("seat_switch"), {"seat": chair.pk}).status_code == 404
    assert client.get("/").wsgi_request.seat == teacher


def test_a_forged_seat_in_the_session_is_not_used(chair, teacher):
    client = Client()
    client.force_login(teacher.user)
    session = client.session
    session[SESSION_KEY] = chair.pk
    session.save()
    assert client.get("/").wsgi_request.seat == teacher


def test_switching_does_not_lead_out_of_the_site(log_in, teacher):
    response = log_in(teacher).post(
        reverse("seat_switch"), {"seat": teacher.pk, "next": "https://elsewhere.example/"}
    )
    assert response.url == "/"


def test_an_account_without_a_seat_is_told_whom_to_ask(client, db):
    client.force_login(make_user("无席位"))
    response = client.get("/", follow=True)
    assert "请联系本校工会主席" in response.content.decode()


def test_a_closed_union_has_no_seats(log_in, school, teacher):
    Union.objects.filter(pk=school.pk).update(is_active=False)
    assert log_in(teacher).get("/").url == reverse("seatless")


def test_the_site_operator_sees_no_union_by_that_alone(client, school, teacher):
    operator = make_user("运维", is_superuser=True, is_staff=True)
    client.force_login(operator)
    assert client.get(reverse("proposals:list")).status_code == 403
    assert client.get("/admin/").status_code == 200


def test_the_back_office_is_closed_to_a_chair_even_with_the_staff_flag(log_in, chair):
    chair.user.is_staff = True
    chair.user.save()
    assert log_in(chair).get("/admin/").status_code == 403


class TestOneTimePasswords:
    @pytest.fixture
    def newcomer(self, school):
        user = make_user("新教师", username="xinjiaoshi", mobile="13800000001")
        user.set_password("abcd-efgh")
        user.must_change_password = True
        user.save()
        return make_seat(school, "member", user=user)

    def test_every_page_leads_to_the_change_first(self, client, newcomer):
        client.force_login(newcomer.user)
        for name in ("home", "proposals:micro_new", "notices"):
            assert client.get(reverse(name)).url == reverse("account_change_password")

    def test_after_the_change_the_way_is_free(self, client, newcomer):
        client.force_login(newcomer.user)
        typed = {"oldpassword": "abcd-efgh", "password1": PASSWORD, "password2": PASSWORD}
        client.post(reverse("account_change_password"), typed)
        newcomer.user.refresh_from_db()
        assert newcomer.user.must_change_password is False
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize("name", ["xinjiaoshi", "XinJiaoShi", "13800000001"])
    def test_login_takes_a_username_or_a_mobile_number(self, client, newcomer, name):
        client.post(reverse("account_login"), {"login": name, "password": "abcd-efgh"})
        assert client.session["_auth_user_id"] == str(newcomer.user_id)

    def test_too_many_wrong_passwords_lock_the_name_for_a_while(self, client, newcomer):
        url, wrong = reverse("account_login"), {"login": "xinjiaoshi", "password": "wrong"}
        for _ in range(5):
            client.post(url, wrong)
        response = client.post(url, {"login": "xinjiaoshi", "password": "abcd-efgh"})
        assert "_auth_user_id" not in client.session
        assert "稍后" in response.content.decode()

    def test_nobody_signs_up_alone(self, client, db):
        assert client.get("/accounts/signup/").status_code == 404


def test_healthz_needs_no_login(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_the_policy_allows_no_inline_script_or_style(log_in, teacher):
    policy = log_in(teacher).get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_two_apps_do_not_ask_a_seat_under_one_name(monkeypatch):
    monkeypatch.setattr(door, "_facts", {})
    door.ask_of_seats(is_known=Value(True))
    with pytest.raises(ValueError, match="is_known"):
        door.ask_of_seats(is_known=Value(False))
