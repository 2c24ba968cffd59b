# Commands of the project. `make` alone lists them.
# Needs git, make and Python 3.11 with venv; nothing else for `make run`.

PYTHON ?= python3.11
export PYTHON

PY := .venv/bin/python
UV := $(PY) -m uv pip compile pyproject.toml --quiet --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help setup run test check bench bench-search bench-novelty bench-load bench-documents bench-recovery bench-time-channel lock audit bundle-check demo-reset messages docs

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

setup: ## Make .venv, install the locked packages by hash, put the fonts in place
	@tools/setup.sh requirements.lock
	@$(PY) tools/fetch_assets.py

run: setup ## Start the system on HOST:PORT (127.0.0.1:8000); loads the demo into an empty database
	@exec $(PY) tools/serve.py

test: ## Install what the tests need, run them all; ARGS="tests/ideas -k submit" for some
	@tools/test.sh $(ARGS)

check: ## Format, lint, types, locks
	@tools/setup.sh requirements-dev.lock
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) tools/check_locks.py

bench: setup ## Time each page on BENCH_IDEAS (10000) ideas beside two floors of the same run; BENCH_SMALL=1000 adds how it grew
	@$(PY) bench/run.py

bench-novelty: setup ## Measure likeness on the labelled set and ten nearest among BENCH_CORPUS (10000) dossiers
	@$(PY) bench/novelty.py

bench-search: ## Time the search page on BENCH_SEARCH_IDEAS (100000) dossiers beside the bare full-text query, on both databases
	@tools/setup.sh requirements-dev.lock
	@$(PY) bench/search.py

bench-load: setup ## 40 reviewers save for 10 minutes while an officer exports, on both databases: saves lost
	@$(PY) bench/load.py

bench-documents: setup ## The whole set of papers of 200 people and 40 collectives: seconds, memory, cost beside the bare library
	@$(PY) bench/documents.py

bench-time-channel: ## Does the time of an answer tell what is hidden? Pairs of requests at TIME_DOSSIERS (10000), on both databases
	@tools/setup.sh requirements-dev.lock
	@$(PY) bench/time_channel.py

bench-recovery: setup ## Back up, lose and restore BENCH_IDEAS (10000) ideas: seconds until the first page, digests equal
	@$(PY) bench/recovery.py

lock: ## Resolve pyproject.toml into both locks: names, versions, hashes, no addresses
	@tools/setup.sh requirements-dev.lock
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install --quiet uv
	$(UV) --output-file requirements.lock
	$(UV) --group dev --output-file requirements-dev.lock
	$(PY) tools/check_locks.py

audit: setup ## Compare the locked libraries with known weaknesses (OSV); FROM=all.zip without a network
	@$(PY) -m flask --app wsgi weaknesses $(if $(FROM),--from $(FROM))

bundle-check: ## Make the bundle and install it into an empty .venv with no network at all
	@tools/bundle_check.sh

demo-reset: setup ## Put the data folder aside (it is kept) and load the demo anew
	@$(PY) tools/demo_reset.py

messages: ## Collect every Vietnamese text into app/translations/messages.pot for translators
	@tools/setup.sh requirements-dev.lock
	@mkdir -p app/translations
	@.venv/bin/pybabel -q extract -F babel.cfg -k _l -k T -o app/translations/messages.pot .

docs: ## Write docs/lifecycle.md, docs/permissions.md and docs/asvs.md from the code
	@$(PY) tools/generate_docs.py
