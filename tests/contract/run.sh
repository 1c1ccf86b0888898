#!/usr/bin/env bash
# run.sh [bounded]: calls every operation of a running server with what the committed contract
# allows and with what it forbids, as one principal of each of two partnerships, with three seeds.
# Fails on any finding of Schemathesis, on any operation that one of the two never saw succeed and
# never saw refused, and on any failure the server wrote into its log. Leaves nothing behind.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${VENV:-.venv}/bin
openapi=$root/openapi/openapi.yaml
state=$(mktemp -d)
server=""

finish() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
    rm -rf "$state"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The bounded run calls each operation by itself once as each principal: as one of them in two parts,
# the rooms where people agree and decide, and the rest. The boundary cases of the coverage phase are
# the same whatever the seed and whoever asks, and most of all cases: it sends them once.
if [ "${1:-}" = bounded ]; then
    requests=4 chains=40
    rooms="--include-tag deals --include-tag forums --include-tag escalations"
    rest="--exclude-tag deals --exclude-tag forums --exclude-tag escalations"
    reads="--include-method GET" writes="--exclude-method GET"
else
    requests=40 chains=200 rooms="" rest="" reads="" writes=""
fi

unset DATABASE_URL REDIS_URL
export ACCORD_STATE_DIR=$state PYTHONPATH=$root DJANGO_SETTINGS_MODULE=backend.config.settings
# A run asks more often than anyone should; what the limits do has tests of its own.
export RATE_LIMIT_PRINCIPAL=0 RATE_LIMIT_ANONYMOUS=0
port=$("$bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PUBLIC_BASE_URL=http://127.0.0.1:$port
# Endpoints of the run are on this machine, and nothing is sent off it.
export WEBHOOK_ALLOW_LOOPBACK=true

"$bin/python" "$root/manage.py" migrate -v0
"$bin/python" -m tests.contract.seed "$state"
: >"$state/server.log"
PYTHONUNBUFFERED=1 "$bin/python" "$root/manage.py" serve --port "$port" >"$state/server.log" 2>&1 &
server=$!
until grep -q "running on http" "$state/server.log"; do
    kill -0 "$server" 2>/dev/null || { cat "$state/server.log"; exit 1; }
    sleep 0.1
done

export ACCORD_CONTRACT_URL=$PUBLIC_BASE_URL
export ACCORD_CONTRACT_SEATS=$state/seats.json ACCORD_CONTRACT_AUTH=$state/auth.json

# call PLACE SEED PHASES EXAMPLES [OPTION…]
call() {
    ACCORD_CONTRACT_PLACE=$1 "$bin/st" --config-file "$root/tests/contract/schemathesis.toml" \
        run "$openapi" --url "$PUBLIC_BASE_URL" --seed "$2" --phases "$3" --max-examples "$4" \
        --no-color --report ndjson --report-ndjson-path "$state/$1-$2-${3%%,*}.ndjson" "${@:5}"
}

# try PLACE SEED OPERATIONS BOUNDARIES: each operation by itself, then chains of them. The last two
# are options that say which operations are called so, and of which of them the boundary cases.
try() {
    cd "$state"
    local status=0
    {
        # shellcheck disable=SC2086 # several options
        call "$1" "$2" examples,fuzzing "$requests" $3 || status=1
        # shellcheck disable=SC2086 # several options
        call "$1" "$2" coverage "$requests" $3 $4 || status=1
        call "$1" "$2" stateful "$chains" || status=1
    } >"$1-$2.log" 2>&1
    return "$status"
}

# At once: each spends half of its time waiting for the server.
runs=()
try knowsley 1 "$rest" "$writes" & runs+=("knowsley-1:$!")
try sefton 2 "" "$reads" & runs+=("sefton-2:$!")
try knowsley 3 "$rooms" "$writes" & runs+=("knowsley-3:$!")

failed=0
for run in "${runs[@]}"; do
    name=${run%%:*}
    printf '\n=== %s\n' "$name"
    if wait "${run##*:}"; then
        sed -n '/^=* WARNINGS =*$/,/^=* SUMMARY =*$/p' "$state/$name.log"
        grep -E '^ +([0-9]+ generated|Selected|API Links)|^Seed|^=+ [N0-9]' "$state/$name.log"
    else
        failed=1
        cat "$state/$name.log"
    fi
done

printf '\n=== gaps\n'
"$bin/python" -m tests.contract.gaps "$openapi" "$state"/*.ndjson || failed=1

printf '\n=== server\n'
if grep -nE '" 5[0-9]{2} |^Traceback' -A 40 "$state/server.log"; then failed=1; else echo "no failure logged"; fi

printf '\ncontract %s after %ss\n' "$([ "$failed" -eq 0 ] && echo passed || echo FAILED)" "$SECONDS"
exit "$failed"
