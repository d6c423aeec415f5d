"""The photo of a micro-proposal: drawn anew, so that nothing but the picture itself is kept."""

from __future__ import annotations

import datetime
import io
import threading

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

from proposals.models import MicroProposal
from union_site import attachments, filekinds
from union_site.models import Attachment

LONG_SIDE = 1600
# A picture of few bytes may unfold to more than a server can hold.
MOST_PIXELS = 60_000_000
QUALITY = 82
JPEG = "image/jpeg"
BROKEN = "这张照片打不开，可能已损坏，请换一张再上传。"


class _WholeFiles:
    """Half a file is refused, though the printing of papers lets Pillow read such files.

    The switch is the library's own and counts for the process; one photo at a time flips it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()
        self._before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False

    def __exit__(self, *trouble: object) -> None:
        ImageFile.LOAD_TRUNCATED_IMAGES = self._before
        self._lock.release()


_whole = _WholeFiles()


def prepared(content: bytes) -> bytes:
    """The same picture as a JPEG of at most 1600 points, without place, time or camera.

    Nothing stays nothing. Raises ValidationError beside `photo` for what is no picture.
    """
    if not content:
        return b""
    filekinds.require_kind(content, accepted=filekinds.PHOTOS, beside="photo")
    try:
        with _whole, Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError({"photo": "这张照片的尺寸过大，请缩小后再上传。"})
            return _drawn_anew(picture)
    # Pillow says in many ways that a file is broken; each of them is the same to its owner.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise ValidationError({"photo": BROKEN}) from broken


def _drawn_anew(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    # A new canvas: whatever else the file said of itself stays behind.
    canvas = Image.new("RGB", upright.size, "white")
    canvas.paste(upright, mask=upright)
    made = io.BytesIO()
    canvas.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def keep(
    proposal: MicroProposal, content: bytes, *, at: datetime.datetime | None = None
) -> Attachment | None:
    """The prepared picture as a file of the union that belongs to nobody."""
    if not content:
        return None
    return attachments.keep(
        union=proposal.union,
        owner=None,
        content=content,
        name="照片.jpg",
        content_type=JPEG,
        is_personal=True,
        at=at,
    )
