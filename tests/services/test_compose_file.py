"""The compose file, as far as it can be judged without an engine."""

import re
import subprocess

import pytest
import yaml

from tests.services import compose
from tests.services.compose import ROOT

SECRETS = {
    "SECRET_KEY": "s" * 60,
    "FIELD_KEY": "f" * 60,
    "POSTGRES_PASSWORD": "p" * 20,
    "SITE_URL": "https://union.example.edu.cn",
}
OURS = {"migrate", "web", "worker", "beat"}
# Read by gunicorn, by compose itself, or by the command lines of the file; not by settings.py.
NOT_SETTINGS = {"WEB_CONCURRENCY", "WORKER_CONCURRENCY", "WEB_PORT", "POSTGRES_PASSWORD"}


@pytest.fixture(scope="module")
def services():
    return compose.load(SECRETS)


@pytest.fixture(scope="module")
def text():
    return compose.FILE.read_text(encoding="utf-8")


def documented() -> set[str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z_]+)=", lines, re.MULTILINE))


def read_by_settings() -> set[str]:
    source = (ROOT / "union_site" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", source))


def test_it_starts_the_six_services_of_a_district(services):
    assert set(services) == OURS | {"db", "redis"}


def test_every_lasting_service_has_a_health_check_and_comes_back(services):
    lasting = set(services) - {"migrate"}
    assert {name for name in lasting if services[name].health_command} == lasting
    assert {services[name].raw["restart"] for name in lasting} == {"unless-stopped"}


def test_the_one_shot_service_is_not_started_over_and_over(services):
    assert services["migrate"].raw["restart"] == "on-failure"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_no_process_starts_before_the_tables_stand(services, name):
    conditions = {k: v["condition"] for k, v in services[name].raw["depends_on"].items()}
    assert conditions == {
        "migrate": "service_completed_successfully",
        "db": "service_healthy",
        "redis": "service_healthy",
    }


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_nothing_starts_without_its_secrets(name):
    with pytest.raises(compose.MissingVariable, match=name):
        compose.load({**SECRETS, name: ""})


def test_no_secret_has_a_default(text):
    secret = {n: how for n, how in compose.variables(text).items() if n in SECRETS}
    assert secret == dict.fromkeys(SECRETS, "?")


def test_a_value_with_a_dollar_sign_survives():
    assert compose.fill_in("$$(hostname) ${A:-b} ${C:-}", {"C": "d"}) == "$(hostname) b d"


def test_only_the_web_is_published_and_only_on_the_loopback_address(services):
    ports = {name: service.raw.get("ports", []) for name, service in services.items()}
    assert {name: p for name, p in ports.items() if p} == {"web": ["127.0.0.1:8000:8000"]}


def test_web_worker_and_beat_share_one_environment(services):
    web = {k: v for k, v in services["web"].environment.items() if k != "WEB_CONCURRENCY"}
    assert services["worker"].environment == web
    assert services["beat"].environment == web
    assert services["migrate"].environment == web


def test_the_database_address_carries_the_database_services_own_names(services):
    db = services["db"].environment
    assert services["web"].environment["DATABASE_URL"] == (
        f"postgres://{db['POSTGRES_USER']}:{db['POSTGRES_PASSWORD']}@db:5432/{db['POSTGRES_DB']}"
    )


def test_settings_read_every_variable_that_a_container_gets(services):
    given = set().union(*(services[name].environment for name in OURS))
    assert given - read_by_settings() == {"WEB_CONCURRENCY"}


def test_every_variable_that_settings_or_compose_read_is_explained(text):
    read = read_by_settings() | set(compose.variables(text))
    # ENV_FILE names the file itself, so that it cannot stand in it.
    assert read - documented() == {"ENV_FILE"}


def test_nothing_is_explained_that_nobody_reads():
    assert documented() - read_by_settings() == NOT_SETTINGS


def test_the_example_gives_no_secret_away():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    assert {n: values[n] for n in ("SECRET_KEY", "FIELD_KEY", "POSTGRES_PASSWORD")} == {
        "SECRET_KEY": "",
        "FIELD_KEY": "",
        "POSTGRES_PASSWORD": "",
    }


def test_every_named_volume_is_declared(services, text):
    declared = set(yaml.safe_load(text)["volumes"])
    used = {v.split(":")[0] for s in services.values() for v in s.raw.get("volumes", [])}
    assert used == declared


def test_our_containers_have_no_privileges(services):
    for name in OURS:
        assert services[name].raw["cap_drop"] == ["ALL"]
        assert services[name].raw["security_opt"] == ["no-new-privileges:true"]


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_the_image_runs_as_a_user_of_its_own():
    assert re.findall(r"^USER (\w+)$", dockerfile(), re.MULTILINE) == ["union"]


def test_the_image_holds_every_app_that_settings_install():
    from django.conf import settings

    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    wanted = {f"!{app}" for app in settings.OWN_APPS}
    wanted |= {"!manage.py", "!templates", "!static", "!scripts", "!requirements.lock"}
    assert wanted - set(kept) == set()


def test_the_image_and_the_compose_file_serve_the_site_alike(services):
    (command,) = re.findall(r"^CMD (\[.*\])$", dockerfile(), re.MULTILINE)
    words = yaml.safe_load(command)
    assert words[:2] == services["web"].command[:2] == ["gunicorn", "union_site.wsgi"]


def test_packages_are_named_in_the_list_alone():
    listed = subprocess.run(
        ["scripts/packages.sh", "list", "base", "run", "test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert len(listed) > 10
    files = [ROOT / "Dockerfile", ROOT / "Makefile", ROOT / ".ci" / "run"]
    files += (ROOT / "scripts").glob("*.sh")
    words = {f.name: set(re.split(r"[^\w.+-]+", f.read_text(encoding="utf-8"))) for f in files}
    # A word of the language is no package: python3 and postgresql also name other things.
    plain = {"python3", "postgresql", "chromium", "fontconfig"}
    named = {name: found & (set(listed) - plain) for name, found in words.items()}
    assert named == {name: set() for name in words}
