"""Kinds of the files that people bring: known by their first bytes, never by a name alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError

from union_site.attachments import DOCX, PDF, XLSX

_ZIP = b"PK\x03\x04"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Accepted:
    """What is taken; `sentence` tells who brings anything else."""

    sentence: str
    by_bytes: Mapping[bytes, str]
    # Formats that begin alike are told apart by the end of the name.
    by_suffix: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)

    def kind_of(self, content: bytes, name: str = "") -> str:
        """The media type; "" for what is not accepted."""
        for start, kind in self.by_bytes.items():
            if content.startswith(start):
                return kind
        start, kind = self.by_suffix.get(PurePath(name).suffix.lower(), (b"", ""))
        return kind if start and content.startswith(start) else ""


_SCANS = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
SCANS = Accepted("只收 PDF、JPG 和 PNG 文件，请转换后再上传。", _SCANS)
PHOTOS = Accepted(
    "照片只收 JPG、PNG 和 WebP 格式。苹果手机请在“设置—相机—格式”里选“兼容性最佳”后再拍。",
    {
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"RIFF": "image/webp",
    },
)
PAPERS = Accepted(
    "只收 PDF、图片（JPG、PNG）和 Word、Excel、PPT 文件，请转换后再上传。",
    _SCANS,
    {
        ".docx": (_ZIP, DOCX),
        ".xlsx": (_ZIP, XLSX),
        ".pptx": (_ZIP, _PPTX),
        ".doc": (b"\xd0\xcf\x11\xe0", "application/msword"),
    },
)


def require_kind(
    content: bytes,
    *,
    name: str = "",
    accepted: Accepted = SCANS,
    limit: int | None = None,
    beside: str = "file",
) -> str:
    """The media type; raises ValidationError beside a field for another kind or a large file."""
    kind = accepted.kind_of(content, name)
    if not kind:
        raise ValidationError({beside: accepted.sentence})
    most = settings.UPLOAD_LIMIT_BYTES if limit is None else limit
    if len(content) > most:
        raise ValidationError({beside: f"文件超过上限 {most / 1e6:.0f} MB，请压缩后再上传。"})
    return kind
