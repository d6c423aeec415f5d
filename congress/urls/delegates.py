"""Addresses of delegates, constituencies, delegations, the roll of a session, and their papers."""

from __future__ import annotations

from django.urls import path

from congress.papers.delegates import TERM_PAPERS
from congress.views import constituencies, delegate_papers, delegates, delegations, roll

FORMS = ("pdf", "docx")

urlpatterns = [
    path("delegates/", delegates.delegates_now, name="delegates_now"),
    path("delegates/<int:delegate_id>/", delegates.delegate, name="delegate"),
    path("delegates/<int:delegate_id>/edit/", delegates.delegate_edit, name="delegate_edit"),
    path("delegates/<int:delegate_id>/end/", delegates.delegate_end, name="delegate_end"),
    path("terms/<int:term_id>/delegates/", delegates.delegate_list, name="delegate_list"),
    path(
        "terms/<int:term_id>/delegates/export/", delegates.delegate_export, name="delegate_export"
    ),
    path("terms/<int:term_id>/delegates/new/", delegates.delegate_new, name="delegate_new"),
    path("terms/<int:term_id>/delegates/fill/", delegates.delegate_fill, name="delegate_fill"),
    path("terms/<int:term_id>/delegates/match/", delegates.delegate_match, name="delegate_match"),
    path(
        "terms/<int:term_id>/constituencies/",
        constituencies.constituency_list,
        name="constituency_list",
    ),
    path(
        "terms/<int:term_id>/constituencies/export/",
        constituencies.constituency_export,
        name="constituency_export",
    ),
    path(
        "terms/<int:term_id>/constituencies/lay/",
        constituencies.constituency_lay,
        name="constituency_lay",
    ),
    path(
        "terms/<int:term_id>/constituencies/new/",
        constituencies.constituency_new,
        name="constituency_new",
    ),
    path("terms/<int:term_id>/seats/", constituencies.seats, name="seats"),
    path(
        "constituencies/<int:constituency_id>/edit/",
        constituencies.constituency_edit,
        name="constituency_edit",
    ),
    path(
        "constituencies/<int:constituency_id>/remove/",
        constituencies.constituency_remove,
        name="constituency_remove",
    ),
    path(
        "constituencies/<int:constituency_id>/result/",
        constituencies.constituency_result,
        name="constituency_result",
    ),
    path("terms/<int:term_id>/delegations/", delegations.delegation_list, name="delegation_list"),
    path("terms/<int:term_id>/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path(
        "terms/<int:term_id>/delegations/assign/",
        delegations.delegation_assign,
        name="delegation_assign",
    ),
    path(
        "delegations/<int:delegation_id>/edit/", delegations.delegation_edit, name="delegation_edit"
    ),
    path(
        "delegations/<int:delegation_id>/remove/",
        delegations.delegation_remove,
        name="delegation_remove",
    ),
    path("sessions/<int:session_id>/roll/", roll.roll, name="roll"),
    path("sessions/<int:session_id>/roll/export/", roll.roll_export, name="roll_export"),
    path("sessions/<int:session_id>/roll/freeze/", roll.roll_freeze, name="roll_freeze"),
    path("sessions/<int:session_id>/roll/thaw/", roll.roll_thaw, name="roll_thaw"),
    *(
        path(
            f"terms/<int:term_id>/papers/{kind}.{form}",
            delegate_papers.term_paper,
            {"kind": kind, "form": form},
            name=f"{kind}_{form}",
        )
        for kind in TERM_PAPERS
        for form in FORMS
    ),
    *(
        path(
            f"delegates/<int:delegate_id>/delegate_form.{form}",
            delegate_papers.delegate_form,
            {"form": form},
            name=f"delegate_form_{form}",
        )
        for form in FORMS
    ),
    *(
        path(
            f"sessions/<int:session_id>/roll/{kind}.{form}",
            delegate_papers.roll_paper,
            {"kind": kind, "form": form},
            name=f"{kind}_{form}",
        )
        for kind in ("credentials_report", "session_roll")
        for form in FORMS
    ),
]
