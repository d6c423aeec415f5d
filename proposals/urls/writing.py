"""Addresses of writing, seconding and handing in."""

from django.urls import path

from proposals.views import collecting, mine, proposal_files, seconding, writing

urlpatterns = [
    path("new/", writing.new, name="new"),
    path("mine/", mine.mine, name="mine"),
    path("collect/<int:session_id>/", collecting.collect, name="collect"),
    path("files/<int:proposal_file_id>/", proposal_files.file, name="file"),
    path("<int:proposal_id>/edit/", writing.edit, name="edit"),
    path("<int:proposal_id>/files/", proposal_files.files, name="files"),
    path("<int:proposal_id>/seconders/", seconding.seconders, name="seconders"),
    path("<int:proposal_id>/second/", seconding.second, name="second"),
    path("<int:proposal_id>/submit/", writing.submit, name="submit"),
]
