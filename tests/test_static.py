"""What the server gives away from node_modules, and that nothing it serves points elsewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.template.loader import get_template

REFERENCE = re.compile(r"""url\(\s*(?:"([^"]+)"|'([^']+)'|([^)'"]+))\s*\)|@import\s+["']([^"']+)["']""")
VENDOR = {
    "tabler/css/tabler.min.css",
    "tabler/css/tabler.min.css.map",
    "htmx/htmx.min.js",
    "icons/bootstrap-icons.min.css",
    "icons/fonts/bootstrap-icons.woff",
    "icons/fonts/bootstrap-icons.woff2",
    "be-vietnam-pro/400.css",
    "be-vietnam-pro/600.css",
    "inter/files/inter-latin-400-normal.woff2",
    "inter/files/inter-latin-600-normal.woff2",
} | {
    f"be-vietnam-pro/files/be-vietnam-pro-{script}-{weight}-normal.{form}"
    for script in ("latin", "latin-ext", "vietnamese")
    for weight in (400, 600)
    for form in ("woff", "woff2")
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The directory `collectstatic` fills for production, with its manifest."""
    root = tmp_path_factory.mktemp("static")
    command = collectstatic.Command()
    command.storage = ManifestStaticFilesStorage(location=str(root), base_url="/static/")
    call_command(command, interactive=False, verbosity=0)
    return root


def references(stylesheet: Path) -> list[str]:
    found = ("".join(parts).strip() for parts in REFERENCE.findall(stylesheet.read_text()))
    return [unquote(name).split("?")[0].split("#")[0] for name in found if not name.startswith(("data:", "#"))]


def test_only_the_listed_files_of_packages_are_served(collected):
    served = {path.relative_to(collected / "vendor").as_posix() for path in (collected / "vendor").rglob("*.*")}
    assert {re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name) for name in served} == VENDOR


def test_node_modules_is_no_directory_of_static_files():
    assert not [folder for folder in settings.STATICFILES_DIRS if "node_modules" in str(folder)]


@pytest.mark.parametrize("name", sorted(VENDOR))
def test_listed_files_are_found_while_developing(name):
    assert finders.find(f"vendor/{name}")


@pytest.mark.parametrize(
    "path",
    [
        "vendor/tabler/js/tabler.min.js",
        "vendor/tabler/css/tabler.css",
        "vendor/htmx/htmx.js",
        "vendor/htmx/../package.json",
        "vendor/htmx/../../bootstrap-icons/package.json",
        "vendor/be-vietnam-pro/400-italic.css",
        "vendor/inter/400.css",
        "htmx.org/dist/htmx.min.js",
        "node_modules/htmx.org/dist/htmx.min.js",
    ],
)
def test_other_files_of_packages_are_not_found(path):
    assert not finders.find(path)


def test_stylesheets_refer_to_files_that_are_served_here(collected):
    sheets = list(collected.rglob("*.css"))
    assert any(references(sheet) for sheet in sheets)
    for sheet in sheets:
        for name in references(sheet):
            assert not re.match(r"(https?:)?//", name), f"{sheet.name} asks another server for {name}"
            target = collected / name.removeprefix("/static/") if name.startswith("/") else sheet.parent / name
            assert target.exists(), f"{sheet.relative_to(collected)} refers to {name}"


def test_scripts_of_the_portal_do_not_import_each_other():
    """The manifest renames files without reading imports: an imported module would load twice, under two names."""
    for script in Path(settings.BASE_DIR, "static").rglob("*.js"):
        assert not re.search(r"^\s*import\b|\bimport\(", script.read_text(), re.M), script.name


def test_pages_keep_the_strict_content_policy():
    """No style attributes, no inline script, no handlers, nothing from another server."""
    for page in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        source = page.read_text()
        if re.search(r"\bstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|<style", source):
            pytest.fail(f"{page.relative_to(settings.BASE_DIR)} has inline style or script")
        assert not re.search(r"""(?:src|href)=["']https?://""", source), page.name


def test_page_of_a_server_error_needs_nothing_but_itself():
    """Django renders it without context; its stylesheet keeps its plain name beside the hashed one."""
    html = get_template("500.html").render()
    assert "Lỗi của hệ thống" in html and "/static/portal/portal.css" in html
    assert finders.find("portal/portal.css")
