"""Every template is rendered by a view, and every template named in code exists."""

import re
from pathlib import Path

from django.apps import apps

from tests.project.code import ROOT, modules, place, strings

TEMPLATES = ROOT / "templates"
# Those of Django's own language stand in for templates of libraries, which render them.
FOR_LIBRARIES = TEMPLATES / "django"
# {% extends "x.html" %}, {% include "x.html" %}, and tags of our own that take a template.
NAMED = re.compile(r"""{%-?\s*\w+\s+["']([^"']+\.\w+)["']""")
# The documents have a loader of their own, which knows nothing of the pages.
ROOTS = (TEMPLATES, TEMPLATES / "documents" / "evidence" / "v1")


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
        if not any(name in used or any(pattern.fullmatch(name) for pattern in patterns) for name in own_names(path))
        and not stands_in(path.relative_to(TEMPLATES))
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
    named = named_in_code() | named_in_templates()
    strangers = [
        place(path)
        for path in sorted(FOR_LIBRARIES.rglob("*.*"))
        if not stands_in(path.relative_to(FOR_LIBRARIES)) and str(path.relative_to(FOR_LIBRARIES)) not in named
    ]
    assert not strangers, "No library has a template of this name, so nothing renders it:\n" + "\n".join(strangers)


def test_templates_have_one_layout() -> None:
    loose = [
        f"{place(path).rpartition(':')[0]}:{number}"
        for path in own_templates()
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if "\t" in line or line != line.rstrip() or (len(line) - len(line.lstrip())) % 2
    ]
    loose += [place(path) for path in own_templates() if path.read_text() != path.read_text().rstrip("\n") + "\n"]
    assert not loose, (
        "Indent by two spaces, none at the end of a line, one line end at the end of the file:\n" + "\n".join(loose)
    )


def own_names(path: Path) -> list[str]:
    return [str(path.relative_to(root)) for root in ROOTS if root in path.parents]


def stands_in(name: Path) -> bool:
    """Return whether a library has a template of this name, which ours replaces."""
    return any((Path(config.path) / "templates" / name).exists() for config in apps.get_app_configs())
