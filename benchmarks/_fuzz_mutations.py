"""Damages files: their bytes, their numbers, the values inside of JSON and the cells of tables; all by one seed."""

import copy
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa

_END: Final = 1024
"""Headers and indexes stand within so many bytes of either end: half of all damage is done there."""

_LONGEST: Final = 64
_HUGE: Final = 1e300
_WORDS: Final = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"\0\0\0\1")
_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS: Final = (
    b"nan", b"inf", b"-inf", b"-1", b"0", b"1e999", b"-1e308", b"0.5", b"1,5", b"'six'", b"true", b"[]", b"{}", b"",
    b"9" * 400, b"9" * 5000, b"99999999999999999999",
)  # fmt: skip
_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, "", "x", "a\nb", "<script>alert(1)</script>", "\ud800", "\x1b[31m", 0, -1, 1, 2**31, 10**400,
    0.5, 1e308, -1e308, float("nan"), float("inf"), [], {}, [[]], [None], {"a": 1}, "ok", "left", "hold", "x" * 10_000,
)  # fmt: skip
_CELLS: Final = (np.nan, np.inf, -np.inf, 0.0, -1.0, 1e38, -1e38, 1e9, 1e-9, 5000.0)
_TYPES: Final = (pa.string(), pa.float64(), pa.int64(), pa.bool_(), pa.int8(), pa.float16())


def damaged_bytes(content: bytes, chance: Random, *, other: bytes = b"") -> bytes:
    """A file with one to eight pieces changed, cut, inserted or taken from another."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        if data:
            chance.choice(_BYTE_DAMAGES)(data, _place(data, chance), chance)
    if other and chance.random() < 0.05:
        at = chance.randrange(len(data) + 1)
        data[at:] = other[min(at, len(other)) :]
    return bytes(data)


def damaged_text(content: bytes, chance: Random) -> bytes:
    """Text with some of its numbers replaced, or its bytes damaged."""
    if chance.random() < 0.5:
        return damaged_bytes(content, chance)
    share = chance.choice((0.05, 0.3))
    return _NUMBER.sub(lambda found: chance.choice(_NUMBERS) if chance.random() < share else found[0], content)


def damaged_json(value: Any, chance: Random) -> Any:
    """A JSON value of which one to three parts are replaced, removed, repeated or added."""
    whole = {"": copy.deepcopy(value)}
    for _ in range(chance.choice((1, 1, 2, 3))):
        inside, key = chance.choice(_parts(whole))
        chance.choice(_JSON_DAMAGES)(inside, key, chance)
        if "" not in whole:
            whole[""] = None
    return whole[""]


def damaged_table(table: pa.Table, chance: Random) -> pa.Table:
    """A table with one to three columns or its rows damaged."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if table.num_columns and len(table):
            table = chance.choice(_TABLE_DAMAGES)(table, chance)
    return table


def as_json(value: Any) -> bytes:
    """JSON as Python writes it, with NaN and lone surrogates."""
    return json.dumps(value).encode()


# -- bytes


def _place(data: bytearray, chance: Random) -> int:
    near = chance.random()
    if near < 0.35:
        return chance.randrange(min(len(data), _END))
    if near < 0.5:
        return len(data) - 1 - chance.randrange(min(len(data), _END))
    return chance.randrange(len(data))


def _flip(data: bytearray, at: int, chance: Random) -> None:
    data[at] ^= 1 << chance.randrange(8)


def _word(data: bytearray, at: int, chance: Random) -> None:
    data[at : at + 4] = chance.choice(_WORDS)[: len(data) - at]


def _noise(data: bytearray, at: int, chance: Random) -> None:
    n = min(chance.randint(1, _LONGEST), len(data) - at)
    data[at : at + n] = chance.choice((chance.randbytes(n), bytes(n), b"\xff" * n))


def _cut(data: bytearray, at: int, chance: Random) -> None:
    del data[at : at + chance.choice((1, 4, _LONGEST, len(data) // 3))]


def _insert(data: bytearray, at: int, chance: Random) -> None:
    data[at:at] = chance.randbytes(chance.choice((1, 4, _LONGEST)))


def _repeat(data: bytearray, at: int, chance: Random) -> None:
    data[at:at] = data[at : at + chance.choice((4, _LONGEST, 4 * _LONGEST))]


def _end(data: bytearray, at: int, chance: Random) -> None:
    del data[at:]


_BYTE_DAMAGES: Final = (_flip, _flip, _word, _word, _noise, _cut, _insert, _repeat, _end)

# -- JSON


def _parts(value: Any) -> list[tuple[Any, Any]]:
    """Every place in it, as what holds it and the key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [part for key in keys for part in _parts(value[key])]


def _replaced(inside: Any, key: Any, chance: Random) -> None:
    inside[key] = copy.deepcopy(chance.choice(_VALUES))


def _removed(inside: Any, key: Any, chance: Random) -> None:
    del inside[key]


def _added(inside: Any, key: Any, chance: Random) -> None:
    if isinstance(inside[key], dict):
        inside[key][chance.choice(("extra", "", "a\nb"))] = copy.deepcopy(chance.choice(_VALUES))
    elif isinstance(inside[key], list):
        inside[key].extend(copy.deepcopy(inside[key][:3]) or [copy.deepcopy(chance.choice(_VALUES))])


def _scaled(inside: Any, key: Any, chance: Random) -> None:
    if isinstance(inside[key], (int, float)) and not isinstance(inside[key], bool) and abs(inside[key]) < _HUGE:
        inside[key] = inside[key] * chance.choice((-1, 0, 10, 1000, 1e6)) + chance.choice((0, 1, 0.001))


_JSON_DAMAGES: Final = (_replaced, _replaced, _removed, _added, _scaled, _scaled)

# -- tables


def _column(table: pa.Table, chance: Random) -> tuple[int, str]:
    at = chance.randrange(table.num_columns)
    return at, table.column_names[at]


def _filled(table: pa.Table, chance: Random) -> pa.Table:
    """A column, or some cells of it, with odd numbers."""
    at, name = _column(table, chance)
    try:
        values = table[name].cast(pa.float64()).to_numpy().copy()
    except pa.ArrowException:
        return table
    some = np.random.default_rng(chance.randrange(1 << 30)).random(len(values)) < chance.choice((0.001, 0.1, 1.0))
    values[some] = chance.choice(_CELLS)
    return table.set_column(at, name, pa.array(values))


def _scaled_column(table: pa.Table, chance: Random) -> pa.Table:
    at, name = _column(table, chance)
    try:
        values = table[name].cast(pa.float64()).to_numpy()
    except pa.ArrowException:
        return table
    return table.set_column(at, name, pa.array(values * chance.choice((-1.0, 1e-3, 10.0, 1e3, 1e6, 1e300))))


def _cast(table: pa.Table, chance: Random) -> pa.Table:
    at, name = _column(table, chance)
    try:
        return table.set_column(at, name, table[name].cast(chance.choice(_TYPES), safe=False))
    except pa.ArrowException:
        return table


def _nulled(table: pa.Table, chance: Random) -> pa.Table:
    at, name = _column(table, chance)
    return table.set_column(at, name, pa.nulls(len(table), table[name].type))


def _dropped(table: pa.Table, chance: Random) -> pa.Table:
    return table.drop_columns([_column(table, chance)[1]])


def _renamed(table: pa.Table, chance: Random) -> pa.Table:
    at, _ = _column(table, chance)
    return table.rename_columns([f"{name}{'x' * (number == at)}" for number, name in enumerate(table.column_names)])


def _shuffled(table: pa.Table, chance: Random) -> pa.Table:
    order = np.arange(len(table))
    start = chance.randrange(len(order))
    piece = order[start : start + chance.choice((2, 33, 66, len(order)))]
    np.random.default_rng(chance.randrange(1 << 30)).shuffle(piece)
    return table.take(order)


def _sliced(table: pa.Table, chance: Random) -> pa.Table:
    step = chance.choice((1, 33, 66))
    return table.slice(step * chance.randrange(1 + len(table) // step), step * chance.randrange(1 + len(table) // step))


def _doubled(table: pa.Table, chance: Random) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, chance.choice((1, 33, 66)))])


_TABLE_DAMAGES: Final[tuple[Callable[[pa.Table, Random], pa.Table], ...]] = (
    _filled, _filled, _scaled_column, _cast, _nulled, _dropped, _renamed, _shuffled, _sliced, _doubled,
)  # fmt: skip
