# The Python that makes .venv. To choose another: make lab PYTHON=python3.12
# Each command installs what it needs: learners' packages, teachers' too, or all (setup-dev).
PYTHON = python3
# nbgrader and the lab start other programs by name, so .venv/bin comes first in their PATH.
RUN = PATH="$$PWD/.venv/bin:$$PATH"
# onnxruntime, which deepface imports, reports its use to its makers unless told not to.
export ORT_DISABLE_TELEMETRY = 1

.PHONY: help setup setup-teach setup-dev lab check test book links bench grade exercises tidy lock

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 16

setup:
	@$(PYTHON) scripts/setup.py

setup-teach:
	@$(PYTHON) scripts/setup.py teach

setup-dev:
	@$(PYTHON) scripts/setup.py dev

lab: setup  ## open the first lesson in JupyterLab
	@$(RUN) python -m falsematch lab

check: setup-dev  ## look at a change quickly, before `make test`
	@$(RUN) python scripts/check.py

test: setup-dev  ## run every test
	@sh scripts/system.sh chromium chromium "the browser tests"
	@sh scripts/system.sh bwrap bubblewrap "the sandbox in which submissions are graded"
	@sh scripts/system.sh npm npm "the test of the class server"
	@$(RUN) ruff check --quiet .
	@# A file stays with one process: some grade a whole class once for all their tests. Three, for two
	@# processors: the tests of browsers and servers mostly wait.
	@$(RUN) pytest -n 3 --dist loadfile --no-loadscope-reorder

book: setup-dev  ## make the reading site in build/book
	@sh scripts/system.sh chromium chromium "the PDF of each lesson"
	@$(RUN) sphinx-build --fail-on-warning --keep-going --quiet --jobs auto -d build/doctrees -c book . build/book
	@echo "The site is there: build/book/index.html"

links: setup-dev  ## ask every address that the course names whether it still answers (needs the network)
	@$(RUN) sphinx-build --quiet --jobs auto -b linkcheck -D nb_execution_mode=off -d build/doctrees-links -c book . build/links

bench: setup-dev  ## measure how fast it is, beside what people would use instead (half an hour)
	@$(RUN) python bench/start.py
	@$(RUN) python bench/speed.py

grade: setup-teach  ## grade what students handed in
	@sh scripts/system.sh bwrap bubblewrap "the sandbox in which submissions are graded" || true
	@$(RUN) python -m falsematch grade

exercises: setup-teach  ## make exercises/ from solutions/
	@cd solutions && for ps in */; do (cd .. && $(RUN) nbgrader generate_assignment --no-db --force "$${ps%/}") || exit 1; done

tidy: setup-dev  ## take outputs and counts out of the notebooks
	@$(RUN) python scripts/tidy.py

lock: setup-dev  ## write the requirements*.lock files anew from pyproject.toml
	@$(RUN) python scripts/lock.py
