#!/bin/sh
# Follow the primary server as it writes, and answer what only reads. The first time
# the whole database is copied; to do that anew, remove the volume.
set -eu

PGPASSWORD="$(cat "${SECRETS:-/run/secrets}/db_password")"
export PGPASSWORD
folder="${FOLDER:-/var/lib/postgresql/data}"

if [ ! -d "$folder/replica" ]; then
    # What was half copied is of no use.
    rm -rf "$folder/half"
    pg_basebackup --pgdata="$folder/half" --write-recovery-conf --wal-method=stream \
        --checkpoint=fast
    mv "$folder/half" "$folder/replica"
fi
# Feedback: a long list here is not cancelled because of rows swept away there.
exec postgres -D "$folder/replica" -c "hba_file=${HBA:-/pg_hba.conf}" \
    -c hot_standby_feedback=on "$@"
