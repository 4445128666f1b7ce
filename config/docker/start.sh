#!/bin/sh
# Start Odoo. The password of the database comes from a file and stays out of the
# process list: Odoo reads PGPASSWORD. The first time the suite is installed; with
# PERMANENCE_UPDATE=yes it is updated.
set -eu

PGPASSWORD="$(cat "${SECRETS:-/run/secrets}/db_password")"
export PGPASSWORD
# Odoo takes an empty name for a wish to try without a replica.
[ -n "${PGHOST_REPLICA:-}" ] || unset PGHOST_REPLICA
set -- --config="${CONF:-/etc/odoo/odoo.conf}" \
    --db_host="$PGHOST" --db_port="${PGPORT:-5432}" --db_user="$PGUSER" \
    --addons-path="${ADDONS:-/opt/permanence/addons}" \
    --data-dir="${FILES:-/var/lib/odoo}" \
    --http-interface="${INTERFACE:-0.0.0.0}" "$@"
odoo="${ODOO:-odoo}"
suite="${SUITE:-permanence_suite}"

installed() {
    python3 -c "
import sys, psycopg2
try:
    with psycopg2.connect(dbname='permanence') as connection:
        cursor = connection.cursor()
        cursor.execute(
            'SELECT 1 FROM ir_module_module WHERE name = %s AND state = %s',
            ['$suite', 'installed'],
        )
        sys.exit(0 if cursor.fetchone() else 1)
except psycopg2.Error:
    sys.exit(1)
"
}

if ! installed; then
    $odoo "$@" --workers=0 --no-http --load-language=fr_FR,ar_001 --init="$suite" \
        --stop-after-init
elif [ "${PERMANENCE_UPDATE:-no}" = yes ]; then
    $odoo "$@" --workers=0 --no-http --update=ngo_base --stop-after-init
fi
exec $odoo "$@"
