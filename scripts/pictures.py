"""Takes the pictures of README and manual from a running demonstration site.

    .venv/bin/python scripts/pictures.py http://127.0.0.1:8000 PASSWORD

Needs Debian's Chromium and the demonstration data; writes docs/images/.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.members.rosters import form_with_errors

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 720}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "三楼东侧饮水机经常没有热水，建议检修或更换，并在每层张贴报修电话。"


@contextmanager
def somebody(browser: Any, site: str, name: str, password: str, size: Any) -> Iterator[Any]:
    """A page of a person who has logged in."""
    context = browser.new_context(viewport=size, color_scheme="light")
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()
    yield page
    context.close()


def take(page: Any, name: str) -> None:
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    print(f"docs/images/{name}.png")


def of_the_chair(page: Any, site: str) -> None:
    take(page, "workbench")
    page.goto(f"{site}/members/")
    take(page, "members")
    page.goto(f"{site}/members/import/")
    file = {"name": "会员信息采集表.xlsx", "mimeType": XLSX, "buffer": form_with_errors()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_load_state()
    take(page, "import-preview")
    page.goto(f"{site}/proposals/?show=assigned")
    page.get_by_role("link", name=re.compile("操场灯")).click()
    page.wait_for_load_state()
    take(page, "proposal")
    page.goto(f"{site}/reports/")
    page.get_by_role("link", name="继续撰写").click()
    page.wait_for_load_state()
    take(page, "summary")


def main(site: str, password: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        with somebody(browser, site, "chair", password, DESKTOP) as page:
            of_the_chair(page, site)
        with somebody(browser, site, "district", password, DESKTOP) as page:
            page.goto(f"{site}/reports/district/")
            take(page, "district")
        with somebody(browser, site, "teacher", password, PHONE) as page:
            take(page, "phone-home")
            page.goto(f"{site}/proposals/micro/new/")
            page.get_by_label("我的提案").fill(TEXT)
            take(page, "phone-write")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
