.PHONY: setup demo test look lint bench soak clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# glibc keeps more freed pieces for the thread that freed them: planning thousands of small queries takes 7 % less
QUICK_MALLOC := GLIBC_TUNABLES=glibc.malloc.tcache_count=7000

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@$(BIN)/python -m compileall -q leadcli  # as pip does for a package that is not editable: 0.2 s less a command
	@touch $@

demo: setup
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: setup lint
	@$(QUICK_MALLOC) $(BIN)/python -m pytest -n auto --dist worksteal

look: setup
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "chromium or soffice"

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup
	@$(BIN)/python scripts/bench.py

soak: setup
	@LEADCLI_EXAMPLES_TIMES=20 $(BIN)/python -m pytest -n auto -m "slow or hypothesis"
	@$(BIN)/python scripts/soak.py

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache
