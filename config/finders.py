"""Front-end packages come from npm; only the files named here are ever served."""

import re

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGES = {
    "vendor/tabler": ("@tabler/core/dist", r"css/tabler\.min\.css(\.map)?"),
    "vendor/htmx": ("htmx.org/dist", r"htmx\.min\.js"),
    "vendor/icons": ("bootstrap-icons/font", r"bootstrap-icons\.min\.css|fonts/bootstrap-icons\.woff2?"),
    "vendor/be-vietnam-pro": (
        "@fontsource/be-vietnam-pro",
        r"(400|600)\.css|files/be-vietnam-pro-(vietnamese|latin|latin-ext)-(400|600)-normal\.woff2?",
    ),
    "vendor/inter": ("@fontsource/inter", r"files/inter-latin-(400|600)-normal\.woff2"),
}


class AllowListFinder(BaseFinder):
    """Finds `vendor/<package>/<file>` in node_modules when the package's pattern allows the file."""

    def __init__(self, *args, **kwargs):
        root = settings.BASE_DIR / "node_modules"
        self.sources = {
            prefix: (FileSystemStorage(location=root / folder), re.compile(pattern))
            for prefix, (folder, pattern) in PACKAGES.items()
        }
        for prefix, (storage, _) in self.sources.items():
            storage.prefix = prefix
        super().__init__(*args, **kwargs)

    def find(self, path, find_all=False, **kwargs):
        for prefix, (storage, allowed) in self.sources.items():
            inside = path.removeprefix(f"{prefix}/")
            if inside != path and allowed.fullmatch(inside) and storage.exists(inside):
                found = storage.path(inside)
                return [found] if find_all or kwargs.get("all") else found
        return []

    def list(self, ignore_patterns):
        for storage, allowed in self.sources.values():
            folders = [""]
            while folders:
                folder = folders.pop()
                if not storage.exists(folder or "."):
                    continue
                names, files = storage.listdir(folder)
                folders += [f"{folder}{name}/" for name in names if f"{folder}{name}".count("/") < 1]
                for name in files:
                    if allowed.fullmatch(f"{folder}{name}"):
                        yield f"{folder}{name}", storage
