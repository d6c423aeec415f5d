"""Brings an embedded installation up to date: keys, tables, static files, demonstration data.

Runs before every start of `make run`. Each step is skipped or cheap when nothing changed.
"""

import hashlib
import io
import os
import secrets
import string
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYS = ("SECRET_KEY", "FIELD_KEY")
# Letters and digits that nobody mistakes for another on paper.
PASSWORD_ALPHABET = "".join(set(string.ascii_lowercase + string.digits) - set("01ilo"))
DEMO_WANTED = os.environ.get("DEMO", "yes") != "no"


def write_private(path: Path, text: str) -> None:
    """Write `text` so that only the owner can ever read it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    path.chmod(0o600)


def ensure_keys(env_file: Path) -> list[str]:
    """Add to `env_file` the keys that neither it nor the environment has; return their names."""
    text = env_file.read_text(encoding="utf-8") if env_file.exists() else ""
    present = {
        name.strip().removeprefix("export ")
        for name, sign, value in (line.partition("=") for line in text.splitlines())
        if sign and value.strip()
    }
    lacking = [key for key in KEYS if key not in present and not os.environ.get(key)]
    if lacking:
        if text and not text.endswith("\n"):
            text += "\n"
        lines = [f"{key}={secrets.token_urlsafe(50)}\n" for key in lacking]
        write_private(env_file, text + "".join(lines))
    return lacking


def ensure_password(path: Path) -> str:
    """The password of the demonstration accounts: made once, then read back."""
    if not path.exists():
        word = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(10))
        write_private(path, word + "\n")
    return path.read_text(encoding="utf-8").strip()


def state_of_static_files() -> str:
    """A digest that changes with every static file of ours or of a library."""
    # Django's settings are read on import, and the keys have to be there by then.
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{storage.path(name)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files(target: Path, seen: Path) -> None:
    """Name, compress and gather the files, which takes seconds, unless `seen` says it is done."""
    from django.core.management import call_command  # noqa: PLC0415 - after the keys, as above

    state = state_of_static_files()
    is_there = (target / "staticfiles.json").exists() and seen.exists()
    if not is_there or seen.read_text(encoding="utf-8") != state:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        seen.write_text(state, encoding="utf-8")


def main() -> None:
    """Do every step; anything that fails ends the start with its own message."""
    os.chdir(ROOT)
    os.umask(0o077)  # what is written here holds personal data
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_site.settings")
    if ensure_keys(Path(os.environ.get("ENV_FILE", ROOT / ".env"))):
        print("已生成密钥，保存在 .env（请另行备份：丢失 FIELD_KEY 将无法读取加密的个人信息）")

    # Django reads the keys when it is first imported, so they had to be there before.
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    var = Path(settings.VAR_DIR)
    call_command("migrate", verbosity=0, interactive=False)
    collect_static_files(Path(settings.STATIC_ROOT), var / "static-state")
    loaded = var / "demo-loaded"
    if DEMO_WANTED and not loaded.exists():
        print("正在生成演示数据（仅首次启动）……")
        os.environ["DEMO_PASSWORD"] = ensure_password(var / "demo-password")
        call_command("demo", stdout=io.StringIO())  # serve.py shows the accounts
        loaded.touch()


if __name__ == "__main__":
    main()
