"""Addresses of double entries."""

from __future__ import annotations

from django.urls import path

from members.views import duplicates

_PAIR = "duplicates/<int:member_id>/<int:other_id>/"

urlpatterns = [
    path("duplicates/", duplicates.duplicate_list, name="duplicates"),
    path(_PAIR, duplicates.duplicate_pair, name="duplicate_pair"),
    path(f"{_PAIR}not-same/", duplicates.duplicate_not_same, name="duplicate_not_same"),
    path(
        "duplicates/<int:judged_id>/look-again/",
        duplicates.duplicate_look_again,
        name="duplicate_look_again",
    ),
]
