"""Addresses of acts on many accounts at once."""

from __future__ import annotations

from django.urls import path

from members.views import account_acts as acts

urlpatterns = [
    path("accounts/renew/", acts.accounts_renew, name="accounts_renew"),
    path("accounts/close/", acts.accounts_close, name="accounts_close"),
    path("accounts/reopen/", acts.accounts_reopen, name="accounts_reopen"),
    path("accounts/export/", acts.accounts_export, name="accounts_export"),
]
