# shellcheck shell=bash
# Read by backup.sh and restore.sh: where this installation keeps its data, as its own settings see it.
# Sets vendor (sqlite or postgresql), database (the file's path) and media; for PostgreSQL exports PGHOST, PGUSER, ….

[[ -x .venv/bin/python ]] || { echo "$0: run bin/setup first." >&2; exit 1; }
if [[ -z ${SECRET_KEY:-} ]] && ! grep -qs '^SECRET_KEY=.' .env; then
  source bin/environment
fi
settings=$(DJANGO_SETTINGS_MODULE=config.settings .venv/bin/python - <<'PY'
from shlex import quote

from django.conf import settings

place = settings.DATABASES["default"]
vendor = "sqlite" if place["ENGINE"].endswith("sqlite3") else "postgresql"
print(f"vendor={vendor} media={quote(str(settings.MEDIA_ROOT))} database={quote(str(place['NAME']))}")
if vendor == "postgresql":
    for name, key in {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}.items():
        if place.get(key):
            print(f"export {name}={quote(str(place[key]))}")
PY
)
# shellcheck disable=SC2034 # for those that read this file
vendor='' database='' media=''
eval "$settings"
