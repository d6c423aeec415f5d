"""What `make run` starts: SQLite, the queue in a folder, web and worker under one supervisor."""

import http.cookiejar
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from scripts import serve
from tests.services import native
from tests.services.compose import ROOT


class Site:
    """One embedded installation in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.var = folder / "var"
        self.port = native.free_port()

    def start(self, name):
        ours = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}
        ours |= {"VAR_DIR": str(self.var), "ENV_FILE": str(self.folder / ".env")}
        ours |= {"HOST": "127.0.0.1", "PORT": str(self.port)}
        command = [sys.executable, str(ROOT / "scripts" / "serve.py")]
        site = native.spawn(name, command, self.folder, env=ours)
        site.wait_until(lambda: "Ctrl-C" in site.output(), f"{name} announces itself")
        return site

    def children(self):
        """The processes that work in this folder, by their command lines."""
        mine = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes().decode(errors="replace")
                words = (folder / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue  # it ended meanwhile, or is not ours to look at
            if f"VAR_DIR={self.var}" in environment and words:
                mine[int(folder.name)] = words.replace("\0", " ")
        return mine


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("embedded"))


def log_in(site, password):
    """Log in as the chair, as a browser would; the status and path where one lands."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    address = f"http://127.0.0.1:{site.port}/accounts/login/"
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "login": "chair", "password": password}
    answer = browser.open(address, urllib.parse.urlencode(form).encode())
    return answer.status, urllib.parse.urlsplit(answer.url).path


@pytest.fixture(scope="module")
def first_start(site):
    process = site.start("first")
    try:
        output = process.output()
        landed = log_in(site, re.search(r"密码均为 (\w+)", output)[1])
        children = site.children()
    finally:
        code = process.stop(signal.SIGINT)
    return {"output": output, "landed": landed, "children": children, "code": code}


def test_the_first_start_names_the_address_and_the_eight_accounts(site, first_start):
    assert f"http://localhost:{site.port}/" in first_start["output"]
    assert re.findall(r"^  (\w+) +\S+$", first_start["output"], re.MULTILINE)[-8:] == [
        name for name, _ in serve.ACCOUNTS
    ]


def test_the_printed_password_opens_the_workbench(first_start):
    assert first_start["landed"] == (200, "/")


def test_web_and_worker_ran_and_ctrl_c_ended_both(site, first_start):
    ran = " ".join(first_start["children"].values())
    assert "gunicorn" in ran
    assert "celery" in ran
    assert first_start["code"] == 0
    assert site.children() == {}


def test_what_holds_personal_data_is_for_the_owner_alone(site, first_start):
    private = [site.folder / ".env", site.var / "demo-password", site.var / "union.sqlite3"]
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in private}
    assert modes == {".env": "0o600", "demo-password": "0o600", "union.sqlite3": "0o600"}


def test_a_second_start_keeps_keys_and_password_and_a_dead_worker_ends_the_web(site, first_start):
    keys = (site.folder / ".env").read_text()
    process = site.start("second")
    worker = min(pid for pid, words in site.children().items() if "celery" in words)
    os.kill(worker, signal.SIGKILL)
    process.popen.wait(30)
    output = process.output()
    assert process.popen.returncode == 1
    assert "worker 进程意外退出（-9）" in output
    assert site.children() == {}
    assert (site.folder / ".env").read_text() == keys
    assert "演示数据" not in output
    assert re.search(r"密码均为 (\w+)", output)[1] in first_start["output"]


def test_the_whole_site_goes_down_with_a_supervisor_that_is_killed(site, first_start):
    process = site.start("third")
    os.kill(process.popen.pid, signal.SIGKILL)
    process.popen.wait()
    native.wait_for(lambda: site.children() == {}, "web and worker end as well", seconds=30)


def test_a_taken_port_is_named_before_anything_starts(site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "serve.py")],
            env={"HOST": "127.0.0.1", "PORT": str(port), "VAR_DIR": str(site.var)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == f"端口 {port} 已被占用。请换一个：make run PORT={port + 1}\n"
