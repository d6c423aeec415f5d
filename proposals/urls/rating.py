"""Addresses after the reply: rating, follow-ups, closing, 督办, 等我办."""

from django.urls import path

from proposals.views import following, rating, waiting

urlpatterns = [
    path("waiting/", waiting.waiting, name="waiting"),
    path("supervised/", waiting.supervised, name="supervised"),
    path("supervised/export/", waiting.supervised_export, name="supervised_export"),
    path("closing/", rating.closing, name="closing"),
    path("closing/close/", rating.close_ripe, name="close_ripe"),
    path("closing/archive/", rating.archive_all, name="archive_all"),
    path("follow-ups/<int:follow_up_id>/", following.follow_up, name="follow_up"),
    path("<int:proposal_id>/rate/", rating.rate, name="rate"),
]
