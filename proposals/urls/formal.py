"""Addresses of formal proposals."""

from django.urls import path

from proposals.views import formal

urlpatterns = [
    path("formal/", formal.formal_list, name="formal_list"),
    path("<int:proposal_id>/", formal.proposal, name="proposal"),
    path("<int:proposal_id>/<slug:name>/", formal.proposal_step, name="step"),
]
