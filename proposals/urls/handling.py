"""Addresses of handling: before those of formal proposals, whose steps end in any word."""

from django.urls import path

from proposals.views import assigning, departments, exchanges, replies, reply_templates

_ONE = "<int:proposal_id>/"
urlpatterns = [
    path("assigning/", assigning.assigning, name="assigning"),
    path("assigning/batch/", assigning.assign_batch, name="assign_batch"),
    path("handling/", departments.handling, name="handling"),
    path("handling/export/", departments.handling_export, name="handling_export"),
    path("opinions/<int:co_unit_id>/", departments.opinion, name="opinion"),
    path("reply-files/<int:reply_file_id>/", replies.reply_file, name="reply_file"),
    path("templates/", reply_templates.templates, name="templates"),
    path("templates/new/", reply_templates.template_new, name="template_new"),
    path("templates/<int:reply_template_id>/", reply_templates.template_edit, name="template"),
    path(f"{_ONE}assign/", assigning.assign, name="assign"),
    path(f"{_ONE}reassign/", assigning.reassign, name="reassign"),
    path(f"{_ONE}extend/", departments.extend, name="extend"),
    path(f"{_ONE}reply/", replies.reply, name="reply"),
    path(f"{_ONE}sign/", replies.sign, name="sign"),
    path(f"{_ONE}hand_back/", replies.hand_back, name="hand_back"),
    path(f"{_ONE}messages/", exchanges.messages, name="messages"),
    path(f"{_ONE}notes/", exchanges.notes, name="notes"),
]
