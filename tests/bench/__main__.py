"""`python -m tests.bench [NAME]`: runs every measurement, or one, and prints its JSON line."""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = pkgutil.iter_modules([str(Path(__file__).parent)])
NAMES = sorted(module.name for module in MODULES if not module.name.startswith("_"))


def measure(name: str) -> None:
    """In a process of its own: a database of its own, then the measurement."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("DATABASE_URL", None)

    import django

    django.setup()

    from django.core.management import call_command

    module = importlib.import_module(f"tests.bench.{name}")
    if not getattr(module, "BRINGS_DATABASE", False):
        call_command("migrate", verbosity=0)
    result = module.measure()
    print(json.dumps(result.as_line(name), ensure_ascii=False), flush=True)


def main(arguments: list[str]) -> int:
    """Exit code 0; 1 if a measurement failed; 2 if there is none of that name."""
    if arguments[:1] == ["--in-process"]:
        measure(arguments[1])
        return 0
    wanted = arguments or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no measurement {unknown}; there are {NAMES}\n")
        return 2
    command = [sys.executable, "-m", "tests.bench", "--in-process"]
    codes = [subprocess.run([*command, name], cwd=ROOT, check=False).returncode for name in wanted]
    return int(any(codes))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
