"""Unions, scope, the workbench, notices, search, the commands of the ground."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from proposals.models import MicroProposal, MicroState
from tests.factories import make_seat, make_union
from tests.proposals.factories import make_micro
from union_site import notifications, workbench
from union_site.models import Notification, Seat, Union, User


class TestScope:
    def test_a_seat_sees_the_rows_of_its_union_only(self, school, chair, stranger, teacher):
        mine = make_micro(school, author=teacher)
        make_micro(stranger.union, author=stranger)
        assert list(MicroProposal.objects.visible_to(chair)) == [mine]

    def test_nobody_sees_nothing(self, school, teacher):
        make_micro(school, author=teacher)
        assert list(MicroProposal.objects.visible_to(None)) == []

    def test_a_district_does_not_look_through_its_schools(self, school, teacher, district_staff):
        make_micro(school, author=teacher)
        assert list(MicroProposal.objects.visible_to(district_staff)) == []

    def test_a_district_sees_the_register_of_its_unions(
        self, school, other_school, district, district_staff, chair
    ):
        elsewhere = make_union("elsewhere", kind="district")
        make_union("far", parent=elsewhere)
        seen = Union.objects.visible_to(district_staff)
        assert set(seen) == {district, school, other_school}
        assert set(Union.objects.visible_to(chair)) == {school}

    def test_a_row_cannot_point_at_another_unions_row(self, school, stranger):
        proposal = make_micro(school)
        proposal.lead = stranger
        with pytest.raises(ValidationError) as refused:
            proposal.full_clean()
        assert refused.value.message_dict == {"lead": ["所选内容不属于本工会。"]}

    def test_a_school_without_a_district_is_refused_by_the_database(self, db):
        from django.db import IntegrityError

        with pytest.raises(IntegrityError):
            make_union("orphan")


class TestWorkbench:
    @pytest.mark.parametrize(
        ("hour", "words"),
        [(7, "早上好"), (9, "上午好"), (12, "下午好"), (18, "晚上好"), (23, "晚上好")],
    )
    def test_the_greeting_follows_the_hour(self, teacher, hour, words):
        now = datetime.datetime(2026, 11, 21, hour, tzinfo=datetime.UTC)
        assert workbench.greeting(now, teacher) == f"{words}，周敏"

    @pytest.mark.parametrize(
        ("days", "badge"),
        [
            (-2, ("超期 2 天", "bad")),
            (0, ("今天到期", "warn")),
            (7, ("还剩 7 天", "warn")),
            (8, ("还剩 8 天", "info")),
        ],
    )
    def test_a_due_date_is_said_in_words_and_in_colour(self, today, days, badge):
        assert workbench.due_badge(today + datetime.timedelta(days=days), today) == badge

    @pytest.mark.parametrize(
        "role",
        ["chair", "officer", "auditor", "leader", "handler", "teacher", "district_staff"],
    )
    def test_every_role_has_a_workbench(self, request, log_in, role):
        seat = request.getfixturevalue(role)
        response = log_in(seat).get("/")
        assert response.status_code == 200
        assert seat.user.name in response.content.decode()

    def test_what_waits_longest_stands_first(self, log_in, school, chair, handler, teacher, today):
        for days in (3, -4, 1):
            make_micro(
                school,
                author=teacher,
                state=MicroState.ASSIGNED,
                lead=handler,
                due_on=today + datetime.timedelta(days=days),
            )
        shown = [row.badge for row in log_in(chair).get("/").context["todos"]]
        assert shown[:3] == ["超期 4 天", "还剩 1 天", "还剩 3 天"]

    def test_it_costs_the_same_number_of_queries_with_one_thing_to_do_and_with_five(
        self, log_in, school, chair, handler, teacher
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = log_in(chair)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get("/")
            return len(captured)

        make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        one = queries()
        for _ in range(4):
            make_micro(school, author=teacher, state=MicroState.ASSIGNED, lead=handler)
        assert queries() == one


class TestNotices:
    def test_they_are_for_their_seat_alone_and_end_by_being_read(self, log_in, chair, teacher):
        notifications.tell(seats=[teacher, teacher, None], sentence="请评价", url="/")
        assert Notification.objects.count() == 1
        assert log_in(chair).get(reverse("notices")).context["page"].paginator.count == 0
        client = log_in(teacher)
        assert client.get("/").context["frame"]["notice_count"] == 1
        client.post(reverse("notices"))
        assert client.get("/").context["frame"]["notice_count"] == 0

    def test_those_with_a_right_are_found_by_the_grants_in_force(
        self, school, chair, teacher, today
    ):
        ended = make_seat(school, "chair")
        ended.grants.update(valid_until=today - datetime.timedelta(days=1))
        assert notifications.those_with("proposals.screen", union_id=school.pk) == [chair]


class TestSearch:
    def test_it_finds_what_the_seat_may_see(self, log_in, school, chair, teacher, stranger):
        make_micro(school, author=teacher, text="三楼饮水机没有热水")
        url = reverse("search") + "?q=饮水机"
        assert [item.title for item in log_in(chair).get(url).context["found"]] == [
            "三楼饮水机没有热水"
        ]
        assert log_in(stranger).get(url).context["found"] == []


class TestOpeningAUnion:
    def run(self, *words):
        out = StringIO()
        call_command("open_union", *words, stdout=out)
        return out.getvalue()

    def test_its_chair_can_log_in_with_the_printed_password(self, client, district):
        printed = self.run(
            *("xin", "新校工会", "--kind", "public_school", "--parent", "binhai"),
            *("--username", "xinzhuxi", "--chair", "新主席"),
        )
        password = printed.strip().rsplit(" ", 1)[-1]
        client.post(reverse("account_login"), {"login": "xinzhuxi", "password": password})
        assert client.session["_auth_user_id"] == str(User.objects.get(username="xinzhuxi").pk)
        seat = Seat.objects.get(user__username="xinzhuxi")
        assert (seat.union.parent, seat.roles) == (district, {"chair", "member"})

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("xin", "新校工会", "--kind", "public_school"), "--parent"),
            (("xin", "新校工会", "--kind", "public_school", "--parent", "nirgends"), "没有代码为"),
            (("新校", "新校工会", "--kind", "public_school", "--parent", "binhai"), "工会代码只用"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_made(self, district, words, sentence):
        with pytest.raises(CommandError, match=sentence):
            self.run(*words, "--username", "x", "--chair", "某")
        assert list(Union.objects.all()) == [district]
        assert User.objects.count() == 0
