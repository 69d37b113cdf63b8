"""The tests run outside of the student's process, with plain data from it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch.grading.student_functions import messages, stand_ins

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(plain)
def test_plain_data_come_back_as_they_were(value):
    back = messages.decode(messages.encode(value))
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize("dtype", ["int64", "float32", "bool", "datetime64[ns]"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_arrays_come_back_with_their_shape(dtype, shape):
    array = np.zeros(shape, dtype)
    back = messages.decode(messages.encode(array))
    assert np.shape(back) == shape and np.asarray(back).dtype == array.dtype


def test_tables_come_back_with_their_index():
    table = pd.DataFrame(
        {"rate": [0.5, np.nan], "group": ["a", "b"], "when": pd.to_datetime(["2020-01-01", None])},
        index=pd.Index([7, 3], name="row"),
    )
    pd.testing.assert_frame_equal(messages.decode(messages.encode(table)), table)
    two = table.set_index(["group", "rate"])
    pd.testing.assert_frame_equal(messages.decode(messages.encode(two)), two)
    one = table["rate"]
    pd.testing.assert_series_equal(messages.decode(messages.encode(one)), one)


def test_what_can_be_walked_through_is_a_list():
    for value in (range(2), (n for n in range(2)), {0: 5, 1: 6}.keys(), map(int, "01")):
        assert messages.decode(messages.encode(value)) == [0, 1]


class Yes:
    def __eq__(self, other):
        return True


class Small(float):
    def __lt__(self, other):
        return True


class Shown(dict):
    def items(self):
        return [("a", 1)]


@pytest.mark.parametrize("value", [Yes(), Small(1), Shown(), len, np, lambda: 1])
def test_what_is_not_plain_equals_nothing(value):
    back = messages.decode(messages.encode([value]))[0]
    assert isinstance(back, messages.Unknown)
    assert back != 1 and back != back


def test_too_much_is_refused():
    with pytest.raises(messages.WireError, match="no end"):
        messages.encode(n for n in iter(int, 1))
    with pytest.raises(messages.WireError, match="too large"):
        messages.encode(10**5000)
    deep = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(messages.WireError, match="deeply"):
        messages.encode(deep)
    with pytest.raises(messages.WireError, match="too long"):
        messages.encode("x" * (messages.LONGEST_ANSWER + 1))


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"odd": 1}', '{"array": "!", "dtype": "<f8", "shape": [2]}',
             '{"array": "AA==", "dtype": "O", "shape": [1]}', '{"set": [{"list": []}]}', "[" * 9999]
)  # fmt: skip
def test_a_forged_answer_is_refused(text):
    with pytest.raises(messages.WireError):
        messages.decode(text)


# --- the judge -----------------------------------------------------------------------------


def said(test, student, teacher=None):
    names = stand_ins.names_of([student])
    namespace = {}
    exec(student, namespace)
    return stand_ins.failure(test, teacher or {}, names, stand_ins.LocalStudent(namespace))


def test_a_right_answer_passes_and_a_wrong_one_hears_why():
    test = "assert twice(4) == 8, f'twice 4 is 8, got {twice(4)}'"
    assert said(test, "def twice(n):\n    return 2 * n") == ""
    assert said(test, "def twice(n):\n    return n * n") == "twice 4 is 8, got 16"


def test_values_are_found_by_name_too():
    test = "for name in ('low', 'high'):\n    assert globals()[name] == 1, name"
    assert said(test, "low = high = 1") == ""
    assert said(test, "low, high = 1, 2") == "high"
    test += "\nassert [] == {'other': []}['other']"  # a text that is a name by chance
    assert (
        stand_ins.failure(
            test,
            {},
            {"low": False, "high": False, "other": False},
            stand_ins.LocalStudent({"low": 1}),
        )
        == "high is not defined. Did its cell run without an error?"
    )


@pytest.mark.parametrize(
    ("make", "change"),
    [("[3, 1]", "v.sort()"), ("np.array([3, 1])", "v.sort()"), ("{1: 2}", "v.pop(1)"),
     ("{1, 2}", "v.add(3)"), ("pd.DataFrame({'a': [3, 1]})", "v['b'] = 1"),
     ("pd.Series([3, 1])", "v[0] = 9")],
)  # fmt: skip
def test_an_argument_that_is_changed_is_seen_to_be(make, change):
    import copy

    test = (
        f"v = {make}\nbefore = copy.deepcopy(v)\nanswer = f(v)\n"
        "same = v.equals(before) if hasattr(v, 'equals') else np.array_equal(v, before) "
        "if isinstance(v, np.ndarray) else v == before\n"
        "assert same, 'It changes its input.'"
    )
    teacher = {"np": np, "pd": pd, "copy": copy}
    assert said(test, f"def f(v):\n    {change}\n    return 1", teacher) == "It changes its input."
    assert said(test, "def f(v):\n    return 1", teacher) == ""


@pytest.mark.parametrize(
    ("student", "words"),
    [("def f(n):\n    return g(n)", "f stopped with NameError."),
     ("def f(n):\n    raise ValueError('hidden 42')", "f stopped with ValueError."),
     ("def f(n):\n    raise NotImplementedError('Replace this.')", "f stopped with "
      "NotImplementedError: Replace this."),
     ("def f(n):\n    raise SystemExit", "f stopped with SystemExit."),
     ("def f(n):\n    return (n for n in iter(int, 1))", "f: The answer has no end."),
     ("def f(n):\n    return 'text'", "With your answer the test stops: TypeError.")],
)  # fmt: skip
def test_an_error_of_the_student_says_which_and_repeats_nothing(student, words):
    told = said("assert f(42) + 1 == 2, 'no'", student)
    assert told.startswith(words) and "42" not in told


def test_a_name_that_is_missing_is_named():
    told = stand_ins.failure("assert f(1) == 1", {}, {"f": True}, stand_ins.LocalStudent({}))
    assert told == "f is not defined. Did its cell run without an error?"


def test_what_a_student_prints_does_not_come_out(capsys):
    assert said("assert f(1) == 1", "def f(n):\n    print('hidden', n)\n    return n") == ""
    assert capsys.readouterr().out == ""


def test_a_test_cell_gets_the_courses_tables_as_they_were():
    teacher = {"table": pd.DataFrame({"a": [1]}), "rows": [1]}
    test = "f(table), rows.append(2)\nassert len(table) == 0"
    assert said(test, "def f(t):\n    t['b'] = 1", teacher) == ""
    assert len(teacher["table"]) == 1 and teacher["rows"] == [1]


def test_a_tests_own_names_are_not_asked_of_the_student():
    test = "low = 3\nassert low == 3 and [high for high in [1]] == [1]"
    names = {"low": False, "high": False}
    assert stand_ins.failure(test, {}, names, stand_ins.LocalStudent({})) == ""


def test_the_teachers_names_are_not_changed():
    teacher = {"limit": 3}
    assert said("limit = f(1)\nassert limit == 1", "def f(n):\n    return n", teacher) == ""
    assert teacher == {"limit": 3}


@pytest.mark.parametrize(
    "reply",
    ["", "null", "[]", '{"value": "[1]", "arguments": []}', '{"value": 3, "arguments": []}',
     '{"error": 5}', json.dumps({"value": "1", "arguments": 5})],
)  # fmt: skip
def test_a_forged_reply_fails_the_test_and_nothing_else(reply):
    class Forger:
        def ask(self, call):
            return reply

    assert stand_ins.failure("assert f([2]) == 1.5, 'no'", {}, {"f": True}, Forger())
