"""What was typed and taken does not stand in the form again; what was not taken does."""

from __future__ import annotations

WRITE = "/proposals/micro/new/"


def test_back_from_the_receipt_the_form_is_empty(person):
    teacher = person("teacher", phone=True, start=WRITE)
    teacher.page.get_by_label("我的提案").fill("报告厅的话筒没有电池，请备几节。")
    teacher.press("提交")
    teacher.page.go_back()
    teacher.page.wait_for_load_state()
    assert teacher.page.get_by_label("我的提案").input_value() == ""


def test_an_opinion_that_was_taken_does_not_stand_in_the_form_again(person):
    teacher = person("teacher", phone=True, start="/proposals/deliberations/?show=running")
    teacher.page.locator("article h2 a").first.click()
    teacher.page.locator("input[name=stance][value=for]").check(force=True)
    teacher.press("发表")  # without a word: refused, and the choice stays
    assert teacher.page.locator("input[name=stance][value=for]").is_checked()
    teacher.page.get_by_label("我的意见").fill("先试两周再定。")
    teacher.press("发表")
    assert "意见已发表。" in teacher.text()
    assert teacher.page.get_by_label("我的意见").input_value() == ""
