#!/usr/bin/env bash
# Writes the database and the stored files into a new directory FOLDER/YYYYmmdd-HHMMSS and prints its name.
#   deploy/backup.sh FOLDER [--keep N]      --keep: afterwards remove all but the newest N
# The portal may go on running: the database is taken in one moment, and files only ever come to what is stored.
# The checksums let deploy/restore.sh refuse a damaged backup; keep copies on another machine.
set -euo pipefail
folder=${1:?"usage: deploy/backup.sh FOLDER [--keep N]"}
keep=''
if [[ ${2:-} == --keep ]]; then
  keep=${3:-}
  [[ $keep =~ ^[1-9][0-9]*$ ]] || { echo "backup: --keep takes a number from 1." >&2; exit 2; }
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/storage.sh
umask 077

name=$(date +%Y%m%d-%H%M%S)
target=$folder/$name
# Until it is whole it has another name, so that nobody restores or counts half a backup.
work=$folder/.$name.$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT

if [[ $vendor == postgresql ]]; then
  pg_dump --format=custom --no-owner --no-privileges --file="$work/database.dump"
else
  .venv/bin/python - "$database" "$work/database.sqlite3" <<'PY'
import sqlite3, sys

source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
target = sqlite3.connect(sys.argv[2])
source.backup(target)
if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
    sys.exit("backup: the database is damaged (PRAGMA integrity_check).")
target.execute("PRAGMA journal_mode=DELETE")
target.close()
PY
fi
mkdir -p "$media"
tar -C "$media" -cf "$work/media.tar" .
(cd "$work" && sha256sum database.* media.tar >SHA256SUMS)
sync -f "$work/SHA256SUMS" 2>/dev/null || sync
mv "$work" "$target"
echo "$target"

if [[ -n $keep ]]; then
  find "$folder" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*-[0-9]*' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do rm -rf "$old"; done
fi
