"""A delegate signs in at a sitting on her phone, and the number on the big screen rises."""

from __future__ import annotations

import datetime


def plan(chair) -> str:
    """A sitting of the session that is being prepared, with its sign-in begun."""
    chair.go("/congress/?state=planned")
    chair.page.locator("main tbody th a").first.click()
    chair.page.wait_for_load_state()
    chair.click("签到")
    chair.click("安排场次")
    chair.page.get_by_label("全体会议", exact=True).check()
    chair.page.locator("input[name=title]").fill("扫码签到场")
    now = datetime.datetime.now().strftime("%Y-%m-%dT%H:%M")  # noqa: DTZ005 - typed by a person
    chair.page.locator("input[name=starts_at]").fill(now)
    chair.press("保存")
    chair.click("扫码签到场")
    chair.press("开始签到")
    return chair.page.url.removeprefix(chair.site.url)


def present(screen) -> int:
    return int(screen.page.locator(".screen-counts div:nth-child(2) dd").inner_text())


def test_scan_sign_in_and_the_screen_counts_one_more(person):
    chair = person("chair")
    sitting = plan(chair)
    chair.click("大屏幕")
    before = present(chair)
    code = chair.page.locator(".screen-typed strong").inner_text()

    teacher = person("teacher", phone=True)
    teacher.page.locator("main").get_by_text("签到：扫码签到场").click()
    teacher.page.wait_for_load_state()
    teacher.look()
    # What the camera reads is this address with the code of the half minute.
    address = teacher.page.url.removeprefix(teacher.site.url).removesuffix("here/")
    teacher.go(f"{address}?c={code}")
    teacher.press("签到")
    assert "已签到" in teacher.text()

    # The policy of the pages forbids to evaluate a string, so the number itself is waited for.
    present_now = chair.page.locator(".screen-counts div:nth-child(2)")
    present_now.get_by_text(str(before + 1), exact=True).wait_for()
    chair.look()
    chair.go(sitting)
    assert "还差" in chair.text()
