"""A micro-proposal on a bad network is sent once; and from the QR code it takes three taps."""

from __future__ import annotations

import re

from tests.browser.test_proposal_box import qr_path

WRITE = "/proposals/micro/new/"
WAITS = "没有网络，已保存在本机，联网后自动提交。"
# Every touch of the screen, over all pages: kept by the browser and not by the page.
COUNTER = """addEventListener("pointerdown", () =>
  sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1), true);"""


def test_from_the_qr_code_to_the_receipt_it_takes_three_taps_with_every_choice_made(person):
    teacher = person("teacher", phone=True, start=qr_path(person("chair")))
    assert teacher.page.url.endswith(WRITE)
    page = teacher.page
    page.evaluate(COUNTER)
    page.get_by_label("我的提案").focus()
    page.keyboard.insert_text("体育馆的门轴响，请上点油。")
    page.locator("label.chip-choice", has_text="福利").tap()
    page.locator("label.choice-card", has_text="匿名").tap()
    page.get_by_role("button", name="提交", exact=True).tap()
    page.wait_for_selector("#receipt-code")
    teacher.look()
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", teacher.text()) is not None
    assert page.evaluate("sessionStorage.getItem('taps')") == "3"


def test_without_a_network_it_waits_and_goes_by_itself_when_there_is_one(person):
    teacher = person("teacher", phone=True, start=WRITE)
    page = teacher.page
    page.get_by_label("我的提案").fill("操场东侧跑道有裂缝，请修补。")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交", exact=True).tap()
    line = page.locator(".waits")
    line.wait_for()
    assert line.locator("span").inner_text() == WAITS
    teacher.look()
    page.context.set_offline(False)
    page.wait_for_selector("#receipt-code")
    assert kept(page) == []


def test_a_page_sent_again_after_a_lost_answer_is_one_proposal(person):
    teacher = person("teacher", phone=True, start=WRITE)
    page, text = teacher.page, "阅览室窗帘脱钩，请检修。"
    page.get_by_label("我的提案").fill(text)
    page.locator("input[value=hidden]").check(force=True)

    lost = []

    def lose(route):
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        route.fetch()  # it arrives, and the answer does not
        route.abort()
        lost.append(route.request.url)

    page.route("**" + WRITE, lose)
    page.get_by_role("button", name="提交", exact=True).tap()
    # While the browser's own page is on its way, it takes the place of any other.
    while not (lost and page.url.startswith("chrome-error:")):
        page.wait_for_timeout(100)
    # The way one goes on from a browser's own error page: elsewhere first, then back.
    teacher.go("/")
    teacher.go(WRITE)
    assert page.get_by_label("我的提案").input_value() == text
    assert page.locator("input[value=hidden]").is_checked()
    teacher.press("提交")
    teacher.go("/proposals/")
    assert page.get_by_role("link", name=re.compile("阅览室窗帘脱钩")).count() == 1
    teacher.go(WRITE)
    assert page.get_by_label("我的提案").input_value() == ""
    teacher.complaints[:] = [said for said in teacher.complaints if "ERR_FAILED" not in said]


def kept(page) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('draft'))"
    )
    return found
