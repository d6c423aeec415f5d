"""A real site (as `make run` starts it) and real Chromium, with axe on every page it visits."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.servers import unavailable
from tests.services import native
from tests.services.compose import ROOT

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Site:
    url: str
    password: str


@pytest.fixture(scope="package")
def site(tmp_path_factory) -> Iterator[Site]:
    """An embedded installation with the demonstration data, on a free port."""
    folder = tmp_path_factory.mktemp("browser-site")
    port = native.free_port()
    ours = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    ours |= {"VAR_DIR": str(folder / "var"), "ENV_FILE": str(folder / ".env")}
    ours |= {"HOST": "127.0.0.1", "PORT": str(port)}
    process = native.spawn(
        "site", [sys.executable, str(ROOT / "scripts" / "serve.py")], folder, env=ours
    )
    try:
        process.wait_until(
            lambda: "Ctrl-C" in process.output(), "the site announces itself", seconds=400
        )
        found = re.search(r"密码均为 (\w+)", process.output())
        assert found is not None
        yield Site(f"http://127.0.0.1:{port}", found[1])
    finally:
        process.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """One browser for this folder. It must end with it: while it runs there is an event loop in
    this thread, and Django refuses the database to every test that follows."""
    if not CHROMIUM.exists():
        unavailable("Chromium (Debian package chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody at a browser: every page is looked at by axe and listened to for errors."""

    site: Site
    page: Any
    is_on_phone: bool
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.site.url + path)
        self.look()

    def click(self, name: str, *, role: str = "link") -> None:
        """Presses a link or button of the page's main part and looks at what comes."""
        self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.look()

    def press(self, name: str) -> None:
        self.click(name, role="button")

    def look(self) -> None:
        """No error page, no accessibility violation, nothing wider than the screen."""
        from axe_playwright_python.sync_playwright import Axe

        where = self.page.url.removeprefix(self.site.url)
        found = Axe().run(self.page).response["violations"]
        for violation in found:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            self.complaints.append(f"{where}: {violation['id']} {nodes}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.complaints.append(f"{where}: {wide}px wider than the screen")

    def text(self) -> str:
        shown: str = self.page.locator("main").inner_text()
        return shown


@pytest.fixture
def person(site, chromium) -> Iterator[Any]:
    """Makes a logged-in person: `person("teacher", phone=True)`; all must end without complaint."""
    people: list[Person] = []

    def enter(username: str, *, phone: bool = False, start: str = "/") -> Person:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP, has_touch=phone, accept_downloads=True
        )
        page = context.new_page()
        somebody = Person(site, page, phone)
        page.on("pageerror", lambda error: somebody.complaints.append(f"script: {error}"))
        page.on("console", lambda message: _listen(somebody, message))
        page.on("response", lambda response: _watch(somebody, response))
        page.goto(site.url + start)
        somebody.look()
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", site.password)
        page.locator("main").get_by_role("button", name="登录").click()
        page.wait_for_load_state()
        people.append(somebody)
        somebody.look()
        return somebody

    yield enter
    for somebody in people:
        somebody.page.context.close()
    assert [complaint for somebody in people for complaint in somebody.complaints] == []


def _listen(somebody: Person, message: Any) -> None:
    if message.type == "error":
        somebody.complaints.append(f"console: {message.text}")


def _watch(somebody: Person, response: Any) -> None:
    if response.status >= 500:
        somebody.complaints.append(f"{response.status}: {response.url}")
