"""A teacher's proposal on a phone, from the QR code to the notice page."""

from __future__ import annotations

import re

TEXT = "二楼东侧洗手间的灯一闪一闪，晚自习很不方便，建议更换灯管并检查线路。"


def qr_path(chair) -> str:
    chair.go("/proposals/box/")
    address = chair.page.locator("#box-address").inner_text()
    return re.sub(r"^https?://[^/]+", "", address)


def test_from_the_qr_code_to_the_receipt_it_takes_one_tap_besides_typing(person):
    teacher = person("teacher", phone=True, start=qr_path(person("chair")))
    assert teacher.page.url.endswith("/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill(TEXT)
    # Category and publicity have a usual choice: the one tap left is the button.
    teacher.press("提交")
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", teacher.text()) is not None


def test_a_department_sends_back_what_is_not_its_own(person):
    teacher = person("teacher", phone=True, start="/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill("请教务处公布下学期课表初稿的时间。")
    teacher.press("提交")
    chair = person("chair")
    chair.go("/proposals/?show=submitted")
    chair.page.get_by_role("link", name=re.compile("请教务处公布")).click()
    path = chair.page.url.removeprefix(chair.site.url)
    chair.click("受理")
    chair.page.get_by_label("标题").fill("课表初稿公布时间")
    chair.press("受理")
    chair.click("交办")
    chair.page.get_by_label("主办").select_option(label="总务处（李建国）")
    chair.press("交办")
    handler = person("handler")
    handler.go(path)
    handler.click("退回")
    handler.page.get_by_label("理由").fill("课表归教务处。")
    handler.press("退回")
    chair.go(path)
    assert "课表归教务处。" in chair.text()
    assert chair.page.locator("main").get_by_role("link", name="交办", exact=True).count() == 1


def test_an_anonymous_author_follows_the_proposal_by_the_receipt_alone(person):
    teacher = person("teacher", phone=True, start="/proposals/micro/new/")
    teacher.page.get_by_label("我的提案").fill("年级组例会能不能改到周三下午？")
    teacher.page.locator("input[value=anonymous]").check()
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
