#!/usr/bin/env bash
# Everything a change must pass: lint, types, tests with the real networks, and the built wheel in an empty environment.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
env=${STRETCHCHECK_ENV:-.venv}

# Byte code is compiled when it is first imported, and kept: hundreds of processes are started here, and to compile
# all that is installed takes longer than to install it.
export PYTHONDONTWRITEBYTECODE=
# The newest pip: it chooses what to install in half the time that the one of a Python of some years ago takes.
[ -x "$env/bin/python" ] || "$python" -m venv --upgrade-deps "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --editable ".[test]"
"$env/bin/stretchcheck" models fetch

"$env/bin/ruff" check .
"$env/bin/ruff" format --check .

said=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$said"' EXIT
failed=0
# Sessions in the browser run in real time and wait most of it; all that is beside them steps back for them, and
# tests/conftest.py begins with files that compute for minutes and in which no time is measured.
set -m # else what runs behind would be deaf to the Ctrl-C by which sessions are ended
"$env/bin/python" -m pytest -m browser "$@" >"$said/browser" 2>&1 &
browser=$!
set +m
nice -n 19 "$env/bin/mypy" >"$said/types" 2>&1 &
types=$!
nice -n 19 "$env/bin/python" -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder -m "not browser" "$@" ||
  failed=1
wait "$types" || failed=1
again=0
wait "$browser" || again=1
cat "$said/types" "$said/browser"
[ "$failed" = 0 ]
# A second try, alone, tells a busy moment from a defect.
[ "$again" = 0 ] || "$env/bin/python" -m pytest -m browser "$@"
