"""What a machine lacks to print papers well, and what a paper has that it cannot print."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Warned

from union_site.findings import Finding, Level

from .blocks import Document
from .fonts import Face, chosen, installed_fonts, uncovered_characters
from .markup import texts_of
from .pdf import subsetting_is_fast
from .punctuation import clean

# A first name, a surname and one of Extension B, as they stand in real rosters.
_RARE = "㛃䶮𠮷"
_NAMES = {Face.FANG: "仿宋", Face.KAI: "楷体", Face.SONG: "宋体", Face.HEI: "黑体"}


@register("documents")
def check_printing(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warns of slow subsetting, missing faces and missing rare characters; says what to install."""
    found: list[CheckMessage] = []
    if not subsetting_is_fast():
        found.append(
            Warned(
                "缺少 libharfbuzz-subset，生成 PDF 会慢约二十倍。",
                hint="Debian：apt-get install libharfbuzz-subset0",
                id="union_site.W101",
            )
        )
    if not installed_fonts():
        found.append(
            Warned(
                "找不到 fc-list，无法得知本机有哪些字体。",
                hint="运行 make setup，或安装 scripts/packages.txt 中 run 一组的软件包。",
                id="union_site.W102",
            )
        )
        return found
    missing = [name for face, name in _NAMES.items() if chosen(face) is None]
    if missing:
        found.append(
            Warned(
                f"缺少公文字体：{'、'.join(missing)}，将以其他字体代替。",
                hint="运行 scripts/fonts.sh，或把本单位已购字体的文件放入 var/fonts/。",
                id="union_site.W103",
            )
        )
    if uncovered_characters(_RARE):
        found.append(
            Warned(
                "本机字体缺少姓名中的生僻字，公文中会以“〓”代替。",
                hint="Debian：apt-get install fonts-noto-cjk fonts-hanazono fonts-babelstone-han",
                id="union_site.W104",
            )
        )
    return found


def printing_findings(document: Document) -> list[Finding]:
    """A warning that names the characters of a paper which no font of this machine has."""
    lost = uncovered_characters(clean(text) for text in texts_of(document))
    if not lost:
        return []
    shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in sorted(lost))
    return [
        Finding(
            Level.WARN,
            "DOC-01",
            f"本机字库缺少下列字，PDF 中将以“〓”代替：{shown}。请联系管理员补装字体。",
        )
    ]
