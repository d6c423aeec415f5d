"""Addresses of the report on proposal work."""

from django.urls import path

from proposals.views import reports

urlpatterns = [
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<int:proposal_report_id>/", reports.report, name="report"),
    path("reports/<int:proposal_report_id>/words/", reports.report_words, name="report_words"),
    path("reports/<int:proposal_report_id>/paper/", reports.report_paper, name="report_paper"),
    path("reports/<int:proposal_report_id>/finish/", reports.report_finish, name="report_finish"),
    path("reports/<int:proposal_report_id>/reopen/", reports.report_reopen, name="report_reopen"),
    path("ratings/", reports.ratings, name="ratings"),
]
