"""Addresses of ballots: a session's list, one ballot, and what a voter needs."""

from __future__ import annotations

from django.urls import path

from congress.views import ballots, votes

urlpatterns = [
    path("sessions/<int:session_id>/ballots/", ballots.ballot_list, name="ballot_list"),
    path("sessions/<int:session_id>/ballots/new/", ballots.ballot_new, name="ballot_new"),
    path("sessions/<int:session_id>/ballots/export/", ballots.ballot_export, name="ballot_export"),
    path("ballots/<int:ballot_id>/", ballots.ballot, name="ballot"),
    path("ballots/<int:ballot_id>/turnout/", ballots.ballot_turnout, name="ballot_turnout"),
    path("ballots/<int:ballot_id>/edit/", ballots.ballot_edit, name="ballot_edit"),
    path("ballots/<int:ballot_id>/remove/", ballots.ballot_remove, name="ballot_remove"),
    path("ballots/<int:ballot_id>/open/", ballots.ballot_open, name="ballot_open"),
    path("ballots/<int:ballot_id>/close/", ballots.ballot_close, name="ballot_close"),
    path("ballots/<int:ballot_id>/void/", ballots.ballot_void, name="ballot_void"),
    path("ballots/<int:ballot_id>/vote/", votes.ballot_vote, name="ballot_vote"),
    path("votes/", votes.votes, name="votes"),
    path("secrecy/", votes.secrecy, name="secrecy"),
]
