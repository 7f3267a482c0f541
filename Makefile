# Two commands do everything: `make serve` and `make test`. Each sets up what it needs by itself.

PORT ?= 8000
HOST ?= 127.0.0.1
SEEDS ?= seeds
OUT ?= published
PACTE_BASE ?= http://localhost:$(PORT)/
VENV ?= .venv
SHELL := /bin/sh

export PACTE_BASE

.DEFAULT_GOAL := help
.PHONY: help serve build test test-wheel lint format bench editor lock clean

help: ## Say what each target does.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/.run: requirements/run.lock requirements/install.sh pyproject.toml
	@requirements/install.sh run $(VENV)
	@touch $@

$(VENV)/.dev: requirements/dev.lock requirements/install.sh pyproject.toml
	@requirements/install.sh dev $(VENV)
	@touch $@ $(VENV)/.run

build: $(VENV)/.run ## Build the release from seeds/ (SEEDS=…, OUT=…, PACTE_BASE=…).
	$(VENV)/bin/pacte build $(SEEDS) --out $(OUT) --base $(PACTE_BASE)

serve: build ## Set up everything, build the release, serve it (PORT=8000, HOST=127.0.0.1).
	PACTE_RELEASES=$(OUT) $(VENV)/bin/pacte serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev ## Set up everything and run all tests, with branch coverage.
	@requirements/install.sh chromium
	@requirements/install.sh engines $(VENV)
	@requirements/install.sh proxy
	rm -f .coverage .coverage.*
	$(VENV)/bin/python -m pytest --cov --cov-report= $(PYTEST)
	$(VENV)/bin/coverage report --fail-under=95

test-wheel: $(VENV)/.dev ## Run the tests once more on the built wheel, installed in an environment of its own.
	@requirements/install.sh chromium
	rm -rf build/wheel && mkdir -p build/wheel
	$(VENV)/bin/python -m build --wheel --no-isolation --outdir build/wheel .
	requirements/install.sh locked dev .venv-wheel
	@requirements/install.sh engines .venv-wheel
	@requirements/install.sh proxy
	.venv-wheel/bin/python -m pip install --quiet --no-deps --force-reinstall build/wheel/*.whl
	mkdir build/wheel/tree && cp -R tests seeds docs README.md CHANGELOG.md Makefile pyproject.toml requirements benchmarks build/wheel/tree/
	cd build/wheel/tree && $(CURDIR)/.venv-wheel/bin/pytest -p no:cacheprovider $(PYTEST)

lint: $(VENV)/.dev ## Check style, formatting and types.
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: $(VENV)/.dev ## Format the code.
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev build ## Run the benchmarks: ratios against a reference in the same run.
	$(VENV)/bin/python benchmarks/build.py
	$(VENV)/bin/python benchmarks/reading.py
	$(VENV)/bin/python benchmarks/abuse.py $(OUT)
	$(VENV)/bin/python benchmarks/sparql $(OUT)

editor: ## Bundle the SPARQL editor into server/static/ (needs Node.js and npm).
	rm -rf build/editor && mkdir -p build && cp -R server/editor build/editor
	cd build/editor && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs $(CURDIR)/server/static

lock: ## Pin the dependencies, keeping the versions that still fit; UPGRADE=--upgrade takes the newest (needs uv).
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --quiet $(UPGRADE) pyproject.toml --group build --group test --group lint --output-file requirements/dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --quiet pyproject.toml --group build --constraint requirements/dev.lock --output-file requirements/run.lock

clean: ## Remove environments, builds and caches; the published release stays.
	rm -rf .venv .venv-wheel build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
