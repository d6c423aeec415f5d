"""Addresses of dues."""

from __future__ import annotations

from django.urls import path

from members.views import dues
from members.views import dues_payments as payments

YEAR = "dues/<int:dues_id>"
ACCOUNT = "dues/accounts/<int:account_id>"
BASES = "dues/bases/<int:bases_id>"

urlpatterns = [
    path("dues/", dues.dues_table, name="dues"),
    path("dues/export/", dues.dues_export, name="dues_export"),
    path("dues/open/", dues.dues_open, name="dues_open"),
    path("dues/lapsing/", dues.dues_lapsing, name="dues_lapsing"),
    path("dues/mine/", dues.dues_mine, name="dues_mine"),
    path("dues/payments/", payments.payment_list, name="dues_payments"),
    path("dues/payments/export/", payments.payment_export, name="dues_payments_export"),
    path("dues/payments/<int:payment_id>/void/", payments.payment_void, name="dues_void"),
    path(f"{ACCOUNT}/", dues.dues_account, name="dues_account"),
    path(f"{ACCOUNT}/pay/", payments.payment_new, name="dues_pay"),
    path(f"{ACCOUNT}/base/", dues.dues_base, name="dues_base"),
    path(f"{ACCOUNT}/months/", dues.dues_months, name="dues_months"),
    path(f"{YEAR}/truncation/", dues.dues_truncation, name="dues_truncation"),
    path(f"{YEAR}/close/", dues.dues_close, name="dues_close"),
    path(f"{YEAR}/reopen/", dues.dues_reopen, name="dues_reopen"),
    path(f"{YEAR}/follow/", dues.dues_follow, name="dues_follow"),
    path(f"{YEAR}/sheet/", dues.dues_sheet, name="dues_sheet"),
    path(f"{YEAR}/payroll/", payments.payroll, name="dues_payroll"),
    path(f"{YEAR}/bases/", payments.bases_upload, name="dues_bases"),
    path(f"{YEAR}/bases/form/", payments.bases_form, name="dues_bases_form"),
    path(f"{BASES}/", payments.bases_run, name="dues_bases_run"),
    path(f"{BASES}/apply/", payments.bases_apply, name="dues_bases_apply"),
    path(f"{BASES}/discard/", payments.bases_discard, name="dues_bases_discard"),
]
