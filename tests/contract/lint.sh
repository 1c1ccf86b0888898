#!/usr/bin/env bash
# The second and third opinion on the committed contracts, for machines that have Node: the gate
# everywhere is openapi-spec-validator, which comes with the Python environment.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm >/dev/null || ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
    echo "Redocly and Spectral left out: this machine has no Node 20 or later."
    exit 0
fi

stamp=node_modules/.made-from-lock
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch "$stamp"
fi

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NODE_NO_WARNINGS=1
node_modules/.bin/redocly lint ../../openapi/openapi.yaml --config redocly.yaml
node_modules/.bin/spectral lint ../../openapi/*.yaml --ruleset spectral.yaml --fail-severity warn
