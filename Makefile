# Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
IBID_HOME ?= .ibid
export IBID_HOME

.PHONY: run install test check lock eval clean

run: $(VENV)/installed ## set up, ingest the corpus, print a first cited answer, serve
	$(BIN)/ibid ingest corpus
	$(BIN)/ibid ask "How many diplomatic missions does North Korea have left?"
	$(BIN)/ibid serve

install: $(VENV)/installed ## the product alone

test: $(VENV)/dev-installed ## all tests that need no browser
	$(BIN)/pytest -n auto

check: $(VENV)/dev-installed ## lint, types, the law of imports, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

eval: $(VENV)/installed ## the eval suite over the corpus
	$(BIN)/ibid eval

lock: $(VENV)/dev-installed ## pin every dependency anew
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -c requirements.lock -o requirements-dev.lock

clean: ## what was installed and what the demo ingested
	rm -rf $(VENV) .ibid

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Ibid needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev-installed: $(VENV)/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
