"""``jt.toml``, ``[tool.jt]`` and ``JT_`` variables -> settings."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path
from typing import Any

from jobtraining_cli.errors import DataError, JtError, Problem, UsageError, did_you_mean
from jobtraining_cli.load.files import read_text, show_path

# A file that names them is not looked for, but named itself.
_OTHER_VARIABLES = ("JT_CONFIG",)
_PATHS = ("data", "survey", "weights")
PREFIX = "JT_"
NO_FILE = "none"
_LARGEST = {"jt.toml": 2**16, "pyproject.toml": 2**20}
# Reading a key in parts takes time that grows faster than their number.
_MOST_DOTS = 1_000
_TABLE = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*jt[ \t]*\]", re.MULTILINE)
_KEY = re.compile(r"[ \t]*[\"']?([^\"'=\s]+)[\"']?[ \t]*=")


@dataclass(frozen=True, slots=True)
class Settled:
    """A value that somebody settled, and where: ``jt.toml:3`` or ``JT_STATE``."""

    value: Any
    whence: str


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file: its path, and what it settles."""

    path: Path
    values: dict[str, Settled]


def find_file(environ: Mapping[str, str], here: Path, passed_over: list[Path] | None = None) -> Path | None:
    """The settings file in force: ``JT_CONFIG``, else the nearest going up from ``here``.

    In each folder ``jt.toml`` goes before a ``pyproject.toml`` that has ``[tool.jt]``. ``JT_CONFIG=none``
    means no file. A file that belongs to another user is passed over, and added to ``passed_over``. Raises ``UsageError`` where the file that was named is not there.
    """
    named = environ.get("JT_CONFIG")
    if named == NO_FILE:
        return None
    if named:
        if not lexists(named):
            hint = f"JT_CONFIG names a settings file, or {NO_FILE!r}"
            raise UsageError(Problem("there is no such file", show_path(Path(named)), hint=hint))
        return Path(named)
    for folder in (here, *here.parents):
        own, project = folder / "jt.toml", folder / "pyproject.toml"
        for path in (own, project):
            if lexists(path) and (path == own or _has_table(path)):
                if _is_ours(path):
                    return path
                if passed_over is not None:
                    passed_over.append(path)
    return None


def _is_ours(path: Path) -> bool:
    """Whether a file that was merely found is the user's own or the system's: nobody else settles what a command does."""
    if not hasattr(os, "getuid"):
        return True
    try:
        return path.stat().st_uid in (os.getuid(), 0)
    except OSError:
        return True  # reading it says what is wrong


def _has_table(path: Path) -> bool:
    """Whether somebody else's ``pyproject.toml`` has a table for jt. One that cannot be read has none."""
    try:
        return bool(_TABLE.search(read_text(path, _LARGEST["pyproject.toml"])))
    except JtError:
        return False


def load_file(path: Path) -> SettingsFile:
    """What a settings file settles. Raises ``UsageError`` with every problem: settings are configuration, not data."""
    place = show_path(path)
    try:
        text = read_text(path, _LARGEST["pyproject.toml" if path.name == "pyproject.toml" else "jt.toml"])
    except DataError as error:
        raise UsageError(error.problems) from None
    table = _table(text, path, place)
    values = _validated(table, text, place)
    return SettingsFile(path, {name: _settled(name, value, path, text, place) for name, value in values.items()})


def _table(text: str, path: Path, place: str) -> dict[str, Any]:
    import tomllib  # only where there is a file

    for number, row in enumerate(text.split("\n"), 1):
        if row.count(".") > _MOST_DOTS:
            raise UsageError(Problem("no setting has that many dots", place, number, hint="shorten this line"))
    try:
        table: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (None, None)
        message = re.sub(r" \(at .*\)$", "", str(error))
        hint = 'write `key = "value"` lines'
        raise UsageError(Problem(f"not valid TOML: {message}", place, line, column, hint=hint)) from None
    if path.name == "pyproject.toml":
        tool = table.get("tool")
        table = tool.get("jt") if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise UsageError(Problem("there is no table [tool.jt] here", place, hint="add one, or use jt.toml"))
    return table


def _validated(table: dict[str, Any], text: str, place: str) -> dict[str, Any]:
    """The values that are set, by field name, after the model has checked them."""
    from jobtraining_cli.load.build import build
    from jobtraining_cli.models.settings import Settings

    lines = _lines_of(text)

    def marks() -> dict[tuple[str | int, ...], tuple[int, int]]:
        return {path: (line, 1) for key in table if (line := lines.get(key)) for path in ((key,), (key, "#key"))}

    try:
        settings = build(Settings, table, place, marks)
    except DataError as error:
        raise UsageError(error.problems) from None
    return {name: value for name in settings.model_fields_set if (value := getattr(settings, name)) is not None}


def _lines_of(text: str) -> dict[str, int]:
    """The line that sets each key: TOML readers keep none, so they are looked for, in our table where there are others."""
    table = _TABLE.search(text)
    start = text.count("\n", 0, table.end()) if table else 0
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")[start:], start + 1):
        match = _KEY.match(line)
        if match:
            found.setdefault(match[1], number)
    return found


def _settled(name: str, value: Any, path: Path, text: str, place: str) -> Settled:
    line = _lines_of(text).get(name.replace("_", "-"))
    is_path = name in ("data", "weights") or (name in _PATHS and re.search(r"[/\\]|\.(csv|yaml)$", str(value)))
    if is_path:
        try:
            value = str(path.parent / Path(value).expanduser())
        except RuntimeError:
            message, hint = f"{value[:60]!r}: nobody of that name has a home folder", "write the path without ~"
            raise UsageError(Problem(message, place, line, field=name, hint=hint)) from None
    return Settled(value, f"{place}:{line}" if line else place)


def from_environment(environ: Mapping[str, str]) -> dict[str, Settled]:
    """What the ``JT_`` variables settle; an empty one settles nothing. Raises ``UsageError`` for a value that cannot be."""
    given = {
        key.removeprefix(PREFIX).lower(): value for key, value in environ.items() if key.startswith(PREFIX) and value
    }
    if not given:
        return {}
    from pydantic import ValidationError

    from jobtraining_cli.load.build import explain_error
    from jobtraining_cli.models.settings import Settings

    known: dict[str, Any] = {name: value for name, value in given.items() if name in Settings.model_fields}
    if "county" in known:
        known["county"] = [name.strip() for name in known["county"].split(";") if name.strip()]
    try:
        settings = Settings.model_validate(known, by_alias=False, by_name=True)
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False):
            message, hint = explain_error(Settings, dict(item))
            problems.append(Problem(message, field=f"{PREFIX}{str(item['loc'][0]).upper()}", hint=hint))
        raise UsageError(problems) from None
    return {name: Settled(getattr(settings, name), f"{PREFIX}{name.upper()}") for name in known}


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """One line for each ``JT_`` variable that is no setting but is spelled like one.

    Other programs may have variables of that kind, so they are no error.
    """
    found = [key for key in environ if key.startswith(PREFIX) and key not in _OTHER_VARIABLES]
    if not found:
        return []
    from jobtraining_cli.models.settings import Settings

    known = [*(f"{PREFIX}{name.upper()}" for name in Settings.model_fields), *_OTHER_VARIABLES]
    lines = []
    for key in sorted(set(found) - set(known)):
        hint = did_you_mean(key, known)
        if hint:
            lines.append(f"the variable {key} is no setting of jt: {hint}")
    return lines


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings of the environment over those of the file."""

    file: SettingsFile | None
    environment: dict[str, Settled]
    passed_over: tuple[Path, ...] = ()

    def get(self, name: str) -> Settled | None:
        """A setting, from the environment first."""
        return self.environment.get(name) or (self.file.values.get(name) if self.file else None)


def in_force(environ: Mapping[str, str] | None = None, here: Path | None = None) -> InForce:
    """The settings that hold in a folder. Raises ``UsageError``."""
    environ = os.environ if environ is None else environ
    passed_over: list[Path] = []
    path = find_file(environ, here or Path.cwd(), passed_over)
    return InForce(None if path is None else load_file(path), from_environment(environ), tuple(passed_over))
