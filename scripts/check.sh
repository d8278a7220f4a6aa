#!/usr/bin/env bash
# Everything a change must pass: lint, types, tests with the real networks, and the built wheel in an empty environment.
# With --thorough also the tests that ask again, for long, what others ask in short: before a release.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
env=${STRETCHCHECK_ENV:-.venv}
which="not browser and not thorough"
if [ "${1:-}" = --thorough ]; then
  which="not browser"
  shift
fi

# Byte code is compiled when it is first imported, and kept: hundreds of processes are started here, and to compile
# all that is installed takes longer than to install it.
export PYTHONDONTWRITEBYTECODE=
# The newest pip: it chooses what to install in half the time that the one of a Python of some years ago takes.
[ -x "$env/bin/python" ] || "$python" -m venv --upgrade-deps "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --editable ".[test]"
"$env/bin/stretchcheck" models fetch

"$env/bin/ruff" check .
"$env/bin/ruff" format --check .

said=$(mktemp)
types='' bench=''
trap 'kill $types $bench 2>/dev/null || true; rm -f "$said" "$said.bench"' EXIT

# Sessions in real time, first: beside the whole suite they came too late on a slow machine. What only counts, the
# types and the bench, runs beside them, at the lowest priority.
nice -n 19 "$env/bin/mypy" >"$said" 2>&1 &
types=$!
nice -n 19 "$env/bin/python" -m pytest -m "$which" tests/test_bench.py >"$said.bench" 2>&1 &
bench=$!
failed=0
# A second try tells a busy moment from a defect.
"$env/bin/python" -m pytest -m browser "$@" || "$env/bin/python" -m pytest -m browser "$@" || failed=1
wait "$types" || failed=1
wait "$bench" || failed=1
cat "$said" "$said.bench"

# In the order of tests/conftest.py, which begins with the files that take longest.
"$env/bin/python" -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder -m "$which" \
  --ignore tests/test_bench.py "$@" || failed=1
[ "$failed" = 0 ]
