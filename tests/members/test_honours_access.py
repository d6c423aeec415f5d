"""Who may enter which page of honours."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.urls.honours import urlpatterns

pytestmark = pytest.mark.django_db

SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "colleague",
    "district_staff",
    "stranger",
)
OK, MOVED, NO, GONE = 200, 302, 403, 404
# Answers of SEATS: to pages for everybody who reads honours, and for those who keep them.
READ = (OK, OK, OK, NO, NO, OK, OK, NO, OK)
KEEP = (OK, OK, NO, NO, NO, NO, NO, NO, OK)
READ_ONE = (OK, OK, OK, NO, NO, OK, OK, NO, GONE)
KEEP_ONE = (OK, OK, NO, NO, NO, NO, NO, NO, GONE)
ACT = (MOVED, MOVED, NO, NO, NO, NO, NO, NO, MOVED)
ACT_ONE = (MOVED, MOVED, NO, NO, NO, NO, NO, NO, GONE)
PAGES = {
    # By name: method, thing, and what each of SEATS is answered.
    "list": ("get", None, READ),
    "export": ("get", None, READ),
    "holders": ("get", None, READ),
    "holders_export": ("get", None, READ),
    "persons": ("get", None, READ),
    "statistics": ("get", None, READ),
    "statistics_pdf": ("get", None, READ),
    "statistics_docx": ("get", None, READ),
    "selections": ("get", None, READ),
    "selections_export": ("get", None, READ),
    "new": ("get", None, KEEP),
    "titles": ("get", None, KEEP),
    "title_new": ("get", None, KEEP),
    "import": ("get", None, KEEP),
    "sheet_form": ("get", None, KEEP),
    # A union without titles is led to where they are kept.
    "selection_new": ("get", None, (*KEEP[:-1], MOVED)),
    "titles_adopt": ("post", None, ACT),
    "detail": ("get", "award", READ_ONE),
    "edit": ("get", "award", KEEP_ONE),
    "withdraw": ("get", "award", KEEP_ONE),
    "restore": ("get", "award", KEEP_ONE),
    "evidence_add": ("post", "award", (OK, OK, NO, NO, NO, NO, NO, NO, GONE)),
    # The certificate itself is for those who keep or audit the register.
    "evidence": ("get", "evidence", (OK, OK, OK, NO, NO, GONE, GONE, NO, GONE)),
    "evidence_remove": ("post", "evidence", (GONE, MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "title_edit": ("get", "honour_title", KEEP_ONE),
    "title_hide": ("post", "honour_title", ACT_ONE),
    "sheet": ("get", "award_sheet", KEEP_ONE),
    "sheet_apply": ("post", "award_sheet", ACT_ONE),
    "sheet_discard": ("post", "award_sheet", ACT_ONE),
    "selection": ("get", "noticed", READ_ONE),
    "selection_edit": ("get", "noticed", KEEP_ONE),
    "votes": ("get", "noticed", KEEP_ONE),
    "report": ("get", "noticed", KEEP_ONE),
    "retract": ("get", "noticed", KEEP_ONE),
    "cancel": ("get", "noticed", KEEP_ONE),
    # Steps of another state lead back to the selection and say so.
    "appraise": ("get", "noticed", ACT_ONE),
    "reopen": ("get", "noticed", ACT_ONE),
    "publish": ("get", "noticed", ACT_ONE),
    "conclude": ("get", "noticed", ACT_ONE),
    "nominee_new": ("get", "noticed", KEEP_ONE),
    "notice_pdf": ("get", "noticed", READ_ONE),
    "notice_docx": ("get", "noticed", READ_ONE),
    "nominee": ("get", "nominee", READ_ONE),
    "nominee_edit": ("get", "nominee", KEEP_ONE),
    "nominee_withdraw": ("get", "nominee", KEEP_ONE),
    "nominee_pdf": ("get", "nominee", KEEP_ONE),
    "nominee_docx": ("get", "nominee", KEEP_ONE),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, log_in, honour_title):
    method, thing, expected = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    url = reverse(f"honours:{page}", args=arguments)
    answers = {}
    # The chair last: a post may use the thing up.
    for seat in reversed(SEATS):
        client = log_in(request.getfixturevalue(seat))
        answers[seat] = getattr(client, method)(url).status_code
    assert answers == dict(zip(SEATS, expected, strict=True))


def test_the_table_speaks_of_every_address():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if page[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(page, request, log_in, chair):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    assert log_in(chair).get(reverse(f"honours:{page}", args=arguments)).status_code == 405
