"""Runs a command with DATABASE_URL pointing to a PostgreSQL server that lasts as long as it.

python -m tests.services.on_postgresql python -m pytest tests/members
"""

import os
import signal
import subprocess
import sys

from tests.services import native


def main(command: list[str]) -> int:
    """The command's own exit code; without a server 0 on a laptop and 1 where CI is set."""
    # An ended run must still stop its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with native.postgresql() as address:
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": address}, check=False
            ).returncode
    except native.Missing as missing:
        is_required = bool(os.environ.get("CI"))
        word = "FAILED" if is_required else "SKIPPED"
        print(f"{word}: the suite on PostgreSQL, since this machine has no {missing}")
        return int(is_required)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
