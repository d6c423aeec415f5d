"""Addresses of the roster."""

from __future__ import annotations

from django.urls import path

from members.views import accounts, code_maps, exports, imports, roster

urlpatterns = [
    path("", roster.member_list, name="list"),
    path("export/", exports.member_export, name="export"),
    path("export/choose/", exports.export_choose, name="export_choose"),
    path("code-maps/", code_maps.code_map_list, name="code_maps"),
    path("code-maps/new/", code_maps.code_map_new, name="code_map_new"),
    path("code-maps/<int:code_map_id>/", code_maps.code_map_edit, name="code_map_edit"),
    path("new/", roster.member_new, name="new"),
    path("<int:member_id>/", roster.member_detail, name="detail"),
    path("<int:member_id>/edit/", roster.member_edit, name="edit"),
    path("<int:member_id>/disclose/", roster.member_disclose, name="disclose"),
    path("<int:member_id>/password/", accounts.password_renew, name="password"),
    path("import/", imports.import_upload, name="import"),
    path("import/form/", imports.import_form, name="import_form"),
    path("import/<int:import_id>/", imports.import_run, name="import_run"),
    path("import/<int:import_id>/apply/", imports.import_apply, name="import_apply"),
    path("import/<int:import_id>/columns/", imports.import_columns, name="import_columns"),
    path("import/<int:import_id>/discard/", imports.import_discard, name="import_discard"),
    path("import/<int:import_id>/undo/", imports.import_undo, name="import_undo"),
    path("import/<int:import_id>/errors/", imports.import_errors, name="import_errors"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/open/", accounts.accounts_open, name="accounts_open"),
    path("accounts/slips/<int:sheet_id>/", accounts.slips, name="slips"),
    path("accounts/slips/<int:sheet_id>/pdf/", accounts.slips_pdf, name="slips_pdf"),
    path("accounts/slips/<int:sheet_id>/destroy/", accounts.slips_destroy, name="slips_destroy"),
]
