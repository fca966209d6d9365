#!/bin/sh
# Installs a lock into .venv with uv where it is present, with pip otherwise: deploy/venv.sh LOCK STAMP
set -eu
lock=$1
stamp=$2
python=${PYTHON:-python3}

command -v "$python" >/dev/null || { echo "python3 was not found: install Python 3.11 or newer." >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "$("$python" --version) is too old: the portal needs Python 3.11 or newer (PYTHON=… names another)." >&2; exit 1; }
uv --version >/dev/null 2>&1 && uv=yes || uv=

if [ ! -x .venv/bin/python ]; then
    echo "Making .venv with $("$python" --version)"
    rm -rf .venv
    { [ -n "$uv" ] && uv venv --quiet --no-python-downloads --python "$python" .venv 2>/dev/null; } ||
        "$python" -m venv .venv >/dev/null 2>&1 ||
        { rm -rf .venv; "$python" -m venv --without-pip .venv; } # Debian without python3-venv
fi

count=$(grep -c '^[a-zA-Z0-9].*==' "$lock")
echo "Installing up to $count packages of $lock"
if [ -n "$uv" ] && uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"; then
    touch "$stamp"
    exit 0
fi

if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip=".venv/bin/python -m pip"
elif "$python" -m pip --version >/dev/null 2>&1; then
    pip="$python -m pip --python .venv/bin/python"
else
    echo "Neither uv nor pip was found: install python3-pip (Debian: apt install python3-pip)." >&2
    exit 1
fi
# Not compiled ahead: the first start compiles only what it imports.
{ $pip install --disable-pip-version-check --no-input --no-compile --require-hashes -r "$lock" 2>&1 && touch "$stamp"; } |
    awk -v total="$count" '
        /^Collecting / { seen++; if (seen % 10 == 0) printf "  %d of %d\n", seen, total; fflush() }
        /^(Installing collected|Successfully)/ { print "  " substr($0, 1, 60) " …"; fflush() }
        /^(ERROR|  *ERROR|error:)/ { print; fflush() }'
[ -e "$stamp" ] || { echo "Installing failed: see the lines above." >&2; exit 1; }
