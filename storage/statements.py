"""The plainest statements, compiled once and then given to the driver: what runs several times for every message.

SQLAlchemy writes the SQL and converts the values, but is not asked again each time, which costs four times what the
driver needs. Errors stay SQLAlchemy's. Must never: hold a value, or be used for a statement whose text depends on one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ClauseElement,
    Column,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

Row: TypeAlias = Mapping[str, Any]
_Convert: TypeAlias = Callable[[Any], Any]

_WANTED = "wanted_value"  # no column is called so


def insert_row(connection: Connection, table: Table, values: Row) -> None:
    """The defaults of the columns hold for those without a value."""
    run(connection, _inserting(table), {**_defaults(table), **values})


def find_row(connection: Connection, column: Column[Any], value: object) -> Row | None:
    """The first row of its table with this value in the column."""
    return first(connection, _selecting(column), {_WANTED: value})


def find_value(connection: Connection, wanted: Column[Any], column: Column[Any], value: object) -> Any:
    """One column of the first row with this value in another; None without such a row."""
    found = first(connection, _picking(wanted, column), {_WANTED: value})
    return found[wanted.key] if found else None


def update_rows(connection: Connection, column: Column[Any], value: object, values: Row) -> None:
    """All rows with this value in the column."""
    run(connection, _updating(column), {_WANTED: value, **values})


def delete_rows(connection: Connection, column: Column[Any], value: object) -> None:
    """All rows with this value in the column."""
    run(connection, _deleting(column), {_WANTED: value})


def rows(
    connection: Connection, statement: Select[Any], values: Row, keep: Callable[[Row], bool] = bool
) -> list[Row]:
    """`statement` is made once, at import; `values` by the names of its parameters.

    `keep` sees each row as the driver gives it: what is left out costs no conversion.
    """
    prepared = _prepared(connection, statement)
    found = [prepared.named(row) for row in prepared.run(connection, values).fetchall()]
    return [prepared.converted(row) for row in found if keep(row)]


def first(connection: Connection, statement: Select[Any], values: Row) -> Row | None:
    """The first of them, or None."""
    prepared = _prepared(connection, statement)
    found = prepared.run(connection, values).fetchone()
    return None if found is None else prepared.converted(prepared.named(found))


def run(connection: Connection, statement: Insert | Update | Delete, values: Row) -> None:
    """The same for what changes something; the names that are no parameters are columns."""
    names = () if isinstance(statement, Delete) else tuple(values)
    _prepared(connection, statement, names).run(connection, values)


def run_each(connection: Connection, statement: Update, values: Sequence[Row]) -> None:
    """`run` for each of them in turn, handed to the driver as one."""
    if values:
        _prepared(connection, statement, tuple(values[0])).run_each(connection, values)


def plain(connection: Connection, sql: str) -> None:
    """A command of the database that has no values, as it stands."""
    _driven(_driver(connection).execute, connection.dialect.loaded_dbapi.Error, sql, ())


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _driven(execute: Callable[[str, Any], Any], error: type[Exception], sql: str, given: Any) -> Any:
    try:
        return execute(sql, given)
    except error as problem:
        raise DBAPIError.instance(sql, None, problem, error, hide_parameters=True) from problem


class _Statement:
    def __init__(self, statement: ClauseElement, dialect: Dialect, names: Collection[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names) or None)
        assert isinstance(compiled, SQLCompiler)
        assert not compiled.post_compile_params, "its text would depend on a value"
        self._sql = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        named = compiled.bind_names.items()
        binds = {name: _impl(bound.type, dialect).bind_processor(dialect) for bound, name in named}
        self._given_names = tuple(compiled.positiontup or binds)
        converts = ((place, binds[name]) for place, name in enumerate(self._given_names))
        self._binding = [(place, convert) for place, convert in converts if convert is not None]
        self._by_name = compiled.positiontup is None
        read = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._names = [str(column.key) for column in read]
        reading = ((str(column.key), _impl(column.type, dialect).result_processor(dialect, None)) for column in read)
        self._reading = [(name, convert) for name, convert in reading if convert is not None]
        self._error: type[Exception] = dialect.loaded_dbapi.Error

    def run(self, connection: Connection, values: Row) -> Any:
        """The driver's cursor."""
        return _driven(_driver(connection).execute, self._error, self._sql, self._given(values))

    def run_each(self, connection: Connection, values: Iterable[Row]) -> None:
        given = [self._given(one) for one in values]
        _driven(_driver(connection).cursor().executemany, self._error, self._sql, given)

    def _given(self, values: Row) -> Any:
        bound = {**self._fixed, **values} if self._fixed else values
        given = [bound[name] for name in self._given_names]
        for place, convert in self._binding:
            given[place] = convert(given[place])
        return dict(zip(self._given_names, given, strict=True)) if self._by_name else given

    def named(self, row: Iterable[Any]) -> dict[str, Any]:
        return dict(zip(self._names, row, strict=True))

    def converted(self, row: dict[str, Any]) -> Row:
        for name, convert in self._reading:
            row[name] = convert(row[name])
        return row


_KNOWN: dict[tuple[object, ...], _Statement] = {}


def _prepared(connection: Connection, statement: ClauseElement, names: tuple[str, ...] = ()) -> _Statement:
    """One for each driver: the SQL of two engines of the same driver is the same."""
    key = (connection.dialect.driver, statement, names)
    known = _KNOWN.get(key)
    if known is None:
        known = _KNOWN[key] = _Statement(statement, connection.dialect, names)
    return known


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


@cache
def _inserting(table: Table) -> Insert:
    return insert(table)


@cache
def _defaults(table: Table) -> Row:
    scalars = ((column.key, column.default) for column in table.columns)
    return {name: default.arg for name, default in scalars if isinstance(default, ScalarElementColumnDefault)}


@cache
def _selecting(column: Column[Any]) -> Select[Any]:
    return select(column.table).where(column == bindparam(_WANTED, type_=column.type))


@cache
def _picking(wanted: Column[Any], column: Column[Any]) -> Select[Any]:
    return select(wanted).where(column == bindparam(_WANTED, type_=column.type))


@cache
def _deleting(column: Column[Any]) -> Delete:
    assert isinstance(column.table, Table)
    return delete(column.table).where(column == bindparam(_WANTED, type_=column.type))


@cache
def _updating(column: Column[Any]) -> Update:
    assert isinstance(column.table, Table)
    return update(column.table).where(column == bindparam(_WANTED, type_=column.type))
