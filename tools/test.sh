#!/bin/sh
# Run the tests; say loudly what cannot run here, or fail because of it when REQUIRE_ALL=1 (as in CI).
set -eu
left_out=""
marks="not services"  # they have a run of their own: make test-services
if [ -n "${SERVICES_POSTGRESQL:-}" ]; then
    marks="(services or not services)"
    export DATABASE_URL="$SERVICES_POSTGRESQL" REDIS_URL="$SERVICES_REDIS"
fi

leave_out() {
    left_out="$left_out
!! AUSGELASSEN: $2"
    marks="$marks and not $1"
}

for name in chromium chromium-browser google-chrome; do
    CHROMIUM="${CHROMIUM:-$(command -v "$name" || true)}"
done
export CHROMIUM
[ -n "$CHROMIUM" ] || leave_out browser "Tests im Browser, weil kein Chromium gefunden wurde (apt-get install chromium)."
[ -d ../shared ] || leave_out shared "Tests mit den Texten des Auftraggebers, weil ../shared fehlt."

if [ -n "$left_out" ] && [ "${REQUIRE_ALL:-}" = 1 ]; then
    echo "$left_out"
    echo "REQUIRE_ALL=1 verlangt alles: Abbruch."
    exit 1
fi
[ -z "$left_out" ] || echo "$left_out"

status=0
# shellcheck disable=SC2086
"$PY" -m pytest -m "$marks" -n "${WORKERS:-auto}" --dist worksteal ${TESTS:-} || status=$?
[ -z "$left_out" ] || echo "$left_out"
exit $status
