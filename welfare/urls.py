"""Addresses of this app."""

from django.urls import URLPattern, path

from welfare import views

app_name = "welfare"

urlpatterns: list[URLPattern] = [
    path("visits/", views.visit_list, name="visit_list"),
    path("visits/export/", views.visit_export, name="visit_export"),
    path("visits/new/", views.visit_new, name="visit_new"),
    path("visits/due/", views.duty_new, name="duty_new"),
    path("visits/<int:visit_id>/", views.visit, name="visit"),
    path("visits/<int:visit_id>/details/", views.visit_details, name="visit_details"),
    path("visits/<int:visit_id>/edit/", views.visit_edit, name="visit_edit"),
    path("visits/<int:visit_id>/pay/", views.visit_pay, name="visit_pay"),
    path("visits/<int:visit_id>/drop/", views.visit_drop, name="visit_drop"),
    path("campaigns/", views.campaign_list, name="campaign_list"),
    path("campaigns/export/", views.campaign_export, name="campaign_export"),
    path("campaigns/new/", views.campaign_new, name="campaign_new"),
    path("campaigns/<int:campaign_id>/", views.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/edit/", views.campaign_edit, name="campaign_edit"),
    path("campaigns/<int:campaign_id>/visits/", views.campaign_visits, name="campaign_visits"),
    path("benefits/", views.benefits, name="benefits"),
    path("benefits/export/", views.benefit_export, name="benefit_export"),
    path("benefits/new/", views.benefit_new, name="benefit_new"),
    path("benefits/birthdays/", views.birthdays, name="birthdays"),
    path("benefits/<int:gift_id>/take-back/", views.benefit_take_back, name="benefit_take_back"),
    path("reasons/", views.reason_list, name="reason_list"),
    path("reasons/common/", views.reason_common, name="reason_common"),
    path("reasons/new/", views.reason_new, name="reason_new"),
    path("reasons/<int:reason_id>/edit/", views.reason_edit, name="reason_edit"),
]
