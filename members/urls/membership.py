"""Addresses of membership life: joining, transfers, changes, retirement."""

from __future__ import annotations

from django.urls import path

from members.views import applications, membership, transfers

urlpatterns = [
    path("membership/", membership.overview, name="membership"),
    path("history/", membership.roll, name="history"),
    path("history/export/", membership.roll_export, name="history_export"),
    path("changes/", membership.changes, name="changes"),
    path("changes/export/", membership.changes_export, name="changes_export"),
    path("changes/<int:event_id>/correct/", membership.event_correct, name="event_correct"),
    path("retirement/", membership.retirement_list, name="retirement"),
    path("retirement/export/", membership.retirement_export, name="retirement_export"),
    path("<int:member_id>/registration.pdf", membership.registration, name="registration"),
    path("<int:member_id>/membership/<slug:name>/", membership.life_step, name="life"),
    path("apply/", applications.apply, name="apply"),
    path("join-address/", applications.join_address, name="join_address"),
    path("join-address/renew/", applications.join_address_renew, name="join_address_renew"),
    path("join-address/poster.pdf", applications.join_poster, name="join_poster"),
    path("applications/", applications.application_list, name="applications"),
    path("applications/export/", applications.application_export, name="applications_export"),
    path("applications/<int:application_id>/", applications.application, name="application"),
    path(
        "applications/<int:application_id>/form.pdf",
        applications.application_paper,
        name="application_paper",
    ),
    path(
        "applications/<int:application_id>/<slug:name>/",
        applications.application_step,
        name="application_step",
    ),
    path("transfers/", transfers.transfer_list, name="transfers"),
    path("transfers/export/", transfers.transfer_export, name="transfers_export"),
    path("transfers/out/", transfers.transfer_new, name="transfer_new"),
    path("transfers/request/", transfers.transfer_ask, name="transfer_ask"),
    path("transfers/in/", transfers.transfer_bring_in, name="transfer_bring_in"),
    path("transfers/<int:transfer_id>/", transfers.transfer, name="transfer"),
    path("transfers/<int:transfer_id>/letter.pdf", transfers.transfer_letter, name="letter"),
    path("transfers/<int:transfer_id>/<slug:name>/", transfers.transfer_step, name="transfer_step"),
]
