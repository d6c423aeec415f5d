#!/usr/bin/env bash
# All checks that run no test. Every one runs; the last lines name those that failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PATH"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A developer's own .env has no say in what passes.
export ENV_FILE=/dev/null VAR_DIR="$scratch"
failed=()

step() {
  local name=$1 log="$scratch/log" started=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    echo "ok    $name ($((SECONDS - started)) s)"
  else
    cat "$log"
    echo "FAIL  $name"
    failed+=("$name")
  fi
}

random() { python -c 'import secrets; print(secrets.token_urlsafe(50))'; }

in_production() {
  env DEBUG=false SECRET_KEY="$(random)" FIELD_KEY="$(random)" SITE_URL=https://union.example.edu.cn \
    DATABASE_URL=postgres://union:union@127.0.0.1/union REDIS_URL=redis://127.0.0.1/0 "$@"
}

step "format: ruff" ruff format --check .
step "lint: ruff" ruff check .
step "types: mypy" env DEBUG=true mypy
step "rooms: import-linter" lint-imports
step "templates: format" djlint templates --check --quiet
step "templates: lint" djlint templates --lint --quiet
step "migrations" env DEBUG=true python manage.py makemigrations --check --dry-run
step "deployment" in_production python manage.py check --deploy --fail-level WARNING
step "lock files" python scripts/lock.py check

if ((${#failed[@]})); then
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
