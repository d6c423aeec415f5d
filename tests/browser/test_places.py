"""Every place of the navigation and the first row that opens there, for those who come often."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("username", "phone", "at_least"),
    [
        ("chair", False, 15),
        ("chair", True, 15),
        ("district", False, 5),
        ("teacher", True, 5),
    ],
)
def test_every_place_can_be_entered_read_and_used(person, username, phone, at_least):
    somebody = person(username, phone=phone)
    page = somebody.page
    links = page.locator("nav.side a.side-link")
    places = list(dict.fromkeys(links.evaluate_all("all => all.map(a => a.getAttribute('href'))")))
    assert len(places) >= at_least
    for place in places:
        somebody.go(place)
        assert page.locator("main h1").count() == 1, place
        row = page.locator("main tbody th a").first
        # On a phone the pages behind are the same ones, narrower; the wide run has opened them.
        if phone or row.count() == 0:
            continue
        somebody.go(row.evaluate("a => a.pathname + a.search"))
        assert page.locator("main h1").count() == 1, page.url
