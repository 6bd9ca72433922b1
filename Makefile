# The few commands a person types. Windows has no make: see the README for what to type there.
# `make demo OPTIONS="--bot-port 4000"` hands options to demo.py; OPTIONS=--help lists them.
# `make demo IDENTITY=user`: people sign in, and each sees their own rows.

# The first Python in PATH that the bot runs on; `make PYTHON=/path/to/python3.12 test` names another.
RUNS = 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
FOUND = for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c $(RUNS) 2>/dev/null && echo $$python && break; done
PYTHON := $(if $(PYTHON),$(PYTHON),$(shell $(FOUND)))
BIN = .venv/bin
AUDIT = build/audit/bin
PYTEST = $(BIN)/python -m pytest -n auto --dist loadgroup
# What runs outside of tests and measurements.
PRODUCT = app.py bot cards config.py demo.py deploy forget.py genie server settings simulator
# The tests of what has to be covered completely. The others run untraced, in half of the time.
COVERED = tests/cards tests/genie tests/test_access_settings.py tests/test_audit_settings.py tests/test_config.py \
	tests/test_credential_settings.py tests/test_identity_settings.py tests/test_spaces.py

.PHONY: demo run test check set-up lock audit sbom gallery teams-package catalogues icons bench bench-compare bench-guard \
	bench-frameworks fuzz clean

demo: python
	@$(PYTHON) demo.py $(if $(IDENTITY),--identity $(IDENTITY)) $(OPTIONS)

run: python
	@$(PYTHON) demo.py --own $(OPTIONS)

test: set-up check

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive -ll --configfile pyproject.toml $(PRODUCT)
	$(BIN)/pip-licenses >/dev/null
	$(PYTEST) $(COVERED) --cov --cov-report=term:skip-covered --cov-fail-under=100
	$(PYTEST) $(foreach part,$(COVERED),--ignore=$(part))

set-up: python
	@$(PYTHON) -m deploy.local.install

# Brings the locks up to date with the requirements; OPTIONS=--upgrade renews every package.
COMPILE = $(AUDIT)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-annotate --custom-compile-command "make lock" $(OPTIONS)

lock: build/audit/installed
	$(COMPILE) requirements.txt -o requirements.lock
	$(COMPILE) simulator/requirements.txt -c requirements.lock -o simulator/requirements.lock
	$(COMPILE) requirements-dev.txt -c requirements.lock -c simulator/requirements.lock \
		-o requirements-dev.lock
	$(COMPILE) requirements-audit.txt -o requirements-audit.lock
	$(COMPILE) bench/frameworks/requirements.txt -c requirements.lock -o bench/frameworks/requirements.lock

# Known vulnerabilities. Where the index does not give them, that is no failure, except in CI.
audit: build/audit/installed
	@$(AUDIT)/pip-audit --strict --disable-pip --progress-spinner off \
		-r requirements-dev.lock -r requirements-audit.lock \
		-r bench/frameworks/requirements.lock >build/audit.txt 2>&1; code=$$?; \
	if grep -Eq "^(No|Found [0-9]+) known vulnerabilit" build/audit.txt; then \
		cat build/audit.txt; exit $$code; \
	fi; \
	echo "Nothing was audited: the index gives no vulnerability data here (see build/audit.txt)."; \
	test -z "$$CI"

# The packages that the bot runs on, in CycloneDX.
sbom: build/audit/installed
	PYTHONWARNINGS=ignore $(AUDIT)/cyclonedx-py requirements requirements.lock \
		--pyproject pyproject.toml --output-reproducible -o build/sbom.json

build/audit/installed: requirements-audit.lock | python
	$(PYTHON) -m venv build/audit
	$(AUDIT)/python -m pip --disable-pip-version-check install --quiet --require-hashes \
		-r requirements-audit.lock
	@touch $@

gallery: set-up
	@$(BIN)/python -m tests.gallery

teams-package: python
	@$(PYTHON) -m deploy.teams.package

catalogues: set-up
	@$(BIN)/python -m deploy.catalogues

# OPTIONS="--count 1000 --seed 7" for fewer or other inputs.
fuzz: set-up
	@$(BIN)/python -m bench.fuzz $(OPTIONS)

bench: set-up
	$(BIN)/python -m bench

# Whether a question costs more CPU time than it did, compared with other bots; CI runs it.
bench-guard: set-up
	@$(BIN)/python -m bench.guard

# CPU per question of two commits: make bench-compare OLD=v1.0 NEW=HEAD OPTIONS="--rounds 5"
bench-compare: set-up
	@$(BIN)/python -m bench.compare "$(OLD)" "$(NEW)" $(OPTIONS)

# The same bot on other frameworks: OPTIONS="--only aiohttp fastapi" for some of them, and --help.
bench-frameworks: set-up build/frameworks/installed
	@$(BIN)/python -m bench.frameworks $(OPTIONS)

build/frameworks/installed: bench/frameworks/requirements.lock | python
	$(PYTHON) -m venv build/frameworks
	build/frameworks/bin/python -m pip --disable-pip-version-check install --quiet \
		--require-hashes -r bench/frameworks/requirements.lock
	@touch $@

icons:
	@for icon in color:192 outline:32; do \
		chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
			--default-background-color=00000000 --window-size=$${icon#*:},$${icon#*:} \
			--screenshot=deploy/teams/$${icon%:*}.png deploy/teams/$${icon%:*}.svg || exit 1; \
	done

clean:
	rm -rf .venv node_modules build .mypy_cache .pytest_cache .ruff_cache .coverage

.PHONY: python
python:
	@test -n "$(PYTHON)" || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed and not in PATH: install one, or name it with PYTHON=." >&2; exit 2; }
