"""A field for a file that somebody brings to a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from congress.actions.files import ACCEPT


class BroughtFile(forms.FileField):
    """A file within the limit of size; what it holds is looked at by the act."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ACCEPT}), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        limit = settings.UPLOAD_LIMIT_BYTES
        if upload and upload.size > limit:
            size = upload.size / 1e6
            raise ValidationError(f"文件有 {size:.1f} MB，超过上限 {limit / 1e6:.0f} MB。")
        return upload


def content_of(upload: Any) -> dict[str, Any]:
    """An upload as an act takes it."""
    if not upload:
        return {}
    return {"content": upload.read(), "file_name": upload.name or ""}
