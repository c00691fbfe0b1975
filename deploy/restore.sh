#!/usr/bin/env bash
# Brings back what deploy/backup.sh wrote, into the database and the media directory of this installation's settings.
#   deploy/restore.sh FOLDER/YYYYmmdd-HHMMSS [--replace]
# Stop web, worker and timer first. What is there now is only replaced with --replace; replaced files are kept beside.
set -euo pipefail
from=${1:?"usage: deploy/restore.sh FOLDER/YYYYmmdd-HHMMSS [--replace]"}
replace=${2:-}
[[ -f $from/SHA256SUMS ]] || { echo "restore: $from is not a backup (no SHA256SUMS)." >&2; exit 1; }
from=$(cd "$from" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/storage.sh
umask 077
die() { echo "restore: $*" >&2; exit 1; }

(cd "$from" && sha256sum --check --strict --quiet SHA256SUMS) || die "the backup is damaged; nothing was changed."
if [[ $vendor == postgresql ]]; then
  [[ -f $from/database.dump ]] || die "this backup is of SQLite, the settings name PostgreSQL; nothing was changed."
  occupied=$(psql -Atqc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
else
  [[ -f $from/database.sqlite3 ]] || die "this backup is of PostgreSQL, the settings name SQLite; nothing was changed."
  occupied=$([[ -s $database ]] && echo 1 || echo 0)
fi
[[ -z $(ls -A "$media" 2>/dev/null) ]] || occupied=1
if [[ $occupied != 0 && $replace != --replace ]]; then
  die "there is data here already; say --replace to put the backup in its place. Nothing was changed."
fi

# First everything that can fail for want of room, then the exchange.
aside=.before-$(date +%Y%m%d-%H%M%S)
mkdir -p "$(dirname "$media")"
rm -rf "$media.restoring"
mkdir "$media.restoring"
tar -C "$media.restoring" -xf "$from/media.tar"
if [[ $vendor == postgresql ]]; then
  # Written out first and then played in one transaction: an error at any point leaves the database as it was. A dump holds
  # no statistics; without them the first pages would be planned as if every table were empty.
  sql=$media.restoring.sql
  trap 'rm -f "$sql"' EXIT
  pg_restore --no-owner --no-privileges --file=- "$from/database.dump" | LC_ALL=C grep -avx 'CREATE SCHEMA public;' >"$sql"
  PGOPTIONS='-c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 --single-transaction \
    -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' -f "$sql" -c ANALYZE >/dev/null
else
  mkdir -p "$(dirname "$database")"
  cp "$from/database.sqlite3" "$database.restoring"
  for file in "$database" "$database-wal" "$database-shm"; do
    if [[ -e $file ]]; then mv "$file" "$database$aside${file#"$database"}"; fi
  done
  mv "$database.restoring" "$database"
fi
if [[ -d $media ]]; then mv "$media" "$media$aside"; fi
mv "$media.restoring" "$media"
echo "restore: $from is back. Now: bin/manage migrate, then start web, worker and timer."
