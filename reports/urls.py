"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, path

from reports.models import ReturnKind
from reports.views import district, papers, plans, summaries

app_name = "reports"

SUMMARY = {"kind": ReturnKind.ANNUAL_SUMMARY.value}
PLAN = {"kind": ReturnKind.WORK_PLAN.value}


def _shared(folder: str, name: str, kind: dict[str, str]) -> list[URLPattern]:
    """The pages that a summary and a plan both have."""
    return [
        path(f"{folder}/<int:paper_id>/title/", papers.title, kind, f"{name}_title"),
        path(f"{folder}/<int:paper_id>/preview/", papers.preview, kind, f"{name}_preview"),
        path(f"{folder}/<int:paper_id>/pdf", papers.pdf, kind, f"{name}_pdf"),
        path(f"{folder}/<int:paper_id>/docx", papers.docx, kind, f"{name}_docx"),
        path(f"{folder}/<int:paper_id>/pdf/make/", papers.pdf_job, kind, f"{name}_pdf_job"),
        path(f"{folder}/<int:paper_id>/hand-in/", papers.hand_in, kind, f"{name}_hand_in"),
    ]


def _board(folder: str, name: str, kind: dict[str, str]) -> list[URLPattern]:
    """The district's board of one kind of return."""
    return [
        path(folder, district.board, kind, name),
        path(f"{folder}export/", district.export, kind, f"{name}_export"),
        path(f"{folder}remind/", district.remind, kind, f"{name}_remind"),
        path(f"{folder}zip/", district.pack, kind, f"{name}_zip"),
    ]


urlpatterns = [
    path("", papers.overview, name="overview"),
    path("summaries/", summaries.summary_list, name="summaries"),
    path("summaries/new/", summaries.summary_new, name="summary_new"),
    path("summaries/<int:summary_id>/", summaries.summary, name="summary"),
    path("summaries/<int:summary_id>/figures/retake/", summaries.retake, name="retake"),
    path("summaries/<int:summary_id>/figures/new/", summaries.figure_new, name="figure_new"),
    path("summaries/<int:summary_id>/figures/<int:figure_id>/", summaries.figure, name="figure"),
    path(
        "summaries/<int:summary_id>/figures/<int:figure_id>/remove/",
        summaries.figure_remove,
        name="figure_remove",
    ),
    path(
        "summaries/<int:summary_id>/sections/<int:section_id>/",
        summaries.section,
        name="section",
    ),
    *_shared("summaries", "summary", SUMMARY),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/items/", plans.plan_items, name="plan_items"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/principle/", plans.principle, name="principle"),
    path("plans/<int:plan_id>/themes/new/", plans.theme_new, name="theme_new"),
    path("plans/<int:plan_id>/themes/<int:theme_id>/", plans.theme, name="theme"),
    path(
        "plans/<int:plan_id>/themes/<int:theme_id>/remove/",
        plans.theme_remove,
        name="theme_remove",
    ),
    path("plans/<int:plan_id>/items/new/", plans.item_new, name="item_new"),
    path("plans/<int:plan_id>/items/<int:item_id>/", plans.item, name="item"),
    path("plans/<int:plan_id>/items/<int:item_id>/remove/", plans.item_remove, name="item_remove"),
    path("plans/<int:plan_id>/items/<int:item_id>/mark/", plans.item_mark, name="item_mark"),
    *_shared("plans", "plan", PLAN),
    path("returns/<int:return_id>/pdf", papers.sent_pdf, name="sent_pdf"),
    path("returns/<int:return_id>/docx", papers.sent_docx, name="sent_docx"),
    *_board("district/", "district", SUMMARY),
    *_board("district/plans/", "district_plans", PLAN),
    path("district/returns/<int:return_id>/", district.sent, name="return"),
    path("district/returns/<int:return_id>/pdf", district.return_pdf, name="return_pdf"),
    path("district/returns/<int:return_id>/docx", district.return_docx, name="return_docx"),
    *(
        path(
            f"district/returns/<int:return_id>/{name.replace('_', '-')}/",
            district.step,
            {"name": name},
            name=f"return_{name}",
        )
        for name in district.ACTS
    ),
]
