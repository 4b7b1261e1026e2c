"""Planted faults: every rule and every comparison of the policies, changed in the running program one at a time.

A mutant is compiled from the module's own source with one place changed, and its code put into the functions that stand
already, so that one running application serves for all of them.
"""

import ast
import copy
import importlib
import inspect
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

POLICIES = (
    "support_ai.orders.policy",
    "support_ai.orders.return_policy",
    "support_ai.orders.amounts",
    "support_ai.orders.facts",
    "support_ai.payments.policy",
    "support_ai.actions.policy",
    "support_ai.payments.transfer_policy",
)
_FLIPPED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: its module and function, what was done to which line, and the rule that it is about, if it is about one."""

    module: str
    line: int
    function: str
    what: str
    rule: str | None
    tree: ast.Module

    @property
    def name(self) -> str:
        """Return what people read of it."""
        return f"{self.module.removeprefix('support_ai.')}:{self.line} {self.what}"


def rule_of(call: ast.AST) -> str | None:
    """Return the rule that a call is given, `CANCEL_REASON`, None where it is given none."""
    if not isinstance(call, ast.Call):
        return None
    for one in call.args:
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "rules":
            return one.attr
    return None


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module: each refusal dropped, each comparison turned to its neighbour."""
    source = Path(inspect.getfile(importlib.import_module(module))).read_text(encoding="utf-8")
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for number, node in enumerate(ast.walk(tree)):
        rule = rule_of(node)
        around = next((one.name for one in functions if node in ast.walk(one)), "")
        if rule is not None:
            yield Mutant(
                module, _line(node), around, f"without {rule}", rule, _changed(tree, number, _without)
            )
        elif isinstance(node, ast.Compare):
            for place, old in enumerate(node.ops):
                new = _FLIPPED[type(old)]
                what = f"{type(old).__name__} to {new.__name__} in {ast.unparse(node)}"
                yield Mutant(module, node.lineno, around, what, None, _compared(tree, number, place, new))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _compared(tree: ast.Module, number: int, place: int, new: type[ast.cmpop]) -> ast.Module:
    changed = copy.deepcopy(tree)
    found = next(node for at, node in enumerate(ast.walk(changed)) if at == number)
    if isinstance(found, ast.Compare):
        found.ops[place] = new()
    return changed


class _Without(ast.NodeTransformer):
    """Takes a refusal away: a statement that returns it does nothing, an expression is no refusal."""

    def __init__(self, call: ast.AST) -> None:
        self.call = call

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Do nothing instead of returning the refusal."""
        return ast.copy_location(ast.Pass(), node) if node.value is self.call else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Find no rule that says no."""
        return ast.copy_location(ast.Constant(None), node) if node is self.call else self.generic_visit(node)


def _without(changed: ast.Module, call: ast.AST) -> ast.Module:
    return _Without(call).visit(changed)


def _changed(
    tree: ast.Module, number: int, change: Callable[[ast.Module, ast.AST], ast.Module]
) -> ast.Module:
    copied = copy.deepcopy(tree)
    found = next(node for at, node in enumerate(ast.walk(copied)) if at == number)
    return ast.fix_missing_locations(change(copied, found))


@contextmanager
def planted(mutant: Mutant) -> Generator[None]:
    """Let the running program have a fault for a while."""
    module = importlib.import_module(mutant.module)
    kept = {function: function.__code__ for function in _functions(module)}
    changed = ModuleType(mutant.module)
    changed.__dict__.update({"__file__": module.__file__})
    code = compile(mutant.tree, mutant.name, "exec", dont_inherit=True)
    exec(code, changed.__dict__)
    mutated = {function.__qualname__: function for function in _functions(changed)}
    try:
        for function in kept:
            if function.__qualname__ in mutated:
                function.__code__ = mutated[function.__qualname__].__code__
        yield
    finally:
        for function, code_before in kept.items():
            function.__code__ = code_before


def _functions(module: ModuleType) -> list[FunctionType]:
    """Return the functions that a module defines, those of its classes too."""
    found: list[FunctionType] = []
    for value in vars(module).values():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        members = list(vars(value).values()) if isinstance(value, type) else [value]
        plain = [one.fget if isinstance(one, property) else one for one in members]
        found += [one for one in plain if isinstance(one, FunctionType) and one.__module__ == module.__name__]
    return found
