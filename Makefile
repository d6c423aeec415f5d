# Everything that is done with this project, each by one word.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run setup test test-quick check format lock bench clean
PYTHON := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

run: ## start the site with demonstration data (PORT=8000, HOST=0.0.0.0, DEMO=no)
	@scripts/setup.sh run
	@$(PYTHON) scripts/serve.py

setup: ## everything a developer needs, installed
	@scripts/setup.sh test

test: setup ## the whole suite, on SQLite and on PostgreSQL
	@scripts/test.sh

test-quick: setup ## units and fence on SQLite only, without browser and services
	@$(PYTHON) -m pytest -n 2 --ignore tests/browser --ignore tests/services

check: setup ## format, lint, types, import rules, templates, migrations, deployment, lock files
	@scripts/check.sh

format: setup ## put code and templates into shape
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/djlint templates --reformat --quiet || true

lock: setup ## resolve the lock files anew (ARGS="--upgrade" or ARGS="-P django")
	@$(PYTHON) scripts/lock.py write $(ARGS)

bench: setup ## measurements as JSON lines (ONLY=roster_import)
	@$(PYTHON) -m tests.bench $(ONLY)

clean: ## throw away caches, never data
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
