"""Papers of proposals: what stands on them, who may print them, many at once."""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
import pypdfium2
import pytest
from django.urls import reverse

from proposals.actions import departments
from proposals.models import Proposal, ProposalFile
from proposals.models import ProposalState as S
from proposals.papers.gathering import in_paper_order
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal, make_reply
from union_site import jobs
from union_site.calendar import official_date
from union_site.models import Attachment, Job


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def test_what_was_merged_gets_its_letter_and_every_department_its_titled_page(
    proposal, colleague, chair, log_in, school
):
    merged = make_proposal(colleague, state=S.MERGED, merged_into=proposal)
    client = log_in(chair)
    text = text_of(client.get(paper(merged, "merging")).content)
    assert f"因内容与《{proposal.heading}》（编号{proposal.number}）相近，决定并入该案办理" in text
    other = make_seat(school, "handler", name="协理", department="教务处")
    make_proposal(colleague, state=S.HANDLING, lead=other, leader=proposal.leader)
    url = reverse("proposals:list_paper", args=["handover"])
    content = client.get(url).content
    assert (pages_of(content), text_of(content).count("提案交办清单")) == (2, 2)
    with pypdfium2.PdfDocument(content) as document:
        second = document[1].get_textpage().get_text_bounded()
    assert second.strip().splitlines()[0].endswith("提案交办清单")  # above all else


def test_forms_come_by_number_and_those_without_one_last(proposal, colleague):
    without = make_proposal(colleague, state=S.SCREENING)
    rows = in_paper_order(Proposal.objects.filter(pk__in=[without.pk, proposal.pk]))
    assert list(rows) == [proposal, without]


def test_what_the_presidium_decided_bears_its_day_and_offers_no_second_appeal(
    colleague, chair, log_in, today
):
    met_on = today - datetime.timedelta(days=3)
    decided = {"by_presidium": True, "presidium_on": met_on, "decided_on": today}
    turned_down = make_proposal(colleague, state=S.REJECTED, **decided)
    client = log_in(chair)
    day = official_date(met_on)
    assert f"主席团{day}" in text_of(client.get(paper(turned_down)).content)
    letter = text_of(client.get(paper(turned_down, "rejection")).content)
    assert f"经{day}主席团会议研究，决定不予立案" in letter
    assert "申请复议" not in letter


def test_a_form_that_was_turned_down_fits_on_one_page(colleague, chair, log_in):
    turned_down = make_proposal(colleague, state=S.REJECTED)
    assert pages_of(log_in(chair).get(paper(turned_down)).content) == 1


@pytest.fixture
def proposal(teacher, colleague, handler, leader):
    return make_proposal(
        teacher, state=S.REPLIED, seconders=[colleague], lead=handler, leader=leader
    )


def paper(proposal, name="sheet", wanted=""):
    url = reverse("proposals:proposal_paper", args=[proposal.pk, name])
    return f"{url}?format={wanted}" if wanted else url


def test_the_form_holds_everything_from_proposer_to_reply(proposal, log_in, chair, teacher):
    teacher.member.mobile = "19900000005"
    teacher.member.save()
    text = text_of(log_in(chair).get(paper(proposal)).content)
    for words in (
        f"立案编号{proposal.number}",
        "提案人周敏",
        "19900000005",
        proposal.title,
        proposal.reason,
        proposal.suggestion,
        "吴越",
        "审查结果：立案",
        "总务处",
        "同意答复。王立新",
        "已在综合楼三层设午休室",
        "李建国",
    ):
        assert "".join(words.split()) in text, words


def test_the_form_names_the_files_and_the_progress(
    proposal, log_in, chair, teacher, handler, today
):
    file = Attachment.objects.create(
        union=proposal.union, owner=teacher, name="实测照片.pdf", size=3, content_type="x"
    )
    ProposalFile.objects.create(union=proposal.union, proposal=proposal, file=file)
    departments.record_progress(proposal=proposal, on=today, percent=40, note="已招标", by=handler)
    text = text_of(log_in(chair).get(paper(proposal)).content)
    assert "附件实测照片.pdf" in text
    assert "".join(f"{official_date(today)}40%：已招标".split()) in text


def test_the_form_as_docx_is_one_table_with_the_same_words(proposal, log_in, chair):
    content = log_in(chair).get(paper(proposal, wanted="docx")).content
    document = docx.Document(io.BytesIO(content))
    cells = {"".join(cell.text.split()) for row in document.tables[0].rows for cell in row.cells}
    assert {"案由", proposal.title, proposal.number} <= cells


def test_the_empty_form_fits_on_both_sides_of_one_sheet(log_in, teacher):
    content = log_in(teacher).get(reverse("proposals:blank_paper")).content
    assert pages_of(content) == 2
    assert "□立案□并案□转意见建议□不予立案" in text_of(content)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("chair", 200),
        ("officer", 200),
        ("leader", 200),
        ("handler", 200),
        ("teacher", 200),
        ("colleague", 200),
        ("stranger", 404),
        ("other", 403),
    ],
)
def test_who_may_print_a_form(request, proposal, log_in, today, role, status):
    """Published, so that everybody sees it; printing is for those who deal with it."""
    proposal.published_at = proposal.replied_at
    proposal.save()
    seat = (
        make_seat(proposal.union, "member", name="旁人")
        if role == "other"
        else request.getfixturevalue(role)
    )
    assert log_in(seat).get(paper(proposal)).status_code == status


def test_a_hidden_name_and_its_number_stay_off_the_form_of_a_seconder(
    proposal, log_in, colleague, teacher
):
    proposal.publicity = "hidden"
    proposal.save()
    teacher.member.mobile = "19900000005"
    teacher.member.save()
    text = text_of(log_in(colleague).get(paper(proposal)).content)
    assert ("不公开姓名" in text, "周敏" in text, "0005" in text) == (True, False, False)
    assert log_in(colleague).get(paper(proposal, "reply")).status_code == 403


def test_the_second_reply_says_that_the_leader_cosigned(proposal, log_in, teacher):
    first = text_of(log_in(teacher).get(paper(proposal, "reply")).content)
    assert ("本答复经分管校领导审签" in first, "会签" in first) == (True, False)
    make_reply(proposal, handling_round=2, text="已再加装隔帘。")
    second = text_of(log_in(teacher).get(paper(proposal, "reply")).content)
    assert ("再办理答复经分管校领导会签" in second, "已再加装隔帘" in second) == (True, True)


@pytest.mark.parametrize(
    ("state", "there"),
    [
        (S.REPLIED, {"docketing", "reply"}),
        (S.HANDLING, {"docketing"}),
        (S.REJECTED, {"rejection"}),
        (S.SCREENING, set()),
    ],
)
def test_a_letter_exists_when_its_time_has_come(teacher, handler, leader, log_in, state, there):
    one = make_proposal(teacher, state=state, lead=handler, leader=leader)
    client = log_in(teacher)
    found = {
        name
        for name in ("docketing", "rejection", "reply")
        if client.get(paper(one, name)).status_code == 200
    }
    assert found == there


LISTS = ("summary", "summary-by-delegation", "handover", "state", "rejections")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_printed_as_pdf_and_docx(proposal, log_in, chair, teacher, name):
    make_proposal(teacher, state=S.REJECTED, title="调整座位")
    url = reverse("proposals:list_paper", args=[name])
    pdf = log_in(chair).get(url).content
    expected = {"handover": "接收人（签名）", "state": "总务处", "rejections": "调整座位"}
    assert expected.get(name, proposal.number) in text_of(pdf)
    word = log_in(chair).get(f"{url}?format=docx").content
    assert docx.Document(io.BytesIO(word)).tables or name == "rejections"


@pytest.mark.parametrize(
    ("role", "status"),
    [("chair", 200), ("officer", 200), ("leader", 200), ("handler", 403), ("teacher", 403)],
)
def test_the_papers_of_all_are_for_who_sees_all(request, log_in, role, status):
    client = log_in(request.getfixturevalue(role))
    assert client.get(reverse("proposals:documents")).status_code == status
    assert client.get(reverse("proposals:list_paper", args=["state"])).status_code == status


def test_the_committee_prints_too(school, log_in):
    (head,) = make_committee(school, 0)
    assert log_in(head).get(reverse("proposals:documents")).status_code == 200


def test_the_queries_of_the_summary_table_do_not_grow(
    teacher, colleague, handler, leader, chair, log_in, django_assert_num_queries
):
    client = log_in(chair)
    given = {"seconders": [colleague], "lead": handler, "leader": leader}
    make_proposal(teacher, state=S.REPLIED, **given)
    url = reverse("proposals:list_paper", args=["summary"])
    with django_assert_num_queries(10):
        client.get(f"{url}?format=docx")
    for _ in range(4):
        make_proposal(teacher, state=S.REPLIED, **given)
    with django_assert_num_queries(10):
        client.get(f"{url}?format=docx")


def test_a_few_forms_come_at_once_and_many_as_a_job(teacher, chair, log_in):
    few = [make_proposal(teacher, state=S.SUBMITTED, title=f"第{n}件") for n in range(2)]
    client, url = log_in(chair), reverse("proposals:sheets")
    answer = client.post(url, {"picked": [one.pk for one in few], "format": "docx"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert len(packed.namelist()) == 2
    for _ in range(9):
        make_proposal(teacher, state=S.SUBMITTED)
    answer = client.post(url, {"all": "1"})
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 11, 11)
    with job.result.file.open("rb") as kept:
        assert "第0件" in text_of(kept.read())


def test_nothing_picked_is_told_and_a_foreign_one_is_not_printed(stranger, chair, log_in):
    foreign = make_proposal(stranger, state=S.SUBMITTED)
    answer = log_in(chair).post(reverse("proposals:sheets"), {"picked": [foreign.pk, "x"]})
    assert answer.url.startswith(reverse("proposals:documents"))
