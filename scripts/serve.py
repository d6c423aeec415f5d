"""Runs an embedded installation: the web process and the worker, until Ctrl-C ends both.

Children write to var/log/. When one of them dies the other is ended and its last lines shown.
PORT and HOST choose the address (8000 and all interfaces, so that phones in the same network
reach it); DEMO=no starts without demonstration data.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("ENV_FILE", ROOT / ".env"))
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST", "0.0.0.0")  # noqa: S104 - phones of the school are to reach it
PORT = int(os.environ.get("PORT", "8000"))
GRACE_SECONDS = 15
LARGEST_LOG_BYTES = 5_000_000
ACCOUNTS = (
    ("district", "区教育工会工作人员"),
    ("chair", "学校工会主席"),
    ("officer", "学校工会委员"),
    ("auditor", "经费审查委员"),
    ("handler", "提案承办部门"),
    ("leader", "学校领导"),
    ("teacher", "教职工会员"),
    ("chair2", "另一所学校的工会主席"),
)
# One process with threads: the embedded cache lives in a process's memory, and SQLite has one
# writer at a time anyway.
COMMANDS = {
    "web": [
        *(str(BIN / "gunicorn"), "union_site.wsgi", "--bind", f"{HOST}:{PORT}"),
        *("--workers", "1", "--threads", "8", "--no-control-socket"),
    ],
    "worker": [
        *(str(BIN / "celery"), "--app", "union_site", "worker", "--beat"),
        *("--concurrency", "2", "--loglevel", "INFO"),
    ],
}


def configured() -> dict[str, str]:
    """What the operator has set, in the environment or in the .env file."""
    text = ENV_FILE.read_text(encoding="utf-8") if ENV_FILE.exists() else ""
    lines = [line.partition("=") for line in text.splitlines() if not line.startswith("#")]
    written = {name.strip(): value.strip() for name, sign, value in lines if sign}
    return {name: value for name, value in {**written, **os.environ}.items() if value}


VAR = Path(configured().get("VAR_DIR", ROOT / "var"))


class Stopped(Exception):
    """Somebody asked the site to stop."""


def stop(signum: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception of the main loop."""
    raise Stopped


def lan_addresses() -> list[str]:
    """IPv4 addresses under which other devices may reach this machine, the likeliest first."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only picks the outgoing interface.
            probe.connect(("192.0.2.1", 9))
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    if shutil.which("hostname"):
        answer = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False)
        found += [word for word in answer.stdout.split() if "." in word]
    return [a for a in dict.fromkeys(found) if not a.startswith("127.")]


def port_is_taken() -> bool:
    """Whether another program listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return True
    return False


def environment(addresses: list[str]) -> dict[str, str]:
    """What the children get: host names and the address for QR codes follow the network."""
    result, given = dict(os.environ), configured()
    reachable = addresses if HOST == "0.0.0.0" else []  # noqa: S104 - a comparison
    if "ALLOWED_HOSTS" not in given:
        names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname(), HOST, *reachable]
        result["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    if "SITE_URL" not in given:
        result["SITE_URL"] = f"http://{[*reachable, '127.0.0.1'][0]}:{PORT}"
    return result


def open_log(name: str) -> Path:
    """The log of a child; one earlier generation is kept."""
    path = VAR / "log" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def start(env: dict[str, str]) -> dict[str, subprocess.Popen[bytes]]:
    """Start both children, each in a session of its own so that Ctrl-C reaches only us."""
    children = {}
    # Where it can be had, children also end when we are killed outright.
    tied = ["setpriv", "--pdeathsig=TERM"] if shutil.which("setpriv") else []
    for name, command in COMMANDS.items():
        with open_log(name).open("ab") as log:
            children[name] = subprocess.Popen(
                [*tied, *command], cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
            )
    return children


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the children politely, then by force; nobody interrupts that."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # A child leads a process group; what it forked may have outlived it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def raise_if_dead(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the start with the last lines of a child's log when that child is gone."""
    for name, child in children.items():
        if child.poll() is not None:
            lines = open_log(name).read_text(encoding="utf-8", errors="replace").splitlines()
            raise SystemExit(
                "\n".join([*lines[-20:], f"{name} 进程意外退出（{child.returncode}）"])
            )


def wait_until_up(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Return once the site answers."""
    host = "127.0.0.1" if HOST == "0.0.0.0" else HOST  # noqa: S104 - a comparison
    while True:
        raise_if_dead(children)
        try:
            with urllib.request.urlopen(f"http://{host}:{PORT}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)


def announce(addresses: list[str]) -> None:
    """Print the address and, where there is demonstration data, its accounts."""
    print("\n学校工会管理系统已启动")
    print(f"  本机        http://localhost:{PORT}/")
    if HOST == "0.0.0.0":  # noqa: S104 - a comparison
        for address in addresses:
            print(f"  手机、同网  http://{address}:{PORT}/")
    password = VAR / "demo-password"
    if password.exists():
        print(f"\n演示账号（密码均为 {password.read_text(encoding='utf-8').strip()}）")
        for name, who in ACCOUNTS:
            print(f"  {name:<10}{who}")
    print(f"\n日志在 {VAR / 'log'}；按 Ctrl-C 停止。", flush=True)


def main() -> int:
    """Prepare, start, announce, and watch until a signal or a death."""
    if port_is_taken():
        sys.stderr.write(f"端口 {PORT} 已被占用。请换一个：make run PORT={PORT + 1}\n")
        return 1
    addresses = lan_addresses()
    env = environment(addresses)
    os.umask(0o077)  # databases, uploads and logs are for nobody else on this machine
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
        subprocess.run(prepare, env=env, check=True, start_new_session=True)
        children = start(env)
        wait_until_up(children)
        announce(addresses)
        while True:
            raise_if_dead(children)
            time.sleep(0.5)
    except Stopped:
        print("\n正在停止……")
    except subprocess.CalledProcessError:
        return 1
    finally:
        end(children)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
