# Kapok's commands. `make` alone explains them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test coverage test-fast check fix browser faults bench docs messages language clean

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv-$(UV_VERSION)
WORKERS ?= 2

# What is installed is one of three sets, each holding the one before; a bigger one stays.
BIGGEST := $(firstword $(wildcard $(BIN)/.browser $(BIN)/.dev))
RUN := $(or $(BIGGEST),$(BIN)/.run)
DEV := $(or $(BIGGEST),$(BIN)/.dev)
BROWSER := $(BIN)/.browser

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV) ## Install everything that development needs

demo: $(RUN) ## Start a whole Kapok with the demo city (PORT=8000 MAIL_PORT=1025); Ctrl-C stops it
	@exec $(BIN)/python -m config.embedded

run: $(RUN) ## Start only the web process, reloading on changes
	DEBUG=1 $(BIN)/python manage.py migrate --verbosity 0
	DEBUG=1 exec $(BIN)/python manage.py runserver $(or $(PORT),8000)

test: $(DEV) ## Run the suite
	$(BIN)/pytest -n $(WORKERS) -m "not journey" $(ARGS)

coverage: $(DEV) ## Run the suite, and say which lines and branches it never reached
	$(BIN)/pytest -n $(WORKERS) -m "not journey" --cov --cov-report=term $(ARGS)

test-fast: $(DEV) ## Run the suite without the slow tests and without coverage
	$(BIN)/pytest -n $(WORKERS) -m "not slow and not journey" $(ARGS)

check: $(DEV) ## Format, lint, types, contracts, migrations, deployment settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py document --check
	$(BIN)/python manage.py messages --check
	TLS=1 DEMO=0 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  ALLOWED_HOSTS=kapok.example $(BIN)/python manage.py check --deploy --fail-level WARNING
	if docker compose version > /dev/null 2>&1; then \
	  SECRET_KEY=check docker compose --profile mailbox config --quiet; fi

fix: $(DEV) ## Format, and correct what can be corrected
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: $(BROWSER) ## Run the tests in a real browser, and the long walks
	@command -v chromium chromium-browser google-chrome > /dev/null || $(INSTALL_BROWSER)
	$(BIN)/pytest -n $(WORKERS) --timeout=600 tests/browser $(ARGS)
	$(BIN)/pytest -n $(WORKERS) --timeout=900 -m journey tests $(ARGS)

INSTALL_BROWSER = { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
	  || { echo "No browser: install chromium or google-chrome, then run this again."; exit 1; }

faults: $(DEV) ## Kill, cut off and fill up parts of a running Kapok; ten thousand random steps with money
	$(BIN)/pytest -n0 tests/faults $(ARGS)
	STEPS=10000 $(BIN)/pytest -n0 -m journey tests/journeys/test_money_at_random.py $(ARGS)

bench: $(DEV) ## Measure against the yardsticks
	$(BIN)/python -m tests.bench $(ARGS)

docs: $(DEV) ## Write the pages that are generated from code
	$(BIN)/python manage.py document

messages: $(DEV) ## Collect the interface strings for translation
	$(BIN)/python manage.py messages

language: $(DEV) ## Begin a language: make language LANG=kk
	$(if $(findstring command,$(origin LANG)),,$(error Say which: make language LANG=kk))
	$(BIN)/python manage.py begin_language $(LANG)

clean: ## Remove what can be made again; keeps var/ and its data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kapok needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# A set is installed exactly as its lock says, hashes included; pip does it where uv cannot.
$(BIN)/.run: requirements.lock $(UV)
$(BIN)/.dev: requirements-dev.lock $(UV)
$(BIN)/.browser: requirements-browser.lock $(UV)
$(BIN)/.run $(BIN)/.dev $(BIN)/.browser:
	@echo "Installing what $< says ..."
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $< \
	  || $(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@
