"""What the script adds (counter, draft, theme, question, menus), and life without it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE

WRITE = "/proposals/micro/new/"
FORM = """
<form method="get" action="/notices/" data-bulk>
  <table><thead><tr><td><label><input type="checkbox" data-select-all>全选</label></td></tr></thead>
  <tbody><tr><td><label><input type="checkbox" name="ids" value="1">一</label></td></tr>
  <tr><td><label><input type="checkbox" name="ids" value="2">二</label></td></tr></tbody></table>
  <div data-bulk-bar>已选 <b data-bulk-count>0</b></div>
  <button data-confirm="确定删去吗？" data-confirm-label="删去" name="go" value="1">删</button>
</form>"""


def test_a_text_that_is_too_long_is_said_to_be_and_not_cut(person):
    teacher = person("teacher")
    put(teacher.page, '<form><textarea name="note" maxlength="20"></textarea></form>')
    area = teacher.page.locator("textarea")
    area.focus()
    teacher.page.keyboard.insert_text("很" * 23)
    assert area.input_value() == "很" * 23
    assert teacher.page.locator(".counter").inner_text() == "最多 20 字，请删去 3 字"
    area.fill("很" * 20)
    assert not teacher.page.locator(".counter").is_visible()


def put(page, html: str) -> None:
    """Lays a piece of page into a real one; the script is told as by htmx."""
    page.evaluate(
        """html => {
          const main = document.querySelector("main");
          main.innerHTML = html;
          main.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true, detail: {elt: main}}));
        }""",
        html,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 / 100 字"),
        ("一 二\n三\u3000四", "4 / 100 字"),
        ("𠮷野家", "3 / 100 字"),  # a character beyond the basic plane is one
        ("字" * 103, "103 / 100 字，超出 3 字"),
    ],
)
def test_the_counter_counts_characters_without_white_space(person, text, said):
    teacher = person("teacher", phone=True)
    teacher.go(WRITE)
    teacher.page.locator("textarea").fill(text)
    assert teacher.page.locator(".counter-number").inner_text() == said
    assert teacher.page.locator("textarea").evaluate("area => area.checkValidity()") == (
        bool(text) and "超出" not in said
    )


def test_a_low_window_shows_the_open_place_of_the_navigation(person):
    chair = person("chair")
    chair.page.set_viewport_size({"width": 1440, "height": 600})
    chair.go("/proposals/")
    here = chair.page.locator(".side-link[aria-current]")
    box, frame = here.bounding_box(), chair.page.locator(".side-scroll").bounding_box()
    assert frame["y"] <= box["y"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    assert chair.page.evaluate("scrollY") == 0


def test_a_draft_outlives_leaving_the_page_and_ends_with_the_answer(person):
    teacher = person("teacher", phone=True)
    teacher.go(WRITE)
    teacher.page.locator("textarea").fill("走廊的钟慢了十分钟，建议校准。")
    teacher.go("/notices/")
    teacher.go(WRITE)
    assert teacher.page.locator("textarea").input_value() == "走廊的钟慢了十分钟，建议校准。"
    teacher.press("提交")
    teacher.go(WRITE)
    assert teacher.page.locator("textarea").input_value() == ""


def test_logging_out_forgets_drafts(person):
    teacher = person("teacher")
    teacher.go(WRITE)
    teacher.page.locator("textarea").fill("没有写完的话")
    teacher.page.locator(".topbar-acts summary").click()
    teacher.page.locator(".topbar-acts").get_by_role("button", name="退出登录").click()
    teacher.page.wait_for_load_state()
    kept = teacher.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft'))")
    assert kept == []


@pytest.mark.parametrize(
    ("lost", "said"), [("session", "登录已失效"), ("network", "服务器没有接受或没有应答")]
)
def test_what_could_not_be_saved_stays_and_the_page_says_so(person, lost, said):
    chair = person("chair")
    chair.go("/reports/summaries/")
    chair.page.locator("main table a").first.click()
    chair.page.wait_for_load_state()
    if lost == "session":
        chair.page.context.clear_cookies(name="sessionid")
    else:
        chair.page.context.set_offline(True)
    area = chair.page.locator("main textarea").first
    area.fill("没有保存的文字。")
    area.dispatch_event("change")
    line = chair.page.locator(".not-saved")
    line.wait_for()
    assert line.inner_text().startswith(said)
    assert area.input_value() == "没有保存的文字。"
    assert chair.page.locator("main input[name=password]").count() == 0
    chair.complaints.clear()  # Chromium itself complains of the network that was taken away


def test_a_chosen_theme_is_kept_and_can_be_left_to_the_system(person):
    chair = person("chair")
    background = "getComputedStyle(document.body).backgroundColor"
    light = chair.page.evaluate(background)
    chair.page.locator(".topbar-acts summary").click()
    chair.page.locator(".topbar-acts").get_by_role("button", name="深色").click()
    chair.go("/notices/")
    dark = chair.page.evaluate(background)
    chair.page.locator(".topbar-acts summary").click()
    chair.look()
    chair.page.locator(".topbar-acts").get_by_role("button", name="跟随系统").click()
    assert dark != light
    assert chair.page.evaluate(background) == light


def test_a_step_that_cannot_be_taken_back_asks_first(person):
    chair = person("chair")
    chair.go("/notices/")
    put(chair.page, FORM)
    main = chair.page.locator("main")
    main.get_by_role("button", name="删", exact=True).click()
    dialog = chair.page.get_by_role("dialog", name="确定删去吗？")
    assert dialog.get_by_role("button").all_inner_texts() == ["取消", "删去"]
    chair.page.keyboard.press("Escape")
    chair.page.locator("dialog").wait_for(state="detached")
    assert "go=1" not in chair.page.url
    main.get_by_role("button", name="删", exact=True).click()
    dialog.get_by_role("button", name="删去").click()
    chair.page.wait_for_url("**/notices/?go=1")


def test_bulk_acts_appear_with_the_first_row_picked(person):
    chair = person("chair")
    chair.go("/notices/")
    put(chair.page, FORM)
    bar = chair.page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    chair.page.get_by_label("二").check()
    assert bar.inner_text() == "已选 1"
    chair.page.get_by_label("全选").check()
    assert bar.inner_text() == "已选 2"


def test_the_menu_of_a_phone_opens_and_escape_closes_it(person):
    chair = person("chair", phone=True)
    menu = chair.page.get_by_role("navigation", name="主导航")
    assert not menu.is_visible()
    chair.page.get_by_role("link", name="菜单").click()
    chair.look()
    assert menu.get_by_role("link", name="工作台").is_visible()
    chair.page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_without_script_one_logs_in_opens_the_menu_and_writes(site, chromium):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + WRITE)
    page.fill("input[name=login]", "teacher")
    page.fill("input[name=password]", site.password)
    page.get_by_role("button", name="登录").click()
    page.goto(site.url)
    page.get_by_role("link", name="菜单").click()
    menu = page.get_by_role("navigation", name="主导航")
    assert menu.get_by_role("button", name="退出登录").is_visible()
    assert not menu.get_by_role("button", name="深色").is_visible()
    page.goto(site.url + WRITE)
    page.locator("textarea").fill("饮水机滤芯该换了，建议每学期换一次。")
    page.get_by_role("button", name="提交").click()
    assert page.locator("#receipt-code").inner_text() != ""
    context.close()
