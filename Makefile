# make demo   set up what is needed and rank the projects for one county
# make test   set up what the tests need and run them
# make check  lint, types, import contracts, docs, slow tests, the built wheel, a short fuzz
# make site   the documentation as HTML, in build/site
# make bench  start-up times against an import floor, draws against bare numpy and other packages
# make validate-statistics  coverage of intervals and rank sets by simulation, some minutes
# make fuzz   ten minutes of hostile bytes for every loader
.POSIX:
.PHONY: demo test test-slow check lint types contracts docs docs-check site smoke bench validate-statistics fuzz fuzz-short lock clean
.DEFAULT_GOAL := demo
SHELL = /bin/sh

VENV = .venv
DEV = .venv-dev
PIP = -m pip install --quiet --disable-pip-version-check
RUN = $(DEV)/bin/python -m

demo: $(VENV)/ready
	@$(VENV)/bin/jt rank --county "Doña Ana"

test: $(DEV)/ready
	@$(RUN) pytest

# Two environments: what users get, and what developers need besides.
$(VENV)/ready: requirements.lock pyproject.toml
	@python=$$(sh tools/python.sh) && echo "Setting up $(VENV) (once) ..." >&2 && $$python -m venv --clear $(VENV)
	@$(VENV)/bin/python $(PIP) --require-hashes -r requirements.lock
	@$(VENV)/bin/python $(PIP) --no-deps -e .
	@touch $@

$(DEV)/ready: requirements-dev.lock pyproject.toml
	@python=$$(sh tools/python.sh) && echo "Setting up $(DEV) (once) ..." >&2 && $$python -m venv --clear $(DEV)
	@$(DEV)/bin/python $(PIP) --require-hashes -r requirements-dev.lock
	@$(DEV)/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

check: lint types contracts docs-check test-slow smoke fuzz-short

# Large files, signals at many moments, hostile texts through every verb and format, the pages run as tests.
test-slow: $(DEV)/ready
	@$(RUN) pytest -m slow

lint: $(DEV)/ready
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

types: $(DEV)/ready
	@$(RUN) mypy

contracts: $(DEV)/ready
	@$(DEV)/bin/lint-imports --no-cache

# Outputs in the README and the docs, the reference, the JSON Schemas and the manual page, made by the program itself.
docs: $(DEV)/ready
	@$(DEV)/bin/python tools/docs.py --write

docs-check: site
	@$(DEV)/bin/python tools/docs.py --check

# Every warning is an error. Nothing is fetched.
site: $(DEV)/ready
	@$(RUN) sphinx --fail-on-warning --keep-going --nitpicky --fresh-env --quiet -b html docs build/site
	@echo "the site is in build/site/index.html"

# The built wheel in a fresh environment, with nothing of the checkout in reach.
smoke: $(DEV)/ready
	@$(DEV)/bin/python tools/smoke.py

bench: $(DEV)/ready
	@$(DEV)/bin/python benchmarks/startup.py
	@$(DEV)/bin/python benchmarks/acceptability.py

# The long simulation; a short one is among the tests. Its table stands in docs/scoring/coverage.md.
validate-statistics: $(DEV)/ready
	@$(DEV)/bin/python tools/validate_statistics.py --write

# Hostile bytes for every loader: ten minutes (or FUZZ_SECONDS), and a short one for every check.
fuzz: $(DEV)/ready
	@$(DEV)/bin/python fuzz/run.py

fuzz-short: $(DEV)/ready
	@FUZZ_SECONDS=15 $(DEV)/bin/python fuzz/run.py

# Needs uv. Hashes, no addresses of any index, all platforms and Python versions.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(DEV) .venv-bench build dist
