#!/usr/bin/env bash
# The whole suite: on SQLite with browser and services, then the rest again on PostgreSQL.
# Ends at the first failing run, so that pytest's summary of it is the last thing to read.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

echo "== SQLite, browser, services =="
"$python" -m pytest -n 2 "$@"

echo "== PostgreSQL =="
"$python" -m tests.services.on_postgresql \
  "$python" -m pytest -n 2 --database-only --ignore tests/browser --ignore tests/services "$@"
