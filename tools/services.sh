#!/bin/sh
# Start a PostgreSQL server on a free port of this machine, run the command with its address in SERVICES_POSTGRESQL, and
# end it. Where there is none it says so and runs nothing, or the command without it when WITHOUT=1; when REQUIRE_ALL=1
# (as in CI) it fails. SERVER_OPTIONS are handed to the server.
set -eu

missing() {
    echo "!! AUSGELASSEN: alles mit PostgreSQL, weil $reason (apt-get install postgresql)."
    if [ "${REQUIRE_ALL:-}" = 1 ]; then
        echo "REQUIRE_ALL=1 verlangt alles: Abbruch."
        exit 1
    fi
    [ "${WITHOUT:-}" != 1 ] || exec "$@"
    exit 0
}

binaries=""
for folder in /usr/lib/postgresql/*/bin; do
    [ ! -x "$folder/initdb" ] || binaries=$folder
done
[ -n "$binaries" ] || binaries=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
reason="kein initdb gefunden wurde"
[ -x "$binaries/initdb" ] || missing "$@"

# PostgreSQL refuses to run as root.
as_owner=""
if [ "$(id -u)" = 0 ]; then
    reason="es den Benutzer postgres nicht gibt"
    id postgres >/dev/null 2>&1 || missing "$@"
    as_owner="runuser -u postgres --"
fi

folder=$(mktemp -d)
[ -z "$as_owner" ] || chown postgres "$folder"
stop() {
    (cd / && $as_owner "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM

port=$("$PY" -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
(
    cd /
    $as_owner "$binaries/initdb" -D "$folder/data" -U council -A trust -E UTF8 --locale=C --no-sync >/dev/null
    $as_owner "$binaries/pg_ctl" -D "$folder/data" -w -l "$folder/log" start \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 ${SERVER_OPTIONS:-}" >/dev/null
)
export SERVICES_POSTGRESQL="postgresql://council@127.0.0.1:$port/postgres"
status=0
"$@" || status=$?
exit $status
