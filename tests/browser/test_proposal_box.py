"""A teacher's proposal on a phone, from the QR code to the notice page."""

from __future__ import annotations

import re

TEXT = "二楼东侧洗手间的灯一闪一闪，晚自习很不方便，建议更换灯管并检查线路。"


def qr_path(chair) -> str:
    chair.go("/proposals/box/")
    address = chair.page.locator("#box-address").inner_text()
    return re.sub(r"^https?://[^/]+", "", address)


def test_from_qr_code_to_receipt_in_three_taps_and_on_to_the_notice_page(person):
    chair = person("chair")
    path = qr_path(chair)

    teacher = person("teacher", phone=True, start=path)
    assert teacher.page.url.endswith("/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill(TEXT)
    counter = teacher.page.locator(".counter-number")
    assert counter.inner_text() == f"{len(TEXT)} / 100 字"
    # Category and publicity have a usual choice: the one tap left is the button.
    teacher.press("提交")
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", teacher.text()) is not None

    chair.go("/proposals/?show=submitted")
    chair.page.get_by_role("link", name=re.compile("二楼东侧洗手间")).click()
    chair.look()
    chair.click("受理")
    chair.page.get_by_label("标题").fill("二楼洗手间换灯")
    chair.press("受理")
    chair.click("交办")
    chair.page.get_by_label("主办").select_option(label="总务处（李建国）")
    chair.press("交办")
    assert "总务处 李建国" in chair.text()
    detail = chair.page.url.removeprefix(chair.site.url)

    handler = person("handler")
    handler.go(detail)
    handler.click("答复")
    handler.page.get_by_label("答复", exact=True).fill("灯管已换，线路已检查。")
    handler.page.get_by_label("已解决", exact=True).check()
    handler.press("答复")
    assert "答复已送达提案人" in handler.text()

    teacher.go(detail)
    teacher.click("评价")
    teacher.page.get_by_label("满意", exact=True).check()
    teacher.press("评价")

    chair.go(detail)
    chair.click("公示")
    chair.press("公示")
    teacher.go("/proposals/notices/")
    assert "二楼洗手间换灯" in teacher.text()
    assert "灯管已换，线路已检查。" in teacher.text()


def test_an_anonymous_author_follows_the_proposal_by_the_receipt_alone(person):
    teacher = person("teacher", phone=True, start="/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill("年级组例会能不能改到周三下午？")
    teacher.page.get_by_text("匿名", exact=True).click()
    teacher.press("提交")
    code = teacher.page.locator("#receipt-code").inner_text()

    stranger = teacher.page.context.browser.new_page()
    stranger.goto(teacher.site.url + "/proposals/receipt/")
    stranger.get_by_label("回执码").fill(code.lower())
    stranger.get_by_role("button", name="查询").click()
    assert "年级组例会能不能改到周三下午" in stranger.locator("main").inner_text()
    stranger.close()


def test_what_was_typed_is_still_there_after_the_page_was_left(person):
    teacher = person("teacher", phone=True, start="/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill("写到一半")
    teacher.go("/")
    teacher.go("/proposals/micro/new/")
    assert teacher.page.get_by_label("我的提案").input_value() == "写到一半"


def test_a_text_that_is_too_long_is_counted_named_and_kept(person):
    teacher = person("teacher", phone=True, start="/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill("长" * 101)
    teacher.press("提交")
    assert "最多 100 字，现在 101 字" in teacher.text()
    assert teacher.page.get_by_label("我的提案").input_value() == "长" * 101
