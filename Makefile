# The menu. A machine needs Python 3.11 or newer (with venv and pip), make and bash; the rest goes into .venv.
.DEFAULT_GOAL := help
.PHONY: help setup demo check lint-types lint-sql lint-imports test slow trino verapdf fuzz bench bench-reports bench-page deploy lock notices
PYTHON ?= python3
# Named, so that every make, macOS's old one too, looks commands up in the PATH below.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
export VIRTUAL_ENV := $(CURDIR)/.venv
export PATH := $(VIRTUAL_ENV)/bin:$(PATH)
# Modules are compiled once, not in each process of the gate.
unexport PYTHONDONTWRITEBYTECODE
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
TESTS = pytest -n 2 --dist loadscope --durations=15
GATE = $(TESTS) -q -m "not slow" --ignore=tests/journeys --ignore=tests/cloud --ignore=tests/trino
# Files in which no test is slow are not read. Journeys and slow tests fill each other's waits.
SLOW = $(TESTS) -v -m "slow or journey" tests/journeys $$(grep -rl 'mark\.slow' tests --include='test_*.py')
help: ## Show this menu
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' Makefile
setup: .venv/.ready .venv-ministack/.ready ## Install everything into .venv and .venv-ministack (every target does)
demo: setup ## Run the shop's two days through Tally on this machine: from HTTPS to audited KPIs
	tally demo
check: setup ## The gate: format, lint (Python and SQL), types, import rules, tests but slow ones and journeys
	@echo "make check takes 5 to 10 minutes on two cores; the tests come last"
	ruff format --check .
	ruff check .
	@# mypy is one process: the others lint beside it.
	@$(MAKE) --no-print-directory -j2 lint-types lint-sql lint-imports
	$(GATE)
lint-types:
	mypy
lint-sql:
	sqlfluff lint --processes 2 layers/tally/python/tally/sql
lint-imports:
	lint-imports
test: setup ## All tests: first those of `make check`, then those of `make slow`
	$(GATE)
	$(SLOW)
slow: setup ## The tests that `make check` leaves out: journeys on the emulator, and what takes long
	$(SLOW)
trino: setup ## Ask a real Trino what the stand-in is asked: row cases, expectations, plans (needs Java 17 and Maven)
	python -m tests.trino
verapdf: setup ## Check every kind of PDF against PDF/UA-1 by veraPDF (needs Java 17 and Maven; 44 MB)
	python -m tests.verapdf
fuzz: setup ## Bend some 60,000 requests over all routes; nothing may be lost, hang, eat memory, end in a 5xx or stop a night
	HYPOTHESIS_PROFILE=full pytest -q -n 2 $(foreach t,mutations accounting openapi fuzz secrets memory,$(wildcard tests/*/test_*$(t).py tests/*/*/test_*$(t).py))
bench: setup ## Measure Tally side by side with the usual way; prints ratios
	python -m bench
bench-reports: setup .venv-bench/.ready ## Measure reports over 10 million events side by side with chDB and polars (700 MB more), and on Trino
	python -m bench reports report_stages $(if $(RESUME),--resume $(RESUME))
bench-page: setup ## Measure the page 50 ms away, beside one of the same charts in Observable Framework (npm, 94 MB; a demo must run)
	python -m bench page
deploy: setup ## Deploy to the AWS account of your credentials
	tally plan check --offline
	python -m infra.compare_settings
	cdk bootstrap
	cdk deploy --all
	tally plan begin --aws
	tally page --aws
lock: setup ## Bring requirements/*.lock in line with *.in (UPGRADE=--upgrade for newer versions)
	$(COMPILE) $(UPGRADE) requirements/dev.in -o requirements/dev.lock
	$(COMPILE) $(UPGRADE) requirements/ministack.in -o requirements/ministack.lock
	$(COMPILE) $(UPGRADE) requirements/bench.in -o requirements/bench.lock
	@set -e; for layer in wire landing tools arrow iceberg query publishing; do echo "$$layer.lock"; \
	  $(COMPILE) $(UPGRADE) -c requirements/dev.lock requirements/$$layer.in -o requirements/$$layer.lock; done
notices: setup ## Write THIRD_PARTY.md from the locks and the licences of what is installed
	python -m requirements.write_notices
# A folder without its stamp was left half-made: it is built anew. The stamp goes away while a newer lock is installed.
.venv/.ready: requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tally needs Python 3.11 or newer: make PYTHON=python3.13")'
	@test -e $@ || { echo "Making .venv ..."; $(PYTHON) -m venv --clear .venv; }
	@rm -f $@; echo "Installing requirements/dev.lock into .venv (some 500 MB when nothing is cached) ..."
	@awk '/^[^ #]/ {wanted = /^uv==/} wanted' requirements/dev.lock > .venv/uv.lock
	@test -x .venv/bin/uv || python -m pip install --quiet --require-hashes -r .venv/uv.lock
	@uv pip install --require-hashes --build-constraints requirements/dev.lock -r requirements/dev.lock 2>&1 | sed '/^ [-+~] /d'
	@uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
.venv-ministack/.ready: requirements/ministack.lock .venv/.ready
	@echo "Installing the emulator into .venv-ministack ..."
	@test -e $@ || uv venv --quiet --clear --python .venv/bin/python .venv-ministack
	@rm -f $@
	@uv pip install --quiet --python .venv-ministack/bin/python --require-hashes -r requirements/ministack.lock
	@touch $@
.venv-bench/.ready: requirements/bench.lock .venv/.ready
	@echo "Installing what the bench of reports measures against into .venv-bench ..."
	@test -e $@ || uv venv --quiet --clear --python .venv/bin/python .venv-bench
	@rm -f $@
	@uv pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements/bench.lock
	@touch $@
