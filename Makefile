# The one door, for people and for CI. Each command says what it does; a second call does no set-up again.

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev system-packages node-packages compiled demo serve test test-all check fmt bench fuzz golden generated lock clean

DOMAINS ?= 1000
SECONDS ?= 60
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
# Apart from the product, whose versions of the same packages are its own.
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.installed

FUZZ_VENV := .venv-fuzz
FUZZ_STAMP := $(FUZZ_VENV)/.installed

# Any Python from 3.11 on; `make setup PYTHON=/path/to/python3` decides it by hand.
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)

# Debian packages that tests need besides Python, make and git; Node and systemd come with any system they are on already.
SYSTEM_PACKAGES := libnet-epp-perl nginx-light pgbouncer strace $(if $(shell command -v npm),,nodejs npm) \
	$(if $(shell command -v systemd-analyze),,systemd) \
	$(if $(wildcard /usr/lib/postgresql/*/bin/initdb)$(shell command -v initdb),,postgresql)
NODE_STAMP := examples/node/node_modules/.installed

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

setup: $(RUN_STAMP) compiled ## Make .venv with what Freehold runs on

$(RUN_STAMP): requirements/run.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Freehold needs Python 3.11 or newer with its venv module, and found none." \
		"On Debian: apt-get install python3 python3-venv. Or name one: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version): what Freehold runs on"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Where Python is told to keep no compiled files, every start would compile the program anew: half a second each.
compiled:
	@$(BIN)/python -m compileall -q src

setup-dev: $(DEV_STAMP) ## Add what tests and checks need

$(DEV_STAMP): $(RUN_STAMP) requirements/dev.txt
	@echo "Setting up .venv: what tests and checks need"
	@$(PIP) --no-build-isolation --use-pep517 --require-hashes -r requirements/dev.txt
	@touch $@

system-packages:
	@missing=""; for package in $(SYSTEM_PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian packages:$$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get install --yes -qq $$missing >/dev/null || { apt-get update -qq && apt-get install --yes -qq $$missing >/dev/null; }; \
	else echo "Tests need some Debian packages. Run: sudo apt-get install$$missing" >&2; exit 1; fi

node-packages: $(NODE_STAMP)

$(NODE_STAMP): examples/node/package-lock.json | system-packages
	@echo "Setting up examples/node: the official Node SDK"
	@cd examples/node && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

demo: setup ## Change the registrant of DOMAINS=1000 practice domains, and prove it
	@$(BIN)/freehold demo --domains $(DOMAINS)

serve: setup ## Run a server to use, with practice data, in ./data
	@$(BIN)/freehold serve --data ./data --seed examples/seed.yaml

# Four workers on two cores: the tests that start servers wait more than they reckon. Their order is tests/conftest.py's.
test: setup-dev compiled system-packages node-packages ## Run the tests; ARGS= are pytest's
	@echo "Running the tests"
	@$(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder -m "not long" $(ARGS)

test-all: setup-dev compiled system-packages node-packages ## Run the tests and the long runs
	@echo "Running the tests and the long runs"
	@$(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder $(ARGS)

check: setup-dev ## Format, lint, types, imports, generated files; under a minute
	@echo "Format"; $(BIN)/ruff format --check --quiet . || { echo "Run make fmt." >&2; exit 1; }
	@echo "Lint"; $(BIN)/ruff check --quiet .
	@echo "Types"; $(BIN)/mypy
	@echo "Imports"; $(BIN)/lint-imports --no-cache
	@echo "Generated files"; $(BIN)/python tools/generated.py --check

fmt: setup-dev ## Format the code and mend what the linter can mend
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

bench: setup-dev $(BENCH_STAMP) ## Print the figures, one JSON line each; REPORT=1 writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks $(if $(REPORT),--report) $(ARGS)

$(BENCH_STAMP): requirements/bench.txt
	@echo "Setting up .venv-bench: what benchmarks are run beside"
	@$(BENCH_VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

fuzz: $(FUZZ_STAMP) ## Fuzz by coverage for SECONDS=60 a target; ARGS=names takes one, an input found is saved
	@PYTHONPATH=src:tests $(FUZZ_VENV)/bin/python -m fuzz --seconds $(SECONDS) $(ARGS)

$(FUZZ_STAMP): requirements/run.txt requirements/fuzz.txt
	@echo "Setting up .venv-fuzz: what fuzzing needs"
	@$(FUZZ_VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(FUZZ_VENV)
	@$(FUZZ_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/fuzz.txt
	@touch $@

golden: setup-dev ## Write the golden replies of the actions anew; look at the difference
	@GOLDEN=write $(BIN)/python -m pytest -n 3 --dist loadscope tests/actions $(ARGS)

generated: setup-dev ## Write the generated reference pages anew
	@$(BIN)/python tools/generated.py

lock: setup-dev ## Write requirements/*.txt anew; ARGS=--upgrade takes newer versions
	@$(BIN)/python tools/lock.py $(ARGS)

clean: ## Remove .venv and what tools left; ./data stays
	@rm -rf $(VENV) $(BENCH_VENV) $(FUZZ_VENV) .fuzz build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
