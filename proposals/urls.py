"""Addresses of the proposal box."""

from django.urls import path

from proposals import views

app_name = "proposals"

urlpatterns = [
    path("", views.proposal_list, name="list"),
    path("micro/new/", views.micro_new, name="micro_new"),
    path("notices/", views.notice_list, name="notices"),
    path("receipt/", views.receipt, name="receipt"),
    path("box/", views.box, name="box"),
    path("box/renew/", views.box_renew, name="box_renew"),
    path("box/poster.pdf", views.box_poster, name="box_poster"),
    path("<uuid:proposal_id>/", views.detail, name="detail"),
    path("<uuid:proposal_id>/<slug:name>/", views.step, name="step"),
]
