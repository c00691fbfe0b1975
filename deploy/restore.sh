#!/usr/bin/env bash
# restore.sh FOLDER/STAMP: brings back what backup.sh made, after comparing the hashes. Stop the services first.
set -euo pipefail
from=${1:?"restore.sh FOLDER/STAMP"}
cd "$(dirname "$0")/.."
set -a; [ -f .env ] && . ./.env; set +a
(cd "$(dirname "$from")" && sha256sum --check --quiet "$(basename "$from").sha256")
case "${DATABASE_URL:-}" in
    postgres*) pg_restore --clean --if-exists --no-owner --dbname="$DATABASE_URL" "$from.dump" ;;
    *) cp "$from.sqlite3" var/portal.sqlite3; rm -f var/portal.sqlite3-wal var/portal.sqlite3-shm ;;
esac
mkdir -p "${MEDIA_ROOT:-var/media}"
tar -C "${MEDIA_ROOT:-var/media}" -xf "$from-files.tar"
