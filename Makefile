# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check bench studio lock clean

run: $(VENV)/run.stamp
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ]; then exec $(BIN)/shebao serve; else exec $(BIN)/shebao chat; fi

test: $(VENV)/test.stamp
	$(BIN)/pytest -n 2

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/shebao check

studio: $(VENV)/studio.stamp
	@exec $(BIN)/shebao studio

bench: $(VENV)/bench.stamp
	$(BIN)/python -m tests.bench

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp requirements.lock pyproject.toml
	@echo "Setting up .venv, once ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-test.lock
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

$(VENV)/studio.stamp: $(VENV)/run.stamp requirements-studio.lock
	@$(PIP) install --require-hashes -r requirements-studio.lock
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp requirements-bench.lock
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

# Needs uv (https://docs.astral.sh/uv/) and network access; nothing else does.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra test pyproject.toml -o requirements-test.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra test --extra bench pyproject.toml -o requirements-bench.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra studio pyproject.toml -o requirements-studio.lock

clean:
	rm -rf $(VENV) var build *.egg-info
