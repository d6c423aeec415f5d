"""Addresses of the notice page."""

from django.urls import path

from proposals.views import notices

urlpatterns = [
    path("notices/", notices.notice_list, name="notices"),
    path("notices/notices.xlsx", notices.notice_export, name="notice_export"),
    path("notices/paper/", notices.notice_period, name="notice_period"),
    path("notices/notices.pdf", notices.notice_pdf, name="notice_pdf"),
    path("notices/notices.docx", notices.notice_docx, name="notice_docx"),
    path("notices/ripe/", notices.notice_ripe, name="notice_ripe"),
    path("notices/<int:public_notice_id>/", notices.notice, name="notice"),
    path("notices/<int:public_notice_id>/rate/", notices.notice_rate, name="notice_rate"),
    path(
        "notices/<int:public_notice_id>/take-down/",
        notices.notice_take_down,
        name="notice_take_down",
    ),
]
