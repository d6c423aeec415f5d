"""Addresses of the papers that go to delegates."""

from __future__ import annotations

from django.urls import path

from congress.views import materials, reading

SESSION = "sessions/<int:session_id>/materials"
PAPER = "materials/<int:session_paper_id>"

urlpatterns = [
    path(f"{SESSION}/", reading.materials, name="materials"),
    path(f"{SESSION}/new/", materials.paper_new, name="paper_new"),
    path(f"{SESSION}/send/", materials.papers_send, name="papers_send"),
    path(f"{SESSION}/remind/", materials.papers_remind, name="papers_remind"),
    path(f"{SESSION}/opinions/", materials.opinions, name="opinions"),
    path(f"{SESSION}/opinions/export/", materials.opinion_export, name="opinion_export"),
    path(f"{PAPER}/", reading.material, name="material"),
    path(f"{PAPER}/comment/", reading.material_comment, name="material_comment"),
    path(f"{PAPER}/manage/", materials.paper_manage, name="paper_manage"),
    path(f"{PAPER}/edit/", materials.paper_edit, name="paper_edit"),
    path(f"{PAPER}/attach/", materials.paper_attach, name="paper_attach"),
    path(f"{PAPER}/step/", materials.paper_step, name="paper_step"),
    path(f"{PAPER}/readers/export/", materials.reader_export, name="reader_export"),
    path("materials/files/<int:paper_file_id>/", reading.material_file, name="material_file"),
    path(
        "materials/files/<int:paper_file_id>/remove/",
        materials.paper_detach,
        name="paper_detach",
    ),
    path(
        "materials/comments/<int:comment_id>/withdraw/",
        reading.comment_withdraw,
        name="comment_withdraw",
    ),
    path(
        "materials/comments/<int:comment_id>/answer/",
        materials.opinion_answer,
        name="opinion_answer",
    ),
]
