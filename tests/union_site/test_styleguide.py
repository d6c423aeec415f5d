"""The style guide shows every component, and forms say what is wrong to every reader."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import path

from union_site import styleguide, styleguide_samples
from union_site.choices import Explained
from union_site.urls import urlpatterns as real_patterns

COMPONENTS = {
    f"components/{file.name}"
    for file in (Path(settings.BASE_DIR) / "templates" / "components").glob("*.html")
}
urlpatterns = [
    *(pattern for pattern in real_patterns if getattr(pattern, "name", "") != "styleguide"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/pages/<slug:name>/", styleguide.styleguide_page, name="styleguide_page"),
]


@pytest.fixture(autouse=True)
def mounted(settings) -> None:
    """The real address list has the style guide only with DEBUG."""
    settings.ROOT_URLCONF = __name__


def test_every_component_stands_in_the_style_guide(client):
    shown = {template.name for template in client.get("/styleguide/").templates}
    for name in styleguide_samples.PAGES:
        shown |= {template.name for template in client.get(f"/styleguide/pages/{name}/").templates}
    assert COMPONENTS - shown == set()


@pytest.mark.parametrize("name", styleguide_samples.PAGES)
def test_a_sample_page_has_one_heading_and_one_place_where_one_is(client, name):
    html = client.get(f"/styleguide/pages/{name}/").content.decode()
    assert html.count("<h1>") == 1
    side = html[html.index('<nav class="side"') : html.index("<main")]
    assert side.count('aria-current="page"') == 1


def test_an_unknown_sample_page_is_not_found(client):
    assert client.get("/styleguide/pages/nothing/").status_code == 404


class Sheet(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证件一致。")
    nick = forms.CharField(label="别名", required=False)
    publicity = forms.ChoiceField(
        label="署名方式",
        widget=forms.RadioSelect,
        choices=[("open", Explained("公开署名", "同事看到我的名字")), ("anonymous", "匿名")],
    )


def field_html(form: forms.Form, name: str, template: str = "field") -> str:
    return render_to_string(f"components/{template}.html", {"field": form[name]})


def test_a_message_under_a_field_is_tied_to_it():
    html = field_html(Sheet({"publicity": "open"}), "name")
    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)
    assert described is not None
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    for one in described[1].split():
        assert html.count(f'id="{one}"') == 1


def test_only_a_field_that_may_stay_empty_is_called_optional():
    assert "选填" not in field_html(Sheet(), "name")
    assert "选填" in field_html(Sheet(), "nick")


def test_the_summary_leads_to_every_field_that_is_wrong():
    form = Sheet({})
    html = render_to_string("components/form_errors.html", {"form": form})
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == ["id_name", "id_publicity"]
    page = field_html(form, "name") + field_html(form, "publicity", "choice_cards")
    assert [page.count(f'id="{target}"') for target in links] == [1, 1]


def test_nothing_is_summed_up_while_nothing_is_wrong():
    assert render_to_string("components/form_errors.html", {"form": Sheet()}).strip() == ""


def test_a_choice_card_says_what_follows_from_it():
    html = field_html(Sheet(), "publicity", "choice_cards")
    assert re.findall(r'<span class="help">(.*?)</span>', html) == ["同事看到我的名字"]


def test_an_explained_choice_survives_the_copying_of_a_form():
    label = copy.deepcopy(Explained("匿名", "系统不保存我是谁"))
    assert (label, label.help) == ("匿名", "系统不保存我是谁")
