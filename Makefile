# The verbs of this repository. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
RUN := PYTHONPATH=src $(BIN)/python
NPM := $(BIN)/python tools/node.py npm
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Debian packages that tests need beside Python.
SYSTEM_PACKAGES := redis-server chromium

.PHONY: help setup demo serve test check web format deep bench sbom lock clean system-packages

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

# A virtual environment, the locked dependencies, and the package itself linked into it.
$(VENV)/.runtime: requirements.txt requirements-build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "support-ai needs Python 3.11 or newer; name one with: make PYTHON=python3.12 setup" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making the virtual environment …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what support-ai needs …"
	@$(INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Beside it, what tests and checks need.
$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what tests and checks need …"
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

# And what the front ends are built and tested with; the scripts that they become lie in the repository.
web/node_modules/.installed: $(VENV)/.development web/package-lock.json web/package.json web/.npmrc \
		web/api/package.json web/widget/package.json
	@echo "Installing what the front ends need …"
	@$(NPM) ci --no-progress --loglevel=error >/dev/null
	@touch $@

system-packages:
	@missing=""; for package in $(SYSTEM_PACKAGES); do \
		dpkg-query --show "$$package" >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq; apt-get install -yqq $$missing; \
	else echo "Please install:$$missing (on Debian: sudo apt-get install$$missing)" >&2; exit 1; fi

setup: $(VENV)/.development web/node_modules/.installed ## Make .venv and web/node_modules; nothing to do the second time

demo: $(VENV)/.runtime ## Start on http://localhost:8000 with demo data; prints addresses and logins
	@exec $(BIN)/support-ai demo

serve: $(VENV)/.runtime ## Start on http://localhost:8000 with an empty shop
	@exec $(BIN)/support-ai serve

test: setup system-packages ## Run the test suite
	$(NPM) test --silent
	$(BIN)/pytest

check: setup ## Format, lint, types, import floors, sizes, papers against code, bandit, locks, secrets, front ends
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(RUN) tools/check_sizes.py
	$(BIN)/pyright
	$(RUN) tools/check_addresses.py
	$(RUN) tools/check_documentation.py
	$(RUN) tools/check_commands.py
	$(RUN) tools/check_locks.py
	$(RUN) tools/check_bandit.py
	$(RUN) tools/check_secrets.py
	$(RUN) tools/security_table.py
	$(RUN) tools/write_openapi.py --check
	$(NPM) run --silent check
	$(NPM) run --silent fresh
	$(NPM) run --silent sizes

web: setup ## Write the API's document and types anew, and build the scripts of the front ends
	$(RUN) tools/write_openapi.py
	$(NPM) run --silent types
	$(NPM) run --silent build
	$(NPM) run --silent sizes

format: setup ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(RUN) tools/check_documentation.py --write
	$(RUN) tools/security_table.py --write

sbom: setup ## Write reports/sbom.cdx.json: what the program is made of (CycloneDX)
	@mkdir -p reports
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible \
		--validate --output-file reports/sbom.cdx.json

deep: setup ## Run the tests that take long
	$(BIN)/pytest -m deep

bench: setup system-packages ## Measure, and write reports/bench.md
	$(RUN) bench/run.py

LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
lock: ## Pin the dependencies of pyproject.toml again (needs uv)
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --extra dev --output-file requirements-dev.txt
	$(LOCK) --group pyproject.toml:build --constraint requirements-dev.txt --output-file requirements-build.txt

clean: ## Remove the virtual environment, caches and reports; the data directory stays
	rm -rf $(VENV) build dist reports .pytest_cache .ruff_cache .import_linter_cache .hypothesis web/node_modules
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
