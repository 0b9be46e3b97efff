"""Limits on size and names that keep the code readable."""

import ast
import statistics
from collections import defaultdict

from tests.project.code import ROOT, functions, is_views, modules, place, tree

BANNED = {"obj", "data2", "manager", "utils", "helpers", "misc"}


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined,no-any-return]


def test_half_the_functions_have_eight_lines_or_fewer() -> None:
    median = statistics.median(length(function) for path in modules() for function in functions(path))
    assert median <= 8, f"The median function has {median} lines: split the long ones where they have a second name."


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{place(path, function)} {function.name} has {length(function)} lines"
        for path in modules()
        for function in functions(path)
        if length(function) > 40
    ]
    assert not long, "Find the second name waiting in:\n" + "\n".join(long)


def test_views_are_no_longer_than_twenty_five_lines() -> None:
    long = [
        f"{place(path, function)} {function.name} has {length(function)} lines"
        for path in modules()
        if is_views(path)
        for function in functions(path)
        if length(function) > 25
    ]
    assert not long, "A view fetches, asks the form, calls the action, redirects; name the rest:\n" + "\n".join(long)


def test_files_stay_under_three_hundred_lines() -> None:
    long = [f"{place(path)} has {lines} lines" for path in modules() if (lines := path.read_text().count("\n")) >= 300]
    assert not long, "Divide by subject:\n" + "\n".join(long)


def test_templates_stay_under_one_hundred_and_fifty_lines() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    long = [f"{place(path)} has {lines} lines" for path in templates if (lines := path.read_text().count("\n")) >= 150]
    assert not long, "Move a part into a partial (_name.html):\n" + "\n".join(long)


def test_lines_of_templates_have_at_most_160_characters() -> None:
    lines = (
        (path, number, line)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "evidence" not in path.parts  # print that is frozen stays as it was laid out
        for number, line in enumerate(path.read_text().splitlines(), 1)
    )
    long = [f"{place(path)}, line {number}" for path, number, line in lines if len(line) > 160]
    assert not long, "Break it at a sentence or before a tag:\n" + "\n".join(long)


def test_a_module_says_in_one_line_what_it_alone_does() -> None:
    silent = []
    for path in modules(*("datashare", "community", "catalogue", "agreements", "script", "tests")):
        words = ast.get_docstring(tree(path)) or ""
        if path.read_text().strip() and (not words or "\n" in words.partition("\n\n")[0]):
            silent.append(place(path))
    assert not silent, "Begin with a docstring of one line (more may follow after an empty line):\n" + "\n".join(silent)


def test_names_come_from_the_field() -> None:
    vague = []
    for path in modules("datashare", "community", "catalogue", "agreements"):
        if path.stem in BANNED:
            vague.append(place(path))
        # Django's admin calls its own parameter obj.
        if "admin" not in (path.stem.rpartition("_")[2], path.parent.name):
            used = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Name | ast.arg))
            vague += [place(path, node) for node in used if getattr(node, "id", getattr(node, "arg", "")) in BANNED]
    assert not vague, f"Say what it is (acquirer, supplier, clause), not {', '.join(sorted(BANNED))}:\n" + "\n".join(
        vague
    )


def test_no_two_classes_share_a_name() -> None:
    places = defaultdict(list)
    for path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                places[node.name].append(place(path, node))
    shared = [f"{name}: {', '.join(where)}" for name, where in places.items() if len(where) > 1]
    assert not shared, "Name each by its subject:\n" + "\n".join(shared)


def test_at_most_twelve_modules_stand_loose_in_agreements() -> None:
    loose = [path.name for path in (ROOT / "agreements").glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= 12, f"Give it a room of its own phase: {', '.join(sorted(loose))}"
