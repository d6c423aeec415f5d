"""What a file really is, and whether it is safe to open: size, bombs, wrong kinds."""

from __future__ import annotations

import enum
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from union_site.spreadsheets.refusals import UnreadableSheet

MEGABYTE = 1_000_000
_CHUNK = 1_000_000
_OVERLAP = 64


class FileKind(enum.Enum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


@dataclass(frozen=True)
class Limits:
    """Beyond these a file is refused before it is opened."""

    bytes: int
    rows: int = 99_999
    cells: int = 4_000_000
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 150  # unpacked to packed; looked at only beyond `ratio_from`
    ratio_from: int = 20 * MEGABYTE
    text_bytes: int = 2_000 * MEGABYTE  # longest shared text times the cells that may hold it


_SAVE_AS = "请在表格软件中另存为 .xlsx 后重新上传。"
_FOREIGN = [
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|meta|head)", re.IGNORECASE)
_WIDE_CELL = re.compile(rb"\br=[\"']([A-Za-z]{2,})\d")
_TALL = re.compile(rb"\br=[\"'][A-Za-z]*\d{6,}[\"']")
# The same as every program writes them: ten times as fast, for they begin with fixed bytes.
_USUAL_WIDE_CELL = re.compile(rb' r="([A-Za-z]{2,})\d')
_USUAL_TALL = re.compile(rb' r="[A-Za-z]*\d{6,}"')
_ANY_CELL = re.compile(rb"\br=[\"']([A-Za-z]+)(\d+)[\"']")


def require_size(size: int, limits: Limits) -> None:
    if size > limits.bytes:
        raise UnreadableSheet(
            f"文件有 {size / MEGABYTE:.1f} MB，超过上限 {limits.bytes / MEGABYTE:.0f} MB。"
            "名册只需要文字，请删去图片和多余的工作表，或分成几个文件导入。",
            "too_large",
        )
    if size == 0:
        raise UnreadableSheet("文件是空的（0 字节），请重新导出后再上传。", "empty_file")


def recognise(content: bytes) -> FileKind:
    """The kind by the bytes; names lie. Raises UnreadableSheet for what is no table."""
    if content.startswith(b"PK"):
        return _recognise_zip(content)
    if content.startswith(_OLE):
        return _recognise_ole(content)
    for magic, word in _FOREIGN:
        if content.startswith(magic):
            raise _not_a_table(word)
    if _MARKUP.match(content[:400]):
        raise UnreadableSheet(
            "这是网页格式的文件（有些系统把它的扩展名写成 .xls）。" + _SAVE_AS, "not_a_table"
        )
    return FileKind.TEXT


def _not_a_table(word: str) -> UnreadableSheet:
    return UnreadableSheet(
        f"这是{word}，不是表格文件。请上传 .xlsx、.xls、.ods 或 .csv 文件。", "not_a_table"
    )


def _recognise_ole(content: bytes) -> FileKind:
    if _ENCRYPTED in content:
        raise UnreadableSheet("文件设有打开密码，请在表格软件中取消密码后重新上传。", "encrypted")
    if _WORD_STREAM in content:
        raise _not_a_table("Word 文档")
    return FileKind.XLS


def _recognise_zip(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except Exception as error:
        # zipfile answers broken archives with half a dozen exception classes.
        raise damaged() from error
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        raise UnreadableSheet("这是 .xlsb 二进制工作簿。" + _SAVE_AS, "not_a_table")
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if any(name.startswith("word/") for name in names):
        raise _not_a_table("Word 文档")
    if any(name.startswith("ppt/") for name in names):
        raise _not_a_table("演示文稿")
    raise _not_a_table("压缩包")


def damaged() -> UnreadableSheet:
    return UnreadableSheet("文件已损坏或没有完整上传，无法打开。" + _SAVE_AS, "damaged")


def bomb() -> UnreadableSheet:
    return UnreadableSheet(
        "文件解开后异常庞大，为安全起见不予打开。请把名册复制到一个新的工作簿后重新上传。",
        "zip_bomb",
    )


def too_many_cells(limits: Limits) -> UnreadableSheet:
    return UnreadableSheet(
        f"工作表过大（最多 {limits.rows} 行、{limits.cells // 10_000} 万个单元格）。"
        "常见原因是表格下方或右侧残留空白格式：请把名册复制到一个新的工作簿后重新上传。",
        "too_many_cells",
    )


def require_harmless_archive(content: bytes, limits: Limits) -> None:
    """Unpacks every part once, counting: the sizes an archive declares can be forged."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            scan = _scanned(archive, limits)
    except UnreadableSheet:
        raise
    except Exception as error:
        # zipfile and zlib answer broken archives with half a dozen exception classes.
        raise damaged() from error
    is_dense = scan.size > limits.ratio_from and scan.size > limits.ratio * len(content)
    if is_dense or scan.text_cells * scan.longest_text > limits.text_bytes:
        raise bomb()


def _scanned(archive: zipfile.ZipFile, limits: Limits) -> _Scan:
    parts = archive.infolist()
    if len(parts) > 2_000 or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise bomb()
    scan = _Scan(limits)
    for part in parts:
        allowed = limits.unpacked_bytes - scan.size
        columns = 0
        for chunk in _unpacked(archive, part, allowed):
            columns = max(columns, scan.see(part.filename, chunk))
        # Opening a sheet takes memory for the rectangle around its cells; within column Z that
        # is never much, so only wider sheets are measured exactly.
        if columns > 26:
            tallest = max(map(_tallest_row, _unpacked(archive, part, allowed)), default=0)
            if columns * tallest > limits.cells:
                raise too_many_cells(limits)
    return scan


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowed: int) -> Iterator[bytes]:
    """Chunks of a part, each with the end of the one before, so that no match is cut in two."""
    # With a forged small size the library would stop early and hide the rest; with this one it
    # reads to the true end, where it compares the checksum.
    part.file_size = sys.maxsize
    size, tail = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > allowed:
                raise bomb()
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


class _Scan:
    """What all parts add up to; refuses sheets with cells absurdly far out."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.size = 0
        self.text_cells = 0
        self.longest_text = 0
        self._open_text = 0  # length so far of a text that goes on in the next chunk

    def see(self, name: str, chunk: bytes) -> int:
        """Counts the chunk; returns the number of its widest column beyond Z, or 0."""
        self.size += len(chunk)
        if name.startswith("xl/sharedStrings"):
            first, *others = map(len, chunk.split(b"</si>"))
            self._open_text += first
            self.longest_text = max(self.longest_text, self._open_text, *others)
            self._open_text = others[-1] if others else self._open_text
        if not name.startswith("xl/worksheets/"):
            return 0
        is_usual = chunk.count(b' r="') == chunk.count(b'r="') and b"r='" not in chunk
        tall, wide_cell = (_USUAL_TALL, _USUAL_WIDE_CELL) if is_usual else (_TALL, _WIDE_CELL)
        if tall.search(chunk):
            raise too_many_cells(self.limits)
        self.text_cells += chunk.count(b't="s"')
        wide = {match.group(1) for match in wide_cell.finditer(chunk)}
        return max(map(_column_number, wide), default=0)


def _tallest_row(chunk: bytes) -> int:
    return max((int(match.group(2)) for match in _ANY_CELL.finditer(chunk)), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
