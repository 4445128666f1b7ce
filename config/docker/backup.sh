#!/bin/sh
# Each night: the database first, then the files, then their checksums. A backup has
# its name when it is whole; those older than KEEP_DAYS go.
set -eu

PGPASSWORD="$(cat "${SECRETS:-/run/secrets}/db_password")"
export PGPASSWORD
backups="${BACKUPS:-/backups}"
store="${FILES:-/var/lib/odoo}/filestore"
database="${DATABASE:-permanence}"

save() {
    name="$database-$(date +%Y%m%d-%H%M%S)"
    draft="$backups/.$name"
    rm -rf "$draft"
    mkdir -p "$draft"
    pg_dump --format=custom --no-owner --file="$draft/database.dump" "$database"
    mkdir -p "$draft/filestore"
    if [ -d "$store/$database" ]; then
        tar -C "$store/$database" -cf "$draft/filestore.tar" .
    else
        tar -C "$draft/filestore" -cf "$draft/filestore.tar" .
    fi
    rmdir "$draft/filestore"
    (cd "$draft" && sha256sum database.dump filestore.tar > SHA256SUMS)
    chmod -R go-rwx "$draft"
    mv "$draft" "$backups/$name"
    date > "$backups/last"
    find "$backups" -maxdepth 1 -name "$database-*" -mtime "+${KEEP_DAYS:-30}" \
        -exec rm -rf {} +
}

if [ "${1:-}" = now ]; then
    save
    exit 0
fi
while true; do
    now="$(date +%s)"
    next="$(date -d "today ${BACKUP_AT:-02:30}" +%s)"
    [ "$next" -gt "$now" ] || next="$((next + 86400))"
    sleep "$((next - now))"
    # A night that fails is told in the log and by the health check; the next one runs.
    save || echo "the backup failed" >&2
done
