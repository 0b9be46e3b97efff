"""Which code may write what, and what tests may not do."""

import ast

from tests.project.code import called, functions, is_views, modules, names, place, strings, tree

APPS = ("datashare", "community", "catalogue", "agreements")
WRITES = {
    "save", "create", "acreate", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
}  # fmt: skip
EVIDENCE = {"Event", "EventDetails"}
CLAIMS = ("assert", "django_assert", "then_", "expect", "raises", "fail")


def touches_state(node: ast.AST) -> bool:
    """Return whether code writes a share's state, without models that have a State of their own."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        stated = any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
        return stated and not is_of_another_model(node.value)
    if not isinstance(node, ast.Call):
        return False
    writes = called(node) in WRITES or names(node.func)[:1] == ["DataShare"]
    given = [keyword.value for keyword in node.keywords if keyword.arg == "state"]
    return writes and any(not is_of_another_model(value) for value in given)


def is_of_another_model(value: ast.AST | None) -> bool:
    """Return whether a state is another model's, such as Proposal.State.OPEN."""
    return value is not None and names(value)[1:2] == ["State"]


def makes_evidence(node: ast.AST) -> bool:
    """Return whether code has Event(...), Event.objects.create(...) or share.events.create(...)."""
    if not isinstance(node, ast.Call):
        return False
    path = names(node.func)
    if path[-1:] and path[-1] in EVIDENCE and path[0] != "threading":
        return True
    return called(node) in WRITES and bool((EVIDENCE | {"events"}) & set(path))


def test_states_and_events_are_written_in_workflow_only() -> None:
    found = [
        place(path, node)
        for path in modules("agreements")
        if path.name != "workflow.py"
        for node in ast.walk(tree(path))
        if touches_state(node) or makes_evidence(node)
    ]
    assert not found, "Call workflow.begin and workflow.finish; they alone write a state or an event:\n" + "\n".join(
        found
    )


def test_what_reads_the_text_leaves_out_what_is_only_offered() -> None:
    found = [
        place(path, node)
        for path in modules(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and names(node)[-3:-1] == ["edition", "clauses"]
        if node.attr not in {"in_text", "offered_too", "exists"}
    ]
    assert not found, "Read edition.clauses.in_text(); a clause that is only offered is no part of it:\n" + "\n".join(
        found
    )


def test_views_write_nothing() -> None:
    found = [
        f"{place(path, node)} .{called(node)}()"
        for path in modules(*APPS)
        if is_views(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) in WRITES
    ]
    assert not found, "Name the verb and move it to actions.py; a view asks and shows:\n" + "\n".join(found)


def test_the_house_rules_see_what_they_forbid() -> None:
    forbidden = """
share.edition.state = "signed"
shares.update(state="signed")
DataShare(state="signed")
Event.objects.create(share=share)
share.events.create(kind="agreement_signed")
Event(share=share)
"""
    statements = ast.parse(forbidden).body
    assert all(any(touches_state(node) or makes_evidence(node) for node in ast.walk(line)) for line in statements)
    allowed = """
now = share.edition.state
shares.filter(state="signed")
share.events.count()
proposals.update(state=Proposal.State.OPEN)
expired = threading.Event()
"""
    innocent = ast.parse(allowed)
    assert not any(touches_state(node) or makes_evidence(node) for node in ast.walk(innocent))


def test_every_test_claims_something() -> None:
    silent = [
        f"{place(path, function)} {function.name}"
        for path in modules("tests")
        if path.name.startswith("test_")
        for function in functions(path)
        if function.name.startswith("test_") and not claims(function)
    ]
    assert not silent, "Say what must hold (assert, pytest.raises, a then_ step):\n" + "\n".join(silent)


def claims(function: ast.AST) -> bool:
    """Return whether a function has an assert, or a call whose name begins like one."""
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and called(node).lstrip("_").startswith(CLAIMS))
        for node in ast.walk(function)
    )


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    excuses = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipUnless", "skipIf"}
    found = [
        place(path, node)
        for path in modules("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in excuses
    ]
    assert not found, "A test that cannot run is a failure: make it run, or remove it:\n" + "\n".join(found)


def test_our_own_functions_are_never_patched() -> None:
    found = [
        place(path, node)
        for path in modules("tests")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom | ast.Import) and "mock" in imported(node))
        or names(node)[-2:] == ["monkeypatch", "setattr"]
    ]
    assert not found, "Stub the edge (a server of the test's own, a setting), never our own code:\n" + "\n".join(found)


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    modules_named = {alias.name.rpartition(".")[2] for alias in node.names}
    return modules_named | set((getattr(node, "module", "") or "").split("."))


def test_no_code_names_a_registry_or_a_path_of_one_machine() -> None:
    addresses = ("files.pythonhosted" + ".org", "registry.npmjs" + ".org", "/root" + "/", "/home" + "/")
    found = [
        f"{place(path)} {text[:60]!r}"
        for path in modules(*APPS, "script", "tests")
        for text in strings(path)
        if any(address in text for address in addresses)
    ]
    assert not found, "This works on one machine only:\n" + "\n".join(found)
