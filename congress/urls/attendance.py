"""Addresses of sittings, of the desk, of leave."""

from __future__ import annotations

from django.urls import path

from congress.views import attendance, attendance_papers, desk, leaves

_SESSION = "sessions/<int:session_id>/"
_SITTING = "sittings/<int:sitting_id>/"

urlpatterns = [
    path(f"{_SESSION}attendance/", attendance.attendance, name="attendance"),
    path(f"{_SESSION}sittings/new/", attendance.sitting_new, name="sitting_new"),
    path(_SITTING, attendance.sitting, name="sitting"),
    path(f"{_SITTING}edit/", attendance.sitting_edit, name="sitting_edit"),
    path(f"{_SITTING}remove/", attendance.sitting_remove, name="sitting_remove"),
    path(f"{_SITTING}step/", attendance.sitting_step, name="sitting_step"),
    path(f"{_SITTING}open/", attendance.sitting_open, name="sitting_open"),
    path(f"{_SITTING}reopen/", attendance.sitting_reopen, name="sitting_reopen"),
    path(f"{_SITTING}counts/", attendance.counts, name="sitting_counts"),
    path(f"{_SITTING}screen/", attendance.screen, name="sitting_screen"),
    path(f"{_SITTING}screen/part/", attendance.screen_part, name="sitting_screen_part"),
    path(f"{_SITTING}desk/", desk.desk, name="desk"),
    path(f"{_SITTING}desk/export/", desk.desk_export, name="desk_export"),
    path(f"{_SITTING}desk/<int:entry_id>/", desk.desk_act, name="desk_act"),
    path(f"{_SITTING}paper/", desk.paper_entry, name="paper_entry"),
    path(f"{_SITTING}papers/<slug:name>/", attendance_papers.sitting_paper, name="sitting_paper"),
    path(f"{_SESSION}leaves/", leaves.leave_list, name="leave_list"),
    path(f"{_SESSION}leaves/export/", leaves.leave_export, name="leave_export"),
    path(f"{_SESSION}leaves/new/", leaves.leave_new, name="leave_new"),
    path("leaves/<int:leave_id>/", leaves.leave, name="leave"),
]
