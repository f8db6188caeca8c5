# Indenfor. `make demo` and `make test` are all a fresh machine needs: each sets up what is missing first.

PYTHON ?= python3
PY := .venv/bin/python
BIN := .venv/bin
DANISH := resources/translations/da/LC_MESSAGES/indenfor.mo
WORKERS ?= 2
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench setup system-libraries texts lock licences format coverage \
	check-format check-lint check-types check-contracts check-sizes check-texts check-cleanliness check-licences \
	test-long test-desktop dist wheelhouse screenshots

help: ## says what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r name what; do printf '  %-18s %s\n' "$$name" "$$what"; done

# --- setting up ---------------------------------------------------------------------------------------------

.venv/locked: requirements.lock
	@echo "Setting up .venv from requirements.lock: under a minute, the first time only."
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip --disable-pip-version-check -q install --require-hashes -r requirements.lock
	@touch $@

system-libraries:
	@$(PYTHON) tools/system_libraries.py

$(DANISH): resources/translations/da.po tools/texts.py .venv/locked
	@$(PY) tools/texts.py build

texts: $(DANISH)

setup: system-libraries .venv/locked texts ## a .venv from the hash-checked lock, and the built catalogue

# --- the two commands, and the others -----------------------------------------------------------------------

demo: setup ## the whole main path with invented people, printed; ARGS="--json --seed 7" and the like are passed on
	$(PY) main.py demo --headless $(ARGS)

test: setup ## all quick tests, in parallel
	$(PY) -m pytest -n $(WORKERS) --dist worksteal -q -m "not long" $(ARGS)

check: check-format check-lint check-types check-contracts check-sizes check-texts check-cleanliness check-licences ## everything that reads the source without running it

bench: setup ## the benchmarks beside their floors; writes bench/results.json
	$(PY) -m tests.bench.run $(ARGS)

run: setup ## opens the window
	@$(PYTHON) tools/system_libraries.py --screen
	$(PY) main.py $(ARGS)

# --- parts of check -----------------------------------------------------------------------------------------

check-format: setup ## formatting
	$(BIN)/ruff format --check -q .
check-lint: setup ## lint
	$(BIN)/ruff check -q .
check-types: setup ## types
	$(BIN)/mypy
check-contracts: setup ## who may import whom
	$(BIN)/lint-imports
check-sizes: setup ## lengths of files and functions
	$(PY) tools/sizes.py
check-texts: setup ## every sentence in Danish, none left over
	$(PY) tools/texts.py check
check-cleanliness: setup ## nothing in the repository that does not belong there
	$(PY) tools/cleanliness.py
check-licences: setup ## the licence text of everything shipped
	$(PY) tools/licences.py check

# --- a developer's ------------------------------------------------------------------------------------------

format: setup ## formats the source
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

coverage: setup ## branch coverage of the quick tests
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal -q -m "not long" $(ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

lock: ## makes requirements.lock anew from pyproject.toml; needs uv, and names no index
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock

licences: setup ## gathers the licence texts of everything shipped into docs/licences
	$(PY) tools/licences.py gather

test-long: setup ## long random lives of five vaults, other ones each time: some minutes
	$(PY) -m pytest -n 0 -q -m long $(ARGS)
test-desktop: setup ## the window on a screen of its own, worked by a program that knows only the accessible tree
	@$(PYTHON) tools/system_libraries.py --desktop
	$(PY) tests/desktop/run.py
dist: ## not yet: a folder that runs without Python
	@echo "Packaging is not built yet; make demo runs from the source."; exit 1
wheelhouse: ## not yet: everything for a machine without a network
	@echo "The wheelhouse is not built yet; make demo fetches what the lock names."; exit 1
screenshots: setup ## every screen as a picture, into build/screenshots; ARGS=--readme makes those of the README
	$(PY) tools/screenshots.py $(ARGS)
