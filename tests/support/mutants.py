"""Change the reference solutions in small ways, and see whether the tests notice.

    python tests/support/mutants.py            every problem set, with a table
    python tests/support/mutants.py ps3 ps5    some of them

A mutant is *killed* when a test cell fails in each of the settings tried (alone and in two
classes). Outside of functions, where a cell computes numbers from its table, a mutant that gives
the very same numbers has changed nothing. What is left must be listed as equivalent in the bank,
with the reason; `tests/lessons/test_mutants.py` holds all that.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator

from tqdm.auto import tqdm

from falsematch.grading.student_functions import messages, stand_ins
from falsematch.learners import variants
from support.problem_sets import (
    GRADED,
    autograded,
    cells,
    code_of,
    equivalent,
    failures,
    failures_of,
)

#: Seconds after which a mutant that does not end counts as killed.
PATIENCE = 20

_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_TURN = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Div, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
}  # fmt: skip
_NAMES = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "mean": "sum", "sum": "mean", "head": "tail", "idxmin": "idxmax", "idxmax": "idxmin",
    "union": "intersection", "intersection": "union", "nunique": "count", "maximum": "minimum",
    "minimum": "maximum", "cumsum": "cumprod",
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[str, str, bool]]:
    """Each mutant of a cell: a label, its source, and whether the change is inside a function."""
    tree = ast.parse(source)
    statements = [n for n in ast.walk(tree) if isinstance(n, ast.stmt)]
    seen = set()
    for number, statement in enumerate(statements):
        inside = any(
            isinstance(f, ast.FunctionDef) and statement in ast.walk(f) and f is not statement
            for f in statements
        )
        for changed in _changes(statement):
            mutant = copy.deepcopy(tree)
            target = [n for n in ast.walk(mutant) if isinstance(n, ast.stmt)][number]
            _replace(mutant, target, changed)
            text = ast.unparse(ast.fix_missing_locations(mutant))
            if text in seen:
                continue
            seen.add(text)
            before, after = (ast.unparse(n).partition("\n")[0] for n in (statement, changed))
            yield f"{before} -> {after}", text, inside


def _replace(tree: ast.AST, target: ast.stmt, changed: ast.stmt) -> None:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and target in block:
                block[block.index(target)] = changed
                return


def _changes(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Statements that differ from this one in one place, not counting statements inside it."""
    if isinstance(statement, ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Pass):
        return
    if isinstance(statement, ast.Expr) and (
        isinstance(statement.value, ast.Constant) or _is_print(statement.value)
    ):
        return
    if isinstance(statement, ast.Return):
        if statement.value is not None and ast.unparse(statement.value) != "None":
            yield ast.Return(ast.Constant(None))
    elif not isinstance(statement, ast.If | ast.For | ast.While | ast.With):
        yield ast.Pass()
    for number, node in enumerate(_own(statement)):
        for field, value in _alternatives(node):
            changed = copy.deepcopy(statement)
            setattr(list(_own(changed))[number], field, value)
            yield changed


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "display")


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement and its expressions, without the statements that stand in it."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            continue
        yield from (n for n in ast.walk(child) if not isinstance(n, ast.stmt))


def _alternatives(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Fields of a node, each with a value it could have instead."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for table in (_COMPARE, _TURN):
                    if type(operator) in table:
                        ops = list(node.ops)
                        ops[place] = table[type(operator)]()
                        yield "ops", ops
        case ast.BinOp() | ast.AugAssign() if type(node.op) in _ARITHMETIC:
            yield "op", _ARITHMETIC[type(node.op)]()
        case ast.BoolOp():
            yield "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            # `not x` without its `not`: one that changes nothing takes its place.
            if isinstance(node.op, ast.Not):
                yield "operand", ast.UnaryOp(ast.Not(), node.operand)
            elif isinstance(node.op, ast.Invert):
                yield "operand", ast.UnaryOp(ast.Invert(), node.operand)
            elif isinstance(node.op, ast.USub):
                yield "op", ast.UAdd()
        case ast.Constant(value=bool()):
            yield "value", not node.value
        case ast.Constant(value=int() | float()):
            yield "value", node.value + 1
            if node.value:
                yield "value", node.value - 1
        case ast.If() | ast.IfExp() | ast.While():
            yield "test", ast.Constant(False)
            if not isinstance(node, ast.While):
                yield "test", ast.Constant(True)
        case ast.For():
            yield "iter", ast.List([], ast.Load())
        case ast.comprehension() if node.ifs:
            yield "ifs", node.ifs[1:]
        case ast.Slice():
            for field in ("lower", "upper"):
                if getattr(node, field) is not None:
                    yield field, None
        case ast.Call() if node.keywords:
            for place in range(len(node.keywords)):
                yield "keywords", node.keywords[:place] + node.keywords[place + 1 :]
        case ast.Attribute() if node.attr in _NAMES:
            yield "attr", _NAMES[node.attr]
        case ast.Name() if node.id in _NAMES:
            yield "id", _NAMES[node.id]


# --- run them ----------------------------------------------------------------------------

SETTINGS = [
    ("public", variants.SELF_STUDY), ("one class", code_of("one")), ("another", code_of("another"))
]  # fmt: skip


def judge_mutant(name: str, solution: str, text: str, inside: bool) -> str:
    """``"killed"``, ``"same numbers"`` or ``"survives"``."""
    for seed, my_code in SETTINGS:
        with variants.hidden_from(seed):
            if not _in_time(lambda: failures_of(name, solution, text, my_code=my_code)):  # noqa: B023
                if not inside and _numbers(name, solution, text, my_code) == _numbers(
                    name, solution, cells(name)[solution][0], my_code
                ):
                    return "same numbers"
                return "survives"
    return "killed"


def _numbers(name: str, solution: str, text: str, my_code: str) -> dict[str, str]:
    student = {}
    failures(name, {solution: text}, my_code=my_code, student=student)
    # Loop variables and the like are not what a test asks for.
    asked = {key for id in autograded(name) for key in _words(cells(name)[id][0])}
    names = stand_ins.names_of([cells(name)[solution][0]])
    return {
        key: messages.encode(student.get(key))
        for key, is_function in names.items()
        if key in asked and not is_function
    }


def _words(source: str) -> set[str]:
    return set(re.findall(r"\w+", source))


class _TooLong(Exception):
    pass


def _in_time(run) -> dict:
    """What failed; a mutant that does not end in time has failed, too."""

    def stop(*_):
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, 0.5)
    try:
        return run()
    except _TooLong:
        return {"all": "it does not end"}
    finally:
        with contextlib.suppress(_TooLong):
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def solutions(name: str) -> dict[str, str]:
    """Sources of the cells with a reference solution that some test cell judges."""
    return {
        id: source
        for id, (source, kind, marks) in cells(name).items()
        if kind == "code" and marks.get("solution") and not id.endswith("-sums")
    }


def report(names: list[str]) -> tuple[dict[str, Counter], list[str]]:
    """Counts of verdicts by problem set, and the survivors that nobody explained."""
    tasks = [
        (name, id, *mutant)
        for name in names
        for id, source in solutions(name).items()
        for mutant in mutants(source)
    ]
    counts, unexplained = {name: Counter() for name in names}, []
    for name, id, label, text, inside in tqdm(tasks, unit="mutant", disable=None):
        verdict = judge_mutant(name, id, text, inside)
        if verdict == "survives":
            if label in equivalent(name).get(id, {}):
                verdict = "equivalent"
            else:
                unexplained.append(f"{name} {id}: {label}")
        counts[name][verdict] += 1
    return counts, unexplained


def main() -> int:
    names = sys.argv[1:] or GRADED
    counts, unexplained = report(names)
    print(f"{'problem set':<12}{'mutants':>8}{'killed':>8}{'same numbers':>14}{'equivalent':>12}"
          f"{'survive':>9}")  # fmt: skip
    for name, count in counts.items():
        print(f"{name:<12}{count.total():>8}{count['killed']:>8}{count['same numbers']:>14}"
              f"{count['equivalent']:>12}{count['survives']:>9}")  # fmt: skip
    print(*unexplained, sep="\n")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
