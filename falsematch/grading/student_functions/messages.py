"""Answers as plain data: how a student's values reach the tests, and nothing else with them.

A submission runs in a process of its own. What it answers is written there as JSON and read here
as new plain objects: numbers, texts, lists, arrays and tables. An object that says it equals
everything, or runs code when it is compared, arrives as an `Unknown`, which equals nothing.
"""

from __future__ import annotations

import base64
import json
import pickle
import socket
import struct
import time
from collections.abc import Callable, Mapping
from types import GeneratorType
from typing import Any

import numpy as np
import pandas as pd

#: Longer answers are refused: a test must not drown in one (characters of JSON).
LONGEST_ANSWER = 20_000_000
#: Bytes of one message: an answer, and what became of the arguments.
LONGEST_MESSAGE = 2 * LONGEST_ANSWER
#: Whole numbers with more digits are refused; arithmetic with them could take for ever.
MOST_DIGITS = 300
#: Answers nested deeper than this are refused.
DEEPEST = 20
_ENDLESS = 1_000_000


class WireError(Exception):
    """An answer cannot be sent: too long, too deep, or not plain data."""


class Unknown:
    """Something that is not plain data. It equals nothing, and no test passes with it."""

    def __init__(self, type_name: str):
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None

    def __repr__(self) -> str:
        return f"an object of type {self.type_name}"


def encode(value: Any) -> str:
    """JSON for a value; read it with `decode`.

    Plain are None, bool, int, float, str, list, tuple, set, dict, NumPy numbers and arrays of
    numbers, texts or times, and pandas tables, columns, indexes and times. What can be walked
    through once, such as a range or a generator, becomes a list. Everything else becomes
    `Unknown`.

    Raises
    ------
    WireError
        When it is too long or too deep.

    Examples
    --------
    >>> decode(encode({"ana": (1, 2.5), "bea": None}))
    {'ana': (1, 2.5), 'bea': None}
    """
    text = json.dumps(_plain(value, 0))
    if len(text) > LONGEST_ANSWER:
        raise WireError("The answer is too long.")
    return text


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise WireError("The answer is nested too deeply.")
    kind = type(value)  # not isinstance: a subclass may lie about what it is
    if value is None or kind in (bool, str, float):
        return value
    if kind is int:
        if value.bit_length() > MOST_DIGITS * 4:
            raise WireError("A number in the answer is too large.")
        return value
    if kind in (list, tuple, set, frozenset):
        name = {list: "list", tuple: "tuple"}.get(kind, "set")
        return {name: [_plain(item, depth + 1) for item in value]}
    if issubclass(kind, dict) and kind.__module__ in ("builtins", "collections"):
        items = dict.items(value)
        return {"dict": [[_plain(k, depth + 1), _plain(v, depth + 1)] for k, v in items]}
    if kind is np.ndarray or isinstance(value, np.generic):
        return _plain_array(np.asarray(value), depth)
    if kind.__module__.partition(".")[0] == "pandas":
        return _plain_pandas(value, depth)
    if kind is pd.Timestamp or value is pd.NaT:
        return {"time": str(value)}
    if kind in (range, GeneratorType, zip, map, filter, type({}.keys()), type({}.values()),
                type({}.items())):  # fmt: skip
        items = []
        for item in value:
            items.append(_plain(item, depth + 1))
            if len(items) > _ENDLESS:
                raise WireError("The answer has no end.")
        return {"list": items}
    return {"unknown": kind.__name__[:80]}


def _plain_array(array: np.ndarray, depth: int) -> dict:
    if array.dtype.kind in "OU":
        items = [_plain(item, depth + 1) for item in array.ravel().tolist()]
        return {"objects": items, "shape": array.shape, "text": array.dtype.kind == "U"}
    if array.dtype.kind not in "biufcmM":
        return {"unknown": f"array of {array.dtype}"[:80]}
    data = np.ascontiguousarray(array).tobytes()
    if len(data) > LONGEST_ANSWER:
        raise WireError("The answer is too long.")
    text = base64.b64encode(data).decode("ascii")
    return {"array": text, "dtype": array.dtype.str, "shape": array.shape}


def _plain_pandas(value: Any, depth: int) -> dict:
    if isinstance(value, pd.Timestamp) or value is pd.NaT:
        return {"time": str(value)}
    if isinstance(value, pd.MultiIndex):
        return {"index": _plain(list(value), depth + 1), "names": list(map(str, value.names))}
    if isinstance(value, pd.Index):
        return {"index": _plain_values(value, depth), "name": _plain(value.name, depth + 1)}
    if isinstance(value, pd.Series):
        index, name = _plain_pandas(value.index, depth), _plain(value.name, depth + 1)
        return {"series": _plain_values(value, depth), "index": index, "name": name}
    if isinstance(value, pd.DataFrame):
        columns = [_plain_values(value.iloc[:, place], depth) for place in range(value.shape[1])]
        return {
            "frame": columns,
            "columns": _plain_pandas(value.columns, depth),
            "index": _plain_pandas(value.index, depth),
        }
    if value is pd.NA:
        return {"array": "AAAAAAAA+H8=", "dtype": "<f8", "shape": []}  # NaN
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return _plain_array(np.asarray(value), depth)
    return {"unknown": type(value).__name__[:80]}


def _plain_values(column: pd.Series | pd.Index, depth: int) -> dict:
    values = _plain_array(column.to_numpy(), depth)
    return values | {"dtype": "str"} if column.dtype == "str" else values


def decode(text: str) -> Any:
    """The value behind what `encode` wrote.

    Raises
    ------
    WireError
        When the text was not written by `encode`.
    """
    if len(text) > LONGEST_ANSWER:
        raise WireError("The answer is too long.")
    try:
        return _value(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WireError("The answer cannot be read.") from error


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        if isinstance(plain, list):
            raise ValueError("a bare list")
        return plain
    if "unknown" in plain:
        return Unknown(str(plain["unknown"]))
    return _READ[next(iter(plain))](plain)


def _array(plain: Mapping) -> np.ndarray | np.generic:
    dtype = np.dtype(plain["dtype"])
    if dtype.kind not in "biufcmM":
        raise ValueError("not a plain array")
    array = np.frombuffer(base64.b64decode(plain["array"]), dtype).reshape(plain["shape"]).copy()
    return array[()]  # an array without dimensions becomes its one number


def _objects(plain: Mapping) -> np.ndarray | str:
    items = [_value(item) for item in plain["objects"]]
    array = np.empty(len(items), dtype=object)
    array[:] = items
    array = array.reshape(plain["shape"])
    if plain.get("dtype") == "str":
        return pd.array(array, dtype="str")
    return (array.astype(str) if plain["text"] and items else array)[()]


def _index(plain: Mapping) -> pd.Index:
    if "names" in plain:
        return pd.MultiIndex.from_tuples(_value(plain["index"]), names=plain["names"])
    return pd.Index(_value(plain["index"]), name=_value(plain["name"]))


def _frame(plain: Mapping) -> pd.DataFrame:
    columns, index = _index(plain["columns"]), _index(plain["index"])
    made = pd.DataFrame(dict(enumerate(_value(column) for column in plain["frame"])), index=index)
    return made.set_axis(columns, axis=1)


_READ: dict[str, Callable[[Mapping], Any]] = {
    "list": lambda plain: [_value(item) for item in plain["list"]],
    "tuple": lambda plain: tuple(_value(item) for item in plain["tuple"]),
    "set": lambda plain: {_value(item) for item in plain["set"]},
    "dict": lambda plain: {_value(key): _value(item) for key, item in plain["dict"]},
    "array": _array,
    "objects": _objects,
    "time": lambda plain: pd.Timestamp(plain["time"]),
    "index": _index,
    "series": lambda plain: pd.Series(
        _value(plain["series"]), index=_index(plain["index"]), name=_value(plain["name"])
    ),
    "frame": _frame,
}


# --- on the line between the two processes -----------------------------------------------

#: What stands before each message: the number of the call, and how many bytes follow.
_HEAD = struct.Struct(">QQ")


def send(line: socket.socket, number: int, text: str) -> None:
    """Send a message."""
    data = text.encode()
    line.sendall(_HEAD.pack(number, len(data)) + data)


def receive(line: socket.socket, until: float | None = None) -> tuple[int, str] | None:
    """The next message and its number; None when the other side has hung up.

    Parameters
    ----------
    line : socket
    until : float, optional
        On the clock of `time.monotonic`.

    Raises
    ------
    TimeoutError
        When it has not arrived whole by then.
    WireError
        When it is too long or no text.
    """
    head = _exactly(line, _HEAD.size, until)
    if head is None:
        return None
    number, size = _HEAD.unpack(head)
    if size > LONGEST_MESSAGE:
        raise WireError("The answer is too long.")
    data = _exactly(line, size, until)
    try:
        return None if data is None else (number, data.decode())
    except UnicodeDecodeError as error:
        raise WireError("The answer cannot be read.") from error


def _exactly(line: socket.socket, size: int, until: float | None) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        if until is not None:
            line.settimeout(max(until - time.monotonic(), 0.001))
        part = line.recv(min(size - len(data), 1 << 20))
        if not part:
            return None
        data += part
    return bytes(data)


# --- in the student's process ------------------------------------------------------------


def pack(name: str, arguments: tuple, named: Mapping[str, Any]) -> str:
    """A call for the student's process, as text. It comes from the teacher, so pickle is safe."""
    return base64.b64encode(pickle.dumps((name, arguments, dict(named)))).decode("ascii")


def answer_to(call: str, namespace: Mapping[str, Any]) -> str:
    """Carry out a packed call (or look up a value, when there are no arguments to it).

    Replies are JSON: ``{"value": ..., "arguments": [...]}``, what became of each argument, or ``{"error": ..., "message": ...}``.
    Prints are swallowed: what a test sends must not reach a student's page.
    """
    import contextlib
    import io
    import warnings

    name, arguments, named = pickle.loads(base64.b64decode(call))
    try:
        silent = (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        )
        with silent[0], silent[1], warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if name not in namespace:
                raise NameError(f"name {name!r} is not defined")
            found = namespace[name]
            value = encode(found if arguments is None else found(*arguments, **named))
            given = [] if arguments is None else [*arguments, *named.values()]
            after = [encode(argument) for argument in given]
        return json.dumps({"value": value, "arguments": after})
    except WireError as error:
        return json.dumps({"error": "Answer", "message": str(error)})
    except BaseException as error:  # whatever a student's function raises is an answer, too
        try:
            message = str(error)[:500]
        except Exception:
            message = ""
        return json.dumps({"error": type(error).__name__[:80], "message": message})


def serve(address: str, namespace: Mapping[str, Any]) -> None:
    """Answer calls on a socket until the other side hangs up (`falsematch.grading.student_functions.connection`)."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        while (received := receive(line)) is not None:
            number, call = received
            send(line, number, answer_to(call, namespace))


def name_in(call: str) -> str:
    """The name that a packed call is about."""
    return pickle.loads(base64.b64decode(call))[0]
