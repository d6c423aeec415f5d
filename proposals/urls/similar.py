"""The address that is asked for likely duplicates."""

from django.urls import path

from proposals.views import similar

urlpatterns = [
    path("similar/", similar.similar_texts, name="similar"),
]
