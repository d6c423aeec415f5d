"""The short addresses behind the code on the big screen."""

from django.urls import path

from congress.views import signing

urlpatterns = [
    path("s/<slug:sitting_token>/", signing.sign_in_entry, name="sign_in_entry"),
    path("s/<slug:sitting_token>/here/", signing.sign_in, name="sign_in"),
]
