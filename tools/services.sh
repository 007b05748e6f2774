#!/bin/sh
# Start a PostgreSQL and a Redis server on free ports of this machine, run the command with their addresses in
# SERVICES_POSTGRESQL and SERVICES_REDIS, and end them. Where one is missing it says so and runs nothing, or the command
# without them when WITHOUT=1; when REQUIRE_ALL=1 (as in CI) it fails. SERVER_OPTIONS are handed to PostgreSQL.
set -eu

missing() {
    echo "!! AUSGELASSEN: alles mit PostgreSQL und Redis, weil $reason (apt-get install postgresql redis-server)."
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
reason="kein redis-server gefunden wurde"
command -v redis-server >/dev/null || missing "$@"

# PostgreSQL refuses to run as root.
as_owner=""
if [ "$(id -u)" = 0 ]; then
    reason="es den Benutzer postgres nicht gibt"
    id postgres >/dev/null 2>&1 || missing "$@"
    as_owner="runuser -u postgres --"
fi

folder=$(mktemp -d)
[ -z "$as_owner" ] || chown postgres "$folder"
redis=""
stop() {
    [ -z "$redis" ] || kill "$redis" 2>/dev/null || true
    (cd / && $as_owner "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM

free_port() {
    "$PY" -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])'
}

port=$(free_port)
(
    cd /
    $as_owner "$binaries/initdb" -D "$folder/data" -U council -A trust -E UTF8 --locale=C --no-sync >/dev/null
    $as_owner "$binaries/pg_ctl" -D "$folder/data" -w -l "$folder/log" start \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 ${SERVER_OPTIONS:-}" >/dev/null
)
export SERVICES_POSTGRESQL="postgresql://council@127.0.0.1:$port/postgres"

# Nothing of it outlives the run.
redis_port=$(free_port)
redis-server --bind 127.0.0.1 --port "$redis_port" --save "" --appendonly no --dir "$folder" >"$folder/redis.log" 2>&1 &
redis=$!
"$PY" -c 'import sys, redis; redis.Redis(port=int(sys.argv[1]), retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 100)).ping()' "$redis_port"
export SERVICES_REDIS="redis://127.0.0.1:$redis_port/0"
status=0
"$@" || status=$?
exit $status
