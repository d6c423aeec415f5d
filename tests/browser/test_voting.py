"""A teacher votes on her phone: workbench, sheet, done, and the list that says so."""

from __future__ import annotations

BALLOT = "主席团名单、会议议题、议程和日程"


def test_a_delegate_votes_on_the_phone_and_is_told_so(person):
    teacher = person("teacher", phone=True)
    teacher.page.locator("main").get_by_role("link", name=f"投票：{BALLOT}").click()
    teacher.page.wait_for_load_state()
    teacher.look()
    for group in ("1. 主席团名单", "2. 会议议题、议程和日程"):
        choices = teacher.page.get_by_role("group", name=group)
        choices.get_by_role("radio", name="同意", exact=True).click()
    assert teacher.page.locator("input:checked").count() == 2
    teacher.press("确认投票")
    assert "您已投票" in teacher.text()
    teacher.page.go_back()
    teacher.page.reload()
    assert "您已投票" in teacher.text()
    teacher.click("我的投票")
    row = teacher.page.get_by_role("row").filter(has_text=BALLOT)
    assert "已投票" in row.inner_text()
    teacher.click("怎样保密")
    assert "从不记下“谁投了哪一张”" in teacher.text()


def test_the_chair_sees_how_many_have_voted_and_nothing_more(person):
    chair = person("chair")
    chair.page.locator("main").get_by_role("link", name=f"正在表决：{BALLOT}").first.click()
    chair.page.wait_for_load_state()
    chair.look()
    assert "/ 25 人" in chair.text()
    assert chair.page.get_by_role("radio").count() == 0
    chair.click("表决")
    assert BALLOT in chair.text()
