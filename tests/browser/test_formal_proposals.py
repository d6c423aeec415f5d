"""A delegate's formal proposal on a phone: written, seconded by others, handed in."""

from __future__ import annotations

import re

TITLE = "关于增设教职工母婴室的提案"
REASON = "哺乳期教师现有九人，只能在更衣室挤奶，既不方便也不卫生。"
SUGGESTION = "将综合楼二层杂物间改为母婴室，配冰箱和洗手池，下学期开学前启用。"


def begin(teacher) -> str:
    """Writes the draft; the path of the proposal."""
    teacher.go("/proposals/new/")
    teacher.page.get_by_label("案由").fill(TITLE)
    teacher.page.get_by_label("类别").select_option(label="生活福利")
    teacher.press("下一步：写案据和建议")
    return re.sub(r"^.*(/proposals/\d+/)edit/$", r"\1", teacher.page.url)


def ask(teacher, *names: str) -> None:
    for name in names:
        teacher.page.get_by_role("checkbox", name=re.compile(name)).check()
    teacher.press("征集附议")


def second(person, username: str, path: str) -> None:
    """In person, on the phone: one tap, and one to confirm."""
    seconder = person(username, phone=True)
    seconder.go(path + "second/")
    seconder.press("附议")
    seconder.page.get_by_role("button", name="确定附议").click()
    seconder.page.wait_for_load_state()
    seconder.look()
    assert "您已附议" in seconder.text()


def test_written_seconded_and_handed_in_on_the_phone(person):
    teacher = person("teacher", phone=True)
    path = begin(teacher)
    teacher.page.get_by_label("案据").fill(REASON)
    # It is saved while one writes: leaving the field is enough.
    teacher.page.get_by_label("建议方案").fill(SUGGESTION)
    teacher.page.get_by_label("案据").focus()
    teacher.page.get_by_text(re.compile("^已保存")).wait_for()
    teacher.go(path + "edit/")
    assert teacher.page.get_by_label("建议方案").input_value() == SUGGESTION
    teacher.press("下一步：征集附议")
    ask(teacher, "陈晓岚", "何书敏")
    teacher.look()
    second(person, "chair", path)
    second(person, "officer", path)
    teacher.go(path + "seconders/")
    teacher.click("提交")
    teacher.press("提交")
    assert "已提交" in teacher.text()
    assert TITLE in teacher.page.title()


def test_what_was_typed_after_logging_out_is_offered_again(person):
    teacher = person("teacher", phone=True)
    path = begin(teacher)
    teacher.page.context.clear_cookies(name="sessionid")
    teacher.page.get_by_label("案据").fill(REASON)
    teacher.page.get_by_role("button", name="保存草稿").click()
    teacher.page.wait_for_url(re.compile("/accounts/login/"))
    teacher.page.fill("input[name=login]", "teacher")
    teacher.page.fill("input[name=password]", teacher.site.password)
    teacher.page.locator("main").get_by_role("button", name="登录").click()
    teacher.page.wait_for_load_state()
    teacher.go(path + "edit/")
    assert teacher.page.get_by_label("案据").input_value() == ""
    teacher.press("恢复本机的文字")
    assert teacher.page.get_by_label("案据").input_value() == REASON
    teacher.page.get_by_text(re.compile("^已保存")).wait_for()
    teacher.go(path + "edit/")
    assert teacher.page.get_by_label("案据").input_value() == REASON


def test_a_newer_text_of_another_window_is_shown_and_not_overwritten(person):
    teacher = person("teacher", phone=True)
    path = begin(teacher)
    other = teacher.page.context.new_page()
    other.goto(teacher.site.url + path + "edit/")
    other.get_by_label("案据").fill("另一个窗口先写好的案据文字。")
    other.get_by_label("案由").focus()
    other.get_by_text(re.compile("^已保存")).wait_for()
    teacher.page.get_by_label("案据").fill(REASON)
    teacher.page.get_by_label("案由").focus()
    teacher.page.get_by_text("保存了较新的文字").wait_for()
    teacher.look()
    assert "另一个窗口先写好的案据文字。" in teacher.text()
    teacher.press("已对照，保存本页的文字")
    assert teacher.page.get_by_label("案据").input_value() == REASON
    other.close()
