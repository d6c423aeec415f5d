"""Pages of deliberations: who gets in, what is shown, how many queries."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from proposals.models import DeliberationRecord, Opinion
from proposals.models import ProposalState as S
from tests.factories import make_seat
from tests.proposals.factories import make_proposal
from tests.proposals.factories_public import main_of, make_deliberation, make_opinion


def test_a_teacher_speaks_votes_and_withdraws_on_one_page(log_in, chair, teacher):
    found = make_deliberation(chair, options=["甲", "乙"])
    client, url = log_in(teacher), reverse("proposals:deliberation", args=[found.pk])
    say = reverse("proposals:say", args=[found.pk])
    typed = {"stance": "against", "text": "菜会凉。", "naming": "hidden"}
    assertContains(client.post(say, typed, follow=True), "菜会凉。")
    option = found.options.first()
    voted = client.post(
        reverse("proposals:poll_vote", args=[found.pk]), {"option": option.pk}, follow=True
    )
    assertContains(voted, "您已投票。")
    opinion = Opinion.objects.get()
    assert (opinion.is_named, opinion.stance) == (False, "against")
    client.post(reverse("proposals:opinion_step", args=[opinion.pk, "withdraw"]))
    assertNotContains(client.get(url), "菜会凉。")


def test_what_was_typed_is_kept_when_it_is_refused(log_in, chair, teacher):
    found = make_deliberation(chair)
    typed = {"stance": "for", "text": "长" * 210, "naming": "open"}
    page = log_in(teacher).post(reverse("proposals:say", args=[found.pk]), typed)
    assertContains(page, "最多 200 字，现在 210 字")
    assertContains(page, "长" * 210)


def test_a_hidden_speaker_is_not_on_the_page_of_colleagues(
    log_in, chair, teacher, colleague, officer
):
    found = make_deliberation(chair)
    make_opinion(found, teacher, is_named=False)
    url = reverse("proposals:deliberation", args=[found.pk])
    assert "周敏" in main_of(log_in(chair).get(url))  # there is something to hide
    for seat in (colleague, officer):
        assert "周敏" not in main_of(log_in(seat).get(url))


def test_the_proposal_behind_it_is_named_only_for_those_who_may_open_it(
    log_in, chair, teacher, colleague, handler, leader
):
    given = {"state": S.HANDLING, "lead": handler, "leader": leader}
    found = make_deliberation(chair, proposal=make_proposal(teacher, **given))
    record = make_record(chair, deliberation=found)
    for route, row in (("proposals:deliberation", found), ("proposals:record", record)):
        url = reverse(route, args=[row.pk])
        assertContains(log_in(teacher).get(url), "关于改善午间休息条件的提案")
        assertNotContains(log_in(colleague).get(url), "关于改善午间休息条件的提案")


def make_record(by, **about) -> DeliberationRecord:
    return DeliberationRecord.objects.create(
        union=by.union,
        held_on=timezone.localdate(),
        place="会议室",
        host=by.user.name,
        participants="八人",
        opinions="照办。",
        conclusion="试两周。",
        written_by=by,
        written_at=timezone.now(),
        **about,
    )


def test_a_record_is_written_read_mended_and_printed(log_in, chair, teacher, today):
    import pypdfium2

    found = make_deliberation(chair)
    new = f"{reverse('proposals:record_new')}?deliberation={found.pk}"
    typed = {
        "held_on": today.isoformat(),
        "place": "会议室",
        "host": "陈晓岚",
        "participants": "八人",
        "opinions": "先试。\n再看。",
        "conclusion": "试两周。",
    }
    assert log_in(teacher).get(new).status_code == 403
    response = log_in(chair).post(new, typed)
    record = DeliberationRecord.objects.get()
    assert response.url == reverse("proposals:record", args=[record.pk])
    edit = reverse("proposals:record_edit", args=[record.pk])
    assert log_in(teacher).get(edit).status_code == 403
    log_in(chair).post(edit, typed | {"conclusion": "试一个月。"})
    pdf = pypdfium2.PdfDocument(
        log_in(teacher).get(reverse("proposals:record_pdf", args=[record.pk])).content
    )
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "试一个月。" in text.replace("\r\n", "").replace(" ", "")


def test_a_record_of_a_proposal_alone_is_for_those_who_see_the_proposal(
    log_in, chair, teacher, colleague, handler, leader
):
    given = {"state": S.HANDLING, "lead": handler, "leader": leader}
    record = make_record(chair, proposal=make_proposal(teacher, **given))
    url = reverse("proposals:record", args=[record.pk])
    found = [log_in(seat).get(url).status_code for seat in (teacher, handler, colleague)]
    assert found == [200, 200, 404]


def test_a_page_for_which_one_has_no_right_is_refused(log_in, chair, teacher, colleague):
    found = make_deliberation(chair)
    opinion = make_opinion(found, colleague)
    client = log_in(teacher)
    assert client.get(reverse("proposals:deliberation_new")).status_code == 403
    for name in ("keep", "remove", "withdraw"):
        url = reverse("proposals:opinion_step", args=[opinion.pk, name])
        assert client.get(url).status_code == 403
    close = reverse("proposals:deliberation_step", args=[found.pk, "close"])
    assertContains(client.get(close, follow=True), "您不能办理这一步")


def test_the_opinions_of_a_deliberation_cost_the_same_with_one_and_with_five(log_in, school, chair):
    found = make_deliberation(chair, options=["甲", "乙"])
    client, url = log_in(chair), reverse("proposals:deliberation", args=[found.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    make_opinion(found, make_seat(school, "member", name="甲"))
    one = queries()
    for number in range(4):
        make_opinion(found, make_seat(school, "member", name=f"乙{number}"))
    assert queries() == one
