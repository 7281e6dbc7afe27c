# The commands of the project. `make run` and `make test` need Python 3.11, make and nothing else.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
PARTS ?=

BIN := .venv/bin
TEST_SETTINGS := DJANGO_SETTINGS_MODULE=tests.settings
TYPED := $(wildcard newsroom/arabic articles/caching articles/cards articles/importers articles/search articles/similarity \
	newsroom/buckets newsroom/compiled.py newsroom/database newsroom/doctor newsroom/seeing newsroom/environment.py \
	newsroom/supervisor.py newsroom/messages.py newsroom/patience.py)

export PORT

.PHONY: help install run test lint mypy format bench fuzz chaos messages audit
.DEFAULT_GOAL := help

help:
	@echo "make run       serve the newsroom at http://127.0.0.1:$(PORT)"
	@echo "make test      lint and the whole suite (ARGS=\"-k x\" narrows it, WORKERS=0 runs in one process)"
	@echo "make bench     the benchmarks"
	@echo "make fuzz      20,000 random inputs for each reader (FUZZ_CASES=n for fewer)"
	@echo "make chaos     breaks a site of its own in every way and counts what is lost (Linux; root for all of it)"
	@echo "make lint      ruff and mypy;  make format mends what ruff can"
	@echo "make audit     bandit, known holes of what is pinned, and the list of parts in var/sbom.json"
	@echo "make messages  collect and compile the texts of the interface"

# Reinstalled only when a requirements file or the Python changed. The umask lets the account that
# runs the embedded database read its programs when root installs them.
install:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "يلزم Python 3.11 أو أحدث. مثلا: make PYTHON=python3.11" >&2; \
		echo "Python 3.11 or newer is needed. For example: make PYTHON=python3.11" >&2; exit 2; }
	@umask 022; \
	wanted="$$(cat requirements.txt requirements-dev.txt | cksum) $$($(PYTHON) --version)"; \
	if ! $(BIN)/python -c '' 2>/dev/null || [ "$$(cat .venv/installed 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing into .venv …"; \
		$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv || exit 2; \
		rm -f .venv/installed; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt || exit 2; \
		echo "$$wanted" > .venv/installed; \
	fi

run: install
	@$(BIN)/python manage.py run_newsroom

test: lint
	$(TEST_SETTINGS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

mypy: install
	$(BIN)/mypy $(TYPED)

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python -m pytest tests/benchmarks -m bench $(ARGS)

fuzz: install
	$(BIN)/python -m pytest tests/articles/importers/test_fuzz.py -m fuzz -n $(WORKERS) $(ARGS)

chaos: install
	$(BIN)/python -m pytest tests/chaos -m chaos $(ARGS)

messages: install
	$(TEST_SETTINGS) $(BIN)/python manage.py update_messages $(ARGS)

# In a place of its own, so that the tools of the audit choose no version of what the newsroom runs.
audit:
	@test "$$(cat var/audit/installed 2>/dev/null)" = "$$(cksum < requirements-audit.txt)" || { \
		$(PYTHON) -m venv --clear var/audit && \
		var/audit/bin/pip install --quiet --disable-pip-version-check -r requirements-audit.txt && \
		cksum < requirements-audit.txt > var/audit/installed; }
	@var/audit/bin/python .ci/audit.py $(PARTS)
