#!/bin/sh
# Write both lock files anew: every version with the hashes of all its files, for any Python from 3.11 on, without addresses.
set -eu
python3 -m venv .built/lock
.built/lock/bin/pip install --quiet uv
for kind in "" -dev; do
    extras="--extra build"
    [ -z "$kind" ] || extras="$extras --extra dev --constraints requirements.lock"
    # shellcheck disable=SC2086
    .built/lock/bin/uv pip compile pyproject.toml $extras \
        --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
        --quiet --upgrade --output-file "requirements$kind.lock"
done
