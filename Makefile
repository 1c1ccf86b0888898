# The commands a person needs: run, test, check, schema, contract, fmt. The first that runs makes
# the environment from uv.lock; Python 3.11 or later is all the machine must bring.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export VENV
# Programs are started again and again, and most of a start is compiling: kept, it is done once.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
MANAGE := $(BIN)/python manage.py
# The embedded mode with a state of its own, whatever the caller's environment says.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL ACCORD_STATE_DIR="$(CURDIR)/var/check"
UV := env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON_DOWNLOADS=never $(BIN)/uv
# What a deployment sets, so that `check --deploy` judges the settings it will run with.
PRODUCTION := env SECRET_KEY="$$(od -An -N48 -tx1 /dev/urandom | tr -d ' \n')" \
	ALLOWED_HOSTS=accord.example.org PUBLIC_BASE_URL=https://accord.example.org \
	DATABASE_URL=postgres://accord@db.example.org/accord REDIS_URL=redis://redis.example.org/0 \
	ACCORD_STATE_DIR="$(CURDIR)/var/check"

# Cheap first: a slip in the layout of a line should not cost a run of the tests. The server of the
# contract leaves half of a machine idle, which two slow steps make use of.
STEPS := format lint imports lock system-check deploy-check migrations-current schema-current \
	types,lint-openapi,contract-bounded test test-postgres

COMMA := ,
.PHONY: help run env test check schema contract mutations soak-log soak-log-sqlite soak-partner bench bench-audit fmt $(subst $(COMMA), ,$(STEPS))

help:
	@echo "make run       start Accord with the example partnership, on this machine, no service needed"
	@echo "make test      every test that needs no service"
	@echo "make check     everything a change must pass, as CI runs it"
	@echo "make schema    write openapi/*.yaml and docs/confidence.md anew from the code"
	@echo "make contract  call every endpoint of a running server with what its schema allows and forbids"
	@echo "make mutations take each guard away in turn and expect the tests to notice"
	@echo "make soak-log  make a log of 100,000 entries, export it, serve it, verify it, attack it (ENTRIES=…)"
	@echo "make soak-partner  a partner's system over a network that fails, in 1,000 runs (SEEDS=1000)"
	@echo "make bench  what a partner's sync costs, beside the least it could"
	@echo "make bench-audit  what the log costs, beside the least it could (SIZE=1000000)"
	@echo "make fmt       lay out the code and mend what the linter can"

run: env
	$(MANAGE) demo

env: $(STAMP)

$(STAMP): uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Accord needs Python 3.11 or later and {sys.executable} is older: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV) sync --quiet --locked --all-extras
	@touch $@

check: env
	@bash .ci/steps $(STEPS)

format: env
	$(BIN)/ruff format --check .

lint: env
	$(BIN)/ruff check .

imports: env
	$(BIN)/lint-imports

types: env
	$(EMBEDDED) $(BIN)/mypy

# The archived django-fsm overwrites the files of django-fsm-2, whichever is installed last.
lock: env
	@! grep -nx 'name = "django-fsm"' uv.lock || { echo "uv.lock holds django-fsm; only django-fsm-2 may be there"; exit 1; }
	$(UV) lock --check

system-check: env
	$(EMBEDDED) $(MANAGE) check --fail-level WARNING

deploy-check: env
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

migrations-current: env
	$(EMBEDDED) $(BIN)/pytest -q tests/architecture/test_migrations.py

schema-current: env
	$(EMBEDDED) $(BIN)/pytest -q tests/architecture/test_schema.py tests/architecture/test_confidence_page.py

lint-openapi: env
	$(BIN)/openapi-spec-validator openapi/openapi.yaml
	bash tests/contract/lint.sh

test: env
	$(EMBEDDED) $(BIN)/pytest -q -n $(WORKERS) --dist worksteal

# Rules tried by chance have had their many examples on SQLite. Nothing here has to outlive the
# server, which may therefore answer before its disk does.
test-postgres: env
	ACCORD_STATE_DIR="$(CURDIR)/var/check" PGOPTIONS="-c synchronous_commit=off" bash .ci/with-services $(BIN)/pytest -q -n $(WORKERS) --hypothesis-profile=default --dist worksteal

contract: env
	bash tests/contract/run.sh

contract-bounded: env
	bash tests/contract/run.sh bounded

# Takes guards of actions, deals and forums away in turn, and expects the tests to notice.
mutations: env
	$(EMBEDDED) $(BIN)/python -m tests.mutations.run

# A hundred thousand entries on PostgreSQL. Broken off, it goes on where it was. On SQLite, smaller:
# make soak-log-sqlite
SOAK := $(BIN)/python -m tests.soak.run
soak-log: env
	ACCORD_STATE_DIR="$(CURDIR)/var/soak" PYTHONPATH=verifier/src bash .ci/with-services $(SOAK) $(if $(ENTRIES),--entries $(ENTRIES))

soak-log-sqlite: env
	env -u DATABASE_URL -u REDIS_URL ACCORD_STATE_DIR="$(CURDIR)/var/soak" PYTHONPATH=verifier/src $(SOAK) --entries $(or $(ENTRIES),10000) --erasures 50

# The first hundred are among the tests, each on one of the two databases. One of them again: ACCORD_PARTNER_SEEDS=17 pytest tests/sync/partner
soak-partner: env
	$(EMBEDDED) ACCORD_PARTNER_SEEDS=0-$$(($(or $(SEEDS),1000) - 1)) $(BIN)/pytest -q -n $(WORKERS) --dist worksteal tests/sync/partner/test_faulty_network.py

# Ratios to a floor measured in the same run; a figure to read, never a test. Its database is its own.
bench: env
	PYTHONPATH=verifier/src bash .ci/with-services $(BIN)/python -m bench.sync

bench-audit: env
	PYTHONPATH=verifier/src bash .ci/with-services $(BIN)/python -m bench.audit $(if $(SIZE),--size $(SIZE))

schema: env
	$(EMBEDDED) $(MANAGE) spectacular --validate --fail-on-warn --file openapi/openapi.yaml
	$(EMBEDDED) $(MANAGE) asyncapi --file openapi/asyncapi.yaml
	$(EMBEDDED) $(MANAGE) confidence --file docs/confidence.md

fmt: env
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
