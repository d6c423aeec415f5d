"""What the system is for, end to end: roster, proposal, answer, annual summary, district.

The five steps are one story on one site, by five people at their own browsers; axe looks at every
page, and every page must fit its screen.
"""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import pypdfium2

from tests.members import rosters

TEXT = "图书角晚上光线太暗，备课看不清，建议在书架两侧加装夜灯。"


def upload(chair, folder: Path, name: str, content: bytes) -> str:
    file = folder / name
    file.write_bytes(content)
    chair.go("/members/import/")
    chair.page.locator("input[type=file]").set_input_files(str(file))
    chair.press("上传并预览")
    return chair.text()


def test_roster_proposal_answer_summary_and_district(person, tmp_path):
    chair = person("chair")
    a_spoiled_roster_is_refused_row_by_row(chair, tmp_path)
    a_right_roster_is_applied_and_its_members_get_accounts(chair, tmp_path)
    proposal = a_teacher_proposes_on_a_phone(person, chair)
    the_proposal_is_handled_and_published(person, chair, proposal)
    title = the_summary_is_written_and_handed_in(chair)
    the_district_sees_who_has_handed_in_and_opens_the_pdf(person, title)


def a_spoiled_roster_is_refused_row_by_row(chair, folder):
    before = members(chair)
    shown = upload(chair, folder, "错误.xlsx", rosters.form_with_errors())
    for row, (column, heading, _, sentence) in rosters.SPOILED.items():
        assert re.search(rf"第 {row} 行 {column} 列（{heading}）", shown), row
        assert sentence in shown
    assert f"第 {rosters.MESSY_ROW} 行" not in shown
    assert chair.page.get_by_role("button", name="确认导入").count() == 0
    assert members(chair) == before


def members(chair) -> int:
    chair.go("/members/?status=on_roll")
    found = re.search(r"共 (\d+) 条", chair.text())
    assert found is not None
    return int(found[1])


def a_right_roster_is_applied_and_its_members_get_accounts(chair, folder):
    before = members(chair)
    shown = upload(chair, folder, "名册.xlsx", rosters.official_form())
    assert re.search(r"新增\s*48\s*人", shown)
    chair.press("确认导入")
    assert members(chair) == before + 48
    chair.go("/members/accounts/")
    chair.page.locator("main").get_by_role("button", name=re.compile("为 .* 人开通账号")).click()
    chair.page.wait_for_load_state()
    chair.look()
    if "/jobs/" in chair.page.url:
        chair.page.get_by_role("link", name="查看结果").click(timeout=240_000)
        chair.look()
    slips = chair.page.locator("main tbody tr").all_inner_texts()
    assert len(slips) >= 48
    assert all(re.search(r"[a-z2-9]{4}-[a-z2-9]{4}", slip) for slip in slips)


def a_teacher_proposes_on_a_phone(person, chair) -> str:
    chair.go("/proposals/box/")
    address = chair.page.locator("#box-address").inner_text()
    teacher = person("teacher", phone=True, start=re.sub(r"^https?://[^/]+", "", address))
    teacher.page.get_by_label("我的提案").fill(TEXT)
    assert teacher.page.locator(".counter-number").inner_text() == f"{len(TEXT)} / 100 字"
    teacher.press("提交")
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", teacher.text())
    chair.go("/proposals/?show=submitted")
    chair.page.get_by_role("link", name=re.compile("图书角晚上")).click()
    chair.look()
    path: str = chair.page.url.removeprefix(chair.site.url)
    return path


def the_proposal_is_handled_and_published(person, chair, path):
    chair.go(path)
    chair.click("受理")
    chair.page.get_by_label("标题").fill("图书角加装夜灯")
    chair.press("受理")
    chair.click("交办")
    chair.page.get_by_label("主办").select_option(label="总务处（李建国）")
    chair.press("交办")

    handler = person("handler")
    handler.go(path)
    handler.click("答复")
    handler.page.get_by_label("答复", exact=True).fill("已在书架两侧加装夜灯四盏。")
    handler.page.get_by_label("已解决", exact=True).check()
    handler.press("答复")

    teacher = person("teacher", phone=True)
    teacher.go(path)
    teacher.click("评价")
    teacher.page.get_by_label("满意", exact=True).check()
    teacher.press("评价")

    chair.go(path)
    chair.click("公示")
    chair.press("公示")
    teacher.go("/proposals/notices/")
    assert "图书角加装夜灯" in teacher.text()
    assert "已在书架两侧加装夜灯四盏。" in teacher.text()


def the_summary_is_written_and_handed_in(chair) -> str:
    chair.go("/reports/")
    chair.click("继续撰写")
    title: str = chair.page.locator("h1").inner_text()
    for number in range(chair.page.locator("main textarea").count()):
        area = chair.page.locator("main textarea").nth(number)
        if not area.input_value().strip():
            area.fill("一年来，工会围绕中心工作，把服务教职工落到实处。")
            area.locator("xpath=ancestor::form").get_by_role("button").last.click()
            chair.page.wait_for_timeout(400)
    chair.page.locator("main").get_by_role("button", name="重新取数").first.click()
    chair.page.wait_for_load_state()
    chair.look()
    chair.click("预览")
    assert title.replace("\n", "") in chair.text().replace("\n", "")
    chair.page.go_back()
    chair.click("报送")
    for box in chair.page.locator("main input[name=accepted]").all():
        box.check()
    chair.press("生成文件并报送")
    chair.page.get_by_text("已完成").or_(chair.page.get_by_text("已报送")).first.wait_for(
        timeout=240_000
    )
    return title


def the_district_sees_who_has_handed_in_and_opens_the_pdf(person, title):
    district = person("district")
    district.go("/reports/district/")
    row = district.page.locator("main tbody tr", has_text="滨海区实验小学")
    assert "已报送" in row.inner_text()
    other = district.page.locator("main tbody tr", has_text="春蕾幼儿园")
    assert "未报" in other.inner_text()
    row.get_by_role("link", name="滨海区实验小学", exact=True).click()
    district.page.wait_for_load_state()
    district.look()
    path = district.page.get_by_role("link", name="打开 PDF").get_attribute("href")
    answer = district.page.context.request.get(district.site.url + path)
    assert answer.headers["content-type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    plain = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", title) in plain
    assert "微提案" in plain
    assert f"{datetime.date.today():%Y}年" in plain  # noqa: DTZ011 - the year alone
