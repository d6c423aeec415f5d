"""Addresses of one's own data, corrections, the privacy notice and pledges."""

from __future__ import annotations

from django.urls import path

from members.views import corrections, personal, pledges, privacy

urlpatterns = [
    path("me/", personal.me, name="me"),
    path("me/show/", personal.me_show, name="me_show"),
    path("me/records/", personal.me_records, name="me_records"),
    path("me/who-sees/", personal.who_sees, name="who_sees"),
    path("me/copy/", personal.me_copy, name="me_copy"),
    path("me/corrections/", corrections.my_corrections, name="my_corrections"),
    path("me/corrections/new/", corrections.correction_new, name="correction_new"),
    path("corrections/", corrections.correction_list, name="corrections"),
    path("corrections/export/", corrections.correction_export, name="corrections_export"),
    path("corrections/<int:correction_id>/", corrections.correction, name="correction"),
    path(
        "corrections/<int:correction_id>/show/",
        corrections.correction_show,
        name="correction_show",
    ),
    path(
        "corrections/<int:correction_id>/accept/",
        corrections.correction_accept,
        name="correction_accept",
    ),
    path(
        "corrections/<int:correction_id>/decline/",
        corrections.correction_decline,
        name="correction_decline",
    ),
    path(
        "corrections/<int:correction_id>/withdraw/",
        corrections.correction_withdraw,
        name="correction_withdraw",
    ),
    path(
        "corrections/<int:correction_id>/evidence/",
        corrections.correction_evidence,
        name="correction_evidence",
    ),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/accept/", privacy.privacy_accept, name="privacy_accept"),
    path("privacy/decline/", privacy.privacy_decline, name="privacy_decline"),
    path("privacy/notices/", privacy.notice_list, name="privacy_notices"),
    path("privacy/notices/draft/", privacy.notice_draft, name="privacy_notice_draft"),
    path("privacy/notices/<int:notice_id>/", privacy.notice, name="privacy_notice"),
    path("privacy/notices/<int:notice_id>/edit/", privacy.notice_edit, name="privacy_notice_edit"),
    path(
        "privacy/notices/<int:notice_id>/publish/",
        privacy.notice_publish,
        name="privacy_notice_publish",
    ),
    path(
        "privacy/notices/<int:notice_id>/export/",
        privacy.notice_export,
        name="privacy_notice_export",
    ),
    path("pledges/", pledges.pledge_list, name="pledges"),
    path("pledges/new/", pledges.pledge_new, name="pledge_new"),
    path("pledges/<int:pledge_id>/", pledges.pledge, name="pledge"),
    path("pledges/<int:pledge_id>/edit/", pledges.pledge_edit, name="pledge_edit"),
    path("pledges/<int:pledge_id>/step/", pledges.pledge_step, name="pledge_step"),
    path("pledges/<int:pledge_id>/revise/", pledges.pledge_revise, name="pledge_revise"),
    path("pledges/<int:pledge_id>/paper/", pledges.pledge_paper, name="pledge_paper"),
    path("pledges/<int:pledge_id>/export/", pledges.pledge_export, name="pledge_export"),
    path("pledges/<int:pledge_id>/pdf/", pledges.pledge_text_pdf, name="pledge_text_pdf"),
    path("pledges/<int:pledge_id>/list.pdf", pledges.pledge_list_pdf, name="pledge_list_pdf"),
    path("pledges/<int:pledge_id>/sign/", pledges.pledge_sign, name="pledge_sign"),
    path("pledges/signatures/<int:signature_id>/", pledges.signature_pdf, name="pledge_signature"),
]
