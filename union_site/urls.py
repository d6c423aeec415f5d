"""Addresses. The apps above are reached by name alone."""

from allauth.account import views as account_views
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from union_site import views

admin.site.site_header = "学校工会管理后台"
admin.site.site_title = "管理后台"

account_patterns = [
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("", views.account, name="account"),
    path("seat/", views.seat_switch, name="seat_switch"),
    path("seatless/", views.seatless, name="seatless"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accounts/", include(account_patterns)),
    path("notices/", views.notices, name="notices"),
    path("search/", views.search, name="search"),
    path("norms/", views.norms, name="norms"),
    path("audit/", views.audit_trail, name="audit"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("jobs/<int:job_id>/progress/", views.job_progress, name="job_progress"),
    path("jobs/<int:job_id>/file/", views.job_file, name="job_file"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("proposals.short_urls")),
    path("", include("congress.short_urls")),
    path("members/", include("members.urls")),
    path("unions/", include("members.urls.unions")),
    path("honours/", include("members.urls.honours")),
    path("join/", include("members.urls.short")),
    path("congress/", include("congress.urls")),
    path("proposals/", include("proposals.urls")),
    path("welfare/", include("welfare.urls")),
    path("activities/", include("activities.urls")),
    path("reports/", include("reports.urls")),
]

if settings.DEBUG:
    from union_site import styleguide  # its samples are for those who build pages, not for a site

    urlpatterns += [
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        path("styleguide/pages/<slug:name>/", styleguide.styleguide_page, name="styleguide_page"),
    ]
