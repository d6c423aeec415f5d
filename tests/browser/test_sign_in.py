"""A delegate signs in at a sitting on her phone, and the number on the big screen rises."""

from __future__ import annotations

import datetime
import re

SITTING = {"part": "presidium", "title": "扫码签到场", "place": "报告厅"}


def plan(chair) -> str:
    """A sitting of the session that is being prepared, with its sign-in begun."""
    chair.go("/congress/?state=planned")
    chair.page.locator("main tbody th a").first.click()
    chair.page.wait_for_load_state()
    chair.click("签到")
    chair.click("安排场次")
    chair.page.get_by_label("全体会议").check()
    chair.page.get_by_label("场次", exact=True).fill("扫码签到场")
    now = datetime.datetime.now().strftime("%Y-%m-%dT%H:%M")  # noqa: DTZ005 - typed by a person
    chair.page.get_by_label("开始时间").fill(now)
    chair.press("保存")
    chair.click("扫码签到场")
    chair.press("开始签到")
    return chair.page.url.removeprefix(chair.site.url)


def scanned(screen) -> str:
    """What a phone reads from the code on the screen."""
    import io

    import zxingcpp
    from PIL import Image

    picture = Image.open(io.BytesIO(screen.page.locator(".screen-qr").screenshot()))
    return re.sub(r"^https?://[^/]+", "", zxingcpp.read_barcodes(picture)[0].text)
