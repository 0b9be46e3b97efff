"""Reads the project's own code, for the tests of the house rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("datashare", "community", "catalogue", "agreements", "script")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(*folders: str) -> list[Path]:
    """Return the Python files of these folders, without migrations."""
    found = (path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def is_views(path: Path) -> bool:
    """Return whether a module holds views: `views.py`, `*_views.py`, and pages shared by several."""
    return path.stem == "views" or path.stem.endswith(("_views", "_pages"))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return file:line, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def called(node: ast.AST) -> str:
    """Return the last name of a call: `create` for `Event.objects.create(...)`."""
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))


def names(node: ast.AST) -> list[str]:
    """Return ["Event", "objects", "create"] for Event.objects.create."""
    if isinstance(node, ast.Attribute):
        return [*names(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def strings(path: Path) -> set[str]:
    return {
        node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
