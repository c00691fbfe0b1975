#!/usr/bin/env bash
# backup.sh FOLDER: the database and the files, dated; restore.sh brings them back.
set -euo pipefail
folder=${1:?"backup.sh FOLDER"}
cd "$(dirname "$0")/.."
set -a; [ -f .env ] && . ./.env; set +a
mkdir -p "$folder"
stamp=$(date +%Y%m%d-%H%M%S)
case "${DATABASE_URL:-}" in
    postgres*) pg_dump --format=custom --file="$folder/$stamp.dump" "$DATABASE_URL" ;;
    *) .venv/bin/python - "$folder/$stamp.sqlite3" <<'PY'
import sqlite3, sys
source, target = sqlite3.connect("var/portal.sqlite3"), sqlite3.connect(sys.argv[1])
with target:
    source.backup(target)
PY
    ;;
esac
tar -C "${MEDIA_ROOT:-var/media}" -cf "$folder/$stamp-files.tar" .
(cd "$folder" && sha256sum "$stamp"* > "$stamp.sha256")
echo "$folder/$stamp"
