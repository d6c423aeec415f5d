"""The address for holders of a receipt."""

from django.urls import path

from proposals.views import receipts

urlpatterns = [
    path("receipt/", receipts.receipt, name="receipt"),
]
