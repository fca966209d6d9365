# The portal's commands; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DATA_DIR ?= $(CURDIR)/.data
JOBS ?= 2
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export PORT DATA_DIR CHROMIUM

BIN := .venv/bin
RUNTIME := .venv/.runtime-$(shell cksum < requirements.lock | cut -d' ' -f1)
EVERYTHING := .venv/.everything-$(shell cksum < requirements-test.lock | cut -d' ' -f1)
SOURCES := exchange taxonomy accounts catalog matching cooperation advisory tests benchmarks manage.py
# For tools that read the settings and never connect.
WITHOUT_SERVERS := DATABASE_URL=postgres://nowhere/none REDIS_URL=redis://nowhere:1/0
LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUNTIME) ## Run the portal: PORT=8000, DATA_DIR=.data; Ctrl-C stops it
	@exec $(BIN)/python -m exchange.embedded run

.PHONY: .venv
.venv: $(RUNTIME) ## Only install what running needs

$(RUNTIME):
	@deploy/venv.sh requirements.lock $@

$(EVERYTHING):
	@deploy/venv.sh requirements-test.lock $@
	@touch $(RUNTIME)

.PHONY: test
test: lint ## Check everything: style, types, architecture, migrations, tests, browser journeys
	@echo "── Tests"
	$(BIN)/python -m pytest -q -n $(JOBS) -m "not browser"
	@if [ -n "$(CHROMIUM)" ]; then \
		echo "── Browser journeys with $(CHROMIUM)"; \
		$(BIN)/python -m pytest -q -n $(JOBS) -m browser; \
	else \
		echo "── SKIPPED: no Chromium is installed, so accessibility and browser journeys were NOT run."; \
		echo "   Debian: apt install chromium; elsewhere set CHROMIUM to its path."; \
	fi

.PHONY: test-browser
test-browser: $(EVERYTHING) translations ## Browser journeys in every language, theme and width
	@[ -n "$(CHROMIUM)" ] || { echo "No Chromium is installed (Debian: apt install chromium), or set CHROMIUM."; exit 1; }
	CUNGCAU_MATRIX=full $(BIN)/python -m pytest -q -n $(JOBS) -m browser

.PHONY: lint
lint: $(EVERYTHING) translations ## Style, templates, architecture, types, dependencies, migrations
	@echo "── Style"
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/ruff format --quiet --check $(SOURCES)
	$(BIN)/djlint --quiet --lint templates
	@echo "── Architecture"
	$(BIN)/lint-imports
	@echo "── Types"
	$(WITHOUT_SERVERS) $(BIN)/mypy
	@echo "── Dependencies"
	$(BIN)/deptry .
	@echo "── Migrations"
	$(WITHOUT_SERVERS) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run

.PHONY: fix
fix: $(EVERYTHING) ## Put the style right
	$(BIN)/ruff check --quiet --fix $(SOURCES)
	$(BIN)/ruff format --quiet $(SOURCES)

.PHONY: translations
translations: $(RUNTIME) ## Compile the translations
	@$(WITHOUT_SERVERS) $(BIN)/python manage.py compile_translations

.PHONY: messages
messages: $(RUNTIME) ## Collect the texts to translate into locale/ (needs gettext)
	$(WITHOUT_SERVERS) $(BIN)/python manage.py makemessages --locale vi --no-wrap --add-location file --ignore '.venv/*'

.PHONY: migrate
migrate: $(RUNTIME) ## Apply the migrations
	$(BIN)/python manage.py migrate

.PHONY: lock
lock: ## Renew the hashed locks from pyproject.toml (needs uv)
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade --group test pyproject.toml -o requirements-test.lock

.PHONY: bench
bench: $(EVERYTHING) ## Measure: start-up, the steps of the job, search and its box, matching, learning, weight of pages, the officers' queue, cooperations and their reminders, the funnel, pages under load
	@for script in benchmarks/startup.py benchmarks/job.py benchmarks/search.py benchmarks/suggest.py benchmarks/matching.py benchmarks/learning.py benchmarks/reading.py benchmarks/importing.py benchmarks/weight.py benchmarks/review.py benchmarks/pipeline.py benchmarks/funnel.py benchmarks/web.py; do echo "── $$script"; $(BIN)/python "$$script" || exit 1; done

.PHONY: backup
backup: $(RUNTIME) ## Save database and uploads: make backup FILE=portal.backup
	@$(BIN)/python -m exchange.embedded backup "$(FILE)"

.PHONY: restore
restore: $(RUNTIME) ## Replace database and uploads by a backup: make restore FILE=portal.backup
	@$(BIN)/python -m exchange.embedded restore "$(FILE)"

.PHONY: clean
clean: ## Remove what can be made again: .venv and caches, never the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .cache test-results
	find . -name __pycache__ -type d -not -path './.data/*' -prune -exec rm -rf {} +
