# make        compile agents/ into build/
# make check  is build/ what a build would write now?
# make pages  what the pages and manual pages show of this project
# make test   everything CI checks, in this checkout
PYTHON ?= python3
PERSONAC = .venv/bin/personac

.PHONY: all check lint pages test clean
all: .venv/ready
	$(PERSONAC) build

check: .venv/ready
	$(PERSONAC) build --check

pages: .venv/ready
	.venv/bin/python -m tools.own_pages
	.venv/bin/python -m tools.man_pages

lint: .venv/ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/mkdocs build --strict --quiet

test: lint check
	.venv/bin/pytest -n auto --dist loadgroup --cov

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q -e '.[dev,docs]'
	touch $@

clean:
	rm -rf .venv .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache site
