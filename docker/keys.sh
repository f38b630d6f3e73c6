#!/bin/sh
# Prints fresh secrets for docker/.env, once an installation: what is written under them can't be read without them.
set -eu
random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
echo "POSTGRES_PASSWORD=$(random | tr -dc 'A-Za-z0-9')"
for name in JWT_KEYS QR_KEYS PII_KEYS INDEX_KEY SEAL_KEYS; do echo "$name=k1:$(random)"; done
# Lets Prometheus of the profile `watch` read the metrics.
echo "METRICS_TOKEN=$(random | tr -dc 'A-Za-z0-9')"
