"""Addresses of groups, bodies and letters of appointment."""

from __future__ import annotations

from django.urls import path

from members.papers.organisation import PAPERS
from members.views import groups, letters, organisation, terms

urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/export/", groups.group_export, name="group_export"),
    path("groups/roll/", groups.group_rolls, name="group_rolls"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/ungrouped/", groups.group_ungrouped, name="group_ungrouped"),
    path("groups/ungrouped/move/", groups.ungrouped_move, name="ungrouped_move"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/roll/", groups.group_roll, name="group_roll"),
    path("groups/<int:group_id>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<int:group_id>/head/", groups.group_head, name="group_head"),
    path("groups/<int:group_id>/move/", groups.group_move, name="group_move"),
    path("groups/<int:group_id>/end/", groups.group_end, name="group_end"),
    path("bodies/", organisation.body_list, name="body_list"),
    path("bodies/new/", organisation.body_new, name="body_new"),
    path("bodies/<int:body_id>/", organisation.body, name="body"),
    path("bodies/<int:body_id>/rename/", organisation.body_rename, name="body_rename"),
    path("bodies/<int:body_id>/terms/new/", terms.term_new, name="term_new"),
    path("bodies/<int:body_id>/terms/past/", terms.term_past, name="term_past"),
    path("bodies/terms/<int:body_term_id>/", terms.body_term, name="body_term"),
    path("bodies/terms/<int:body_term_id>/edit/", terms.term_edit, name="term_edit"),
    path("bodies/terms/<int:body_term_id>/result/", terms.term_result, name="term_result"),
    path("bodies/terms/<int:body_term_id>/postpone/", terms.term_postpone, name="term_postpone"),
    path("bodies/terms/<int:body_term_id>/end/", terms.term_end, name="term_end"),
    path("bodies/terms/<int:body_term_id>/letters/", letters.term_letters, name="term_letters"),
    path("bodies/terms/<int:body_term_id>/posts/new/", terms.post_new, name="post_new"),
    *(
        path(
            f"bodies/terms/<int:body_term_id>/{kind}.{form}",
            terms.term_paper,
            {"kind": kind, "form": form},
            name=f"term_{kind}_{form}",
        )
        for kind in PAPERS
        for form in ("pdf", "docx")
    ),
    path("bodies/posts/", organisation.post_list, name="post_list"),
    path("bodies/posts/export/", organisation.post_export, name="post_export"),
    path("bodies/posts/<int:post_id>/edit/", terms.post_edit, name="post_edit"),
    path("bodies/posts/<int:post_id>/end/", terms.post_end, name="post_end"),
    path("bodies/posts/<int:post_id>/grant/", terms.post_grant, name="post_grant"),
    path("bodies/posts/<int:post_id>/letter/", letters.letter_for_post, name="post_letter"),
    path("letters/", letters.letter_list, name="letter_list"),
    path("letters/export/", letters.letter_export, name="letter_export"),
    path("letters/new/", letters.letter_new, name="letter_new"),
    path("letters/numbering/", letters.letter_prefix, name="letter_prefix"),
    path("letters/<int:letter_id>/", letters.letter, name="letter"),
    path("letters/<int:letter_id>/letter.pdf", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:letter_id>/letter.docx", letters.letter_docx, name="letter_docx"),
    path("letters/<int:letter_id>/revoke/", letters.letter_revoke, name="letter_revoke"),
]
