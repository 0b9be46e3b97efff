"""Every template is rendered by a view, and every template that code names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from tests.project.code import ROOT, modules, place, strings

TEMPLATES = ROOT / "templates"
# Those of Django's own language stand in for templates of libraries, which render them.
FOR_LIBRARIES = TEMPLATES / "django"
NAMED = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def own_templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.html") if FOR_LIBRARIES not in path.parents)


def named_in_templates() -> set[str]:
    return {name for path in TEMPLATES.rglob("*.*") for name in NAMED.findall(path.read_text())}


def named_in_code() -> set[str]:
    return {text for path in modules("datashare", "community", "catalogue", "agreements") for text in strings(path)}


def test_every_template_is_rendered_by_a_view() -> None:
    used = named_in_code() | named_in_templates()
    patterns = [re.compile(wildcard(text)) for text in used if text.endswith(".html") and "{" in text]
    unused = [
        place(path)
        for path in own_templates()
        if (name := str(path.relative_to(TEMPLATES))) not in used and not any(p.fullmatch(name) for p in patterns)
    ]
    assert not unused, "Nothing renders these; delete them or write the view:\n" + "\n".join(unused)


def wildcard(text: str) -> str:
    return re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(text))


def test_only_partials_are_included() -> None:
    whole = [
        f"{place(path)} includes {name}"
        for path in own_templates()
        for name in re.findall(r"""{%-?\s*include\s+["']([^"']+)["']""", path.read_text())
        if not Path(name).name.startswith("_") and not name.startswith("govuk")
    ]
    assert not whole, "Begin the name of a partial with _:\n" + "\n".join(whole)


def test_a_template_for_a_library_stands_in_for_one_it_has() -> None:
    strangers = [
        place(path)
        for path in sorted(FOR_LIBRARIES.rglob("*.*"))
        if path.is_file() and not any((folder / path.relative_to(FOR_LIBRARIES)).exists() for folder in library_folders())
        and str(path.relative_to(FOR_LIBRARIES)) not in named_in_code() | named_in_templates()
    ]
    assert not strangers, "No library has a template of this name, so nothing renders it:\n" + "\n".join(strangers)


def library_folders() -> Iterator[Path]:
    return (Path(config.path) / "templates" for config in apps.get_app_configs())
