"""Faces of this machine, their widths, and what they lack."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from fontTools.ttLib import TTFont

from tests.union_site.documents import reading
from union_site.documents import Document, Paragraph, fonts, pdf, render_pdf, uncovered_characters
from union_site.documents.fonts import Face

SCRIPT = Path(django_settings.BASE_DIR) / "scripts" / "fonts.sh"
NOBODYS = "\U0010fffd"


@pytest.fixture
def other_fonts(settings, tmp_path):
    """A VAR_DIR of its own, whose fonts are looked for again; afterwards the old ones."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "fonts").mkdir()
    pdf.forget_shared()
    yield tmp_path / "fonts"
    settings.VAR_DIR = django_settings.VAR_DIR
    pdf.forget_shared()


def renamed(family: str, to: Path) -> None:
    """A font that calls itself `family`, made from one of the system's own."""
    font = TTFont("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    font.save(to)


def test_every_face_is_there_after_set_up():
    assert [face for face in Face if fonts.chosen(face) is None] == []


def test_every_stack_ends_with_the_fonts_of_rare_characters():
    for face in Face:
        assert fonts.stack(face)[-3:] == ("HanaMinB", "BabelStone Han", "DejaVu Sans")


@pytest.mark.parametrize(
    ("family", "face"),
    [
        ("FZXiaoBiaoSong-B05S", Face.TITLE),
        ("FangSong_GB2312", Face.FANG),
        ("KaiTi_GB2312", Face.KAI),
        ("SimHei", Face.HEI),
    ],
)
def test_a_face_the_site_owns_comes_before_the_free_one(other_fonts, family, face):
    assert fonts.chosen(face)[0] != family
    renamed(family, other_fonts / "own.ttf")
    pdf.forget_shared()
    assert fonts.chosen(face) == (family, 400)
    assert fonts.stack(face)[0] == family


def test_a_paper_is_set_in_the_face_the_site_owns(other_fonts):
    renamed("FangSong_GB2312", other_fonts / "own.ttf")
    pdf.forget_shared()
    printed = render_pdf(Document("题", [Paragraph("★☆→工会")]))
    names = [font.name for font in reading.embedded_fonts(printed)]
    assert [name for name in names if "FangSong" in name] != []
    assert reading.missing_glyphs(printed) == []


def test_the_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    with fonts.fontconfig_environment():
        assert Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8").count("<dir>") >= 1
    assert "FONTCONFIG_FILE" not in os.environ


def test_a_configuration_of_the_operator_is_built_upon(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/site.conf")
    with fonts.fontconfig_environment():
        text = Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    assert "/etc/fonts/site.conf</include>" in text
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/site.conf"


@pytest.mark.parametrize("char", "陈㛃龚䶮𠮷𰻝工A9，—“☑√★〇①")
def test_characters_of_names_and_forms_are_covered(char):
    assert uncovered_characters(char) == set()


def test_a_character_that_no_font_has_is_named():
    assert uncovered_characters(["张", f"王{NOBODYS}", "a\n\u3000"]) == {NOBODYS}


def test_chinese_is_one_em_wide_and_digits_are_narrower():
    assert [fonts.advance(char, Face.FANG) for char in "工，（𠮷"] == [1, 1, 1, 1]
    assert 0.4 < fonts.advance("5", Face.LATIN) < 0.7


# --- the script that fetches the free faces ----------------------------------------------------


def run_script(folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", SCRIPT, folder], env={"PATH": path}, capture_output=True, text=True, check=False
    )


def test_the_script_says_in_one_message_what_to_do_on_another_system(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname"))
    done = run_script(tmp_path / "fonts", str(tools))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("字体安装失败：本机不是 Debian 或 Ubuntu（找不到 apt-get）。")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "fonts").exists()


def test_the_script_does_nothing_where_the_faces_are(tmp_path):
    for face in ("Fang", "Hei", "Kai", "Song"):
        (tmp_path / f"Fandol{face}-Regular.otf").write_text("here")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname"))
    done = run_script(tmp_path, str(tools))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
