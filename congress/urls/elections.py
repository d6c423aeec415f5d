"""Addresses of elections, appraisals and polls, of counting by people and of results."""

from __future__ import annotations

from django.urls import path

from congress.views import ballot_counts, ballot_papers, elections, results

urlpatterns = [
    path("sessions/<int:session_id>/elections/", elections.elections, name="elections"),
    path("sessions/<int:session_id>/elections/new/", elections.election_new, name="election_new"),
    path(
        "sessions/<int:session_id>/appraisals/new/", elections.appraisal_new, name="appraisal_new"
    ),
    path("sessions/<int:session_id>/polls/new/", elections.poll_new, name="poll_new"),
    path("ballots/<int:ballot_id>/election/", elections.election_edit, name="election_edit"),
    path("ballots/<int:ballot_id>/people/", elections.ballot_people, name="ballot_people"),
    path("ballots/<int:ballot_id>/count/", ballot_counts.ballot_count, name="ballot_count"),
    path(
        "ballots/<int:ballot_id>/count/begin/",
        ballot_counts.ballot_count_begin,
        name="ballot_count_begin",
    ),
    path(
        "ballots/<int:ballot_id>/count/confirm/",
        ballot_counts.ballot_count_confirm,
        name="ballot_count_confirm",
    ),
    path("ballots/<int:ballot_id>/decide/", ballot_counts.ballot_decide, name="ballot_decide"),
    path("ballots/<int:ballot_id>/repeat/", ballot_counts.ballot_repeat, name="ballot_repeat"),
    path("ballots/<int:ballot_id>/result/", results.ballot_result, name="ballot_result"),
    path(
        "ballots/<int:ballot_id>/result/announce/", results.ballot_announce, name="ballot_announce"
    ),
    path("ballots/<int:ballot_id>/again/", results.ballot_again, name="ballot_again"),
    path("ballots/<int:ballot_id>/run-off/", results.ballot_run_off, name="ballot_run_off"),
    path("ballots/<int:ballot_id>/screen/", results.ballot_screen, name="ballot_screen"),
    path(
        "ballots/<int:ballot_id>/screen/turnout/",
        results.ballot_screen_turnout,
        name="ballot_screen_turnout",
    ),
    path(
        "ballots/<int:ballot_id>/papers/<slug:name>/",
        ballot_papers.ballot_paper,
        name="ballot_paper",
    ),
]
