"""Addresses of awards of proposal work."""

from django.urls import path

from proposals.views import awards

urlpatterns = [
    path("awards/", awards.award_list, name="awards"),
    path("awards/new/", awards.award_new, name="award_new"),
    path("awards/<int:award_round_id>/", awards.award, name="award"),
    path("awards/<int:award_round_id>/vote/", awards.award_vote, name="award_vote"),
    path("awards/<int:award_round_id>/voted/", awards.award_voted, name="award_voted"),
    path("awards/<int:award_round_id>/paper/", awards.award_paper, name="award_paper"),
    path(
        "awards/<int:award_round_id>/certificates/",
        awards.award_certificates,
        name="award_certificates",
    ),
    path("awards/nominees/<int:award_nominee_id>/drop/", awards.nominee_drop, name="nominee_drop"),
    path(
        "awards/nominees/<int:award_nominee_id>/honour/",
        awards.nominee_honour,
        name="nominee_honour",
    ),
    path("awards/<int:award_round_id>/<slug:name>/", awards.award_step, name="award_step"),
]
