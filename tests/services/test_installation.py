"""The commands of the compose file on a real PostgreSQL and a real Redis."""

import http.client

import pytest


@pytest.fixture(scope="module")
def installation(site):
    site.start("web").wait_until(lambda: site.is_healthy("web"), "the web answers /healthz")
    worker, beat = site.start("worker"), site.start("beat")
    worker.wait_until(lambda: "ready." in worker.output(), "the worker is ready")
    beat.wait_until(lambda: site.is_healthy("beat"), "beat keeps its schedule")
    yield site
    site.stop()


def get(installation, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)
    connection.request("GET", path, headers={"Host": "union.example.edu.cn", **headers})
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


BEHIND_TLS = {"X-Forwarded-Proto": "https"}


def test_the_health_checks_of_the_compose_file_pass(installation):
    healthy = {name: installation.is_healthy(name) for name in ("web", "worker", "beat")}
    assert healthy == {"web": True, "worker": True, "beat": True}


def test_plain_http_is_sent_to_https(installation):
    answer = get(installation, "/")
    assert answer.status == 301
    assert answer.headers["Location"] == "https://union.example.edu.cn/"


def test_behind_the_proxy_a_guest_is_asked_to_log_in(installation):
    answer = get(installation, "/", **BEHIND_TLS)
    assert answer.status == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_another_host_name_is_refused(installation):
    assert get(installation, "/", Host="evil.example.com", **BEHIND_TLS).status == 400


def test_static_files_come_with_a_name_that_lasts(installation):
    page = get(installation, "/accounts/login/", **BEHIND_TLS).body.decode()
    (address,) = {a.split('"')[0] for a in page.split('href="')[1:] if "/css/tokens." in a}
    answer = get(installation, address, **BEHIND_TLS)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
