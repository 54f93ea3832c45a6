"""The county register, and the one way in which a written name becomes a county."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from jobtraining_cli.errors import DataError, Problem, UsageError, near
from jobtraining_cli.models.county import STATES, County

# What may follow a county's own name, folded. Longest first, so that nothing is cut short.
_DESIGNATORS = (
    ("city", "and", "borough"),
    ("census", "area"),
    ("county",),
    ("cnty",),
    ("cty",),
    ("co",),
    ("parish",),
    ("par",),
    ("borough",),
    ("boro",),
    ("municipality",),
    ("muni",),
    ("city",),
)
# Short for Census Area where there are any; elsewhere CA is California.
_IN_ALASKA = ("ca",)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bb\u02bc]")
_SAME = {"saint": "st", "sainte": "ste"}


def fold(text: str) -> tuple[str, ...]:
    """A name as words without accents, case or punctuation (NFKC, then folded)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    words = re.findall(r"[^\W_]+", _APOSTROPHES.sub("", letters))
    return tuple(_SAME.get(word, word) for word in words)


def _split(words: tuple[str, ...], state: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name's own words, and the designator behind them (possibly empty)."""
    for designator in (*_DESIGNATORS, _IN_ALASKA) if state == "AK" else _DESIGNATORS:
        if len(words) > len(designator) and words[-len(designator) :] == designator:
            return words[: -len(designator)], designator
    return words, ()


def parse_register(text: str, place: str) -> tuple[County, ...]:
    """The counties of a register file (``fips,name,state``), in file order."""
    rows = csv.reader(io.StringIO(text))
    if next(rows, None) != ["fips", "name", "state"]:
        raise DataError(Problem("the register starts with fips,name,state", place, 1))
    return tuple(map(County._make, rows))


class Register:
    """All counties, found by FIPS or by name within a state."""

    def __init__(self, counties: Iterable[County]) -> None:
        """Index the counties by FIPS code."""
        self.counties = tuple(counties)
        self.by_fips = {county.fips: county for county in self.counties}
        self._names: dict[str, list[tuple[County, str, str, tuple[str, ...]]]] = {}

    def of_state(self, state: str) -> tuple[County, ...]:
        """The counties of a state (two letters), in FIPS order."""
        return tuple(c for c in self.counties if c.state == state)

    def _folded(self, state: str) -> list[tuple[County, str, str, tuple[str, ...]]]:
        """Of each county of a state its name as one word, the same without its designator, and the designator."""
        if state not in self._names:
            split = [(county, fold(county.name)) for county in self.of_state(state)]
            self._names[state] = [
                (county, "".join(words), "".join(_split(words)[0]), _split(words)[1]) for county, words in split
            ]
        return self._names[state]

    def slug(self, county: County) -> str:
        """A short name that a command line needs no quotes for, such as ``dona-ana``; the code where a name is two counties'."""
        slug = "-".join(fold(county.name))
        return slug if self.candidates(slug, county.state) == [county] else county.fips

    def state(self, text: str) -> str:
        """The two letters of a state given by letters or name. Raises ``UsageError``."""
        words = fold(text)
        for letters, name in STATES.items():
            if words in (fold(letters), fold(name)):
                return letters
        hint = near(text, [*STATES, *STATES.values()])
        raise UsageError(
            f"there is no state {text!r}",
            hint=f"did you mean {hint[0]!r}?" if hint else "use its two letters, such as NM",
        )

    def resolve(self, text: str, state: str | None = None, default: str = "NM") -> County:
        """The one county that ``text`` names.

        Takes a name in any case, with or without accents, spaces, hyphens and words such as
        County or Parish; ``Name, ST``; a FIPS code of five digits, or of up to three within the state.
        ``state`` is the state that was asked for, ``default`` the one taken where none was.

        Raises ``UsageError`` for a name that fits no county (with the nearest names) or two
        (with both). Never guesses.
        """
        name, comma, behind = text.rpartition(",")
        said = "--state"
        if comma and fold(behind):
            named = self.state(behind)
            if state is not None and state != named:
                raise UsageError(
                    f"{text!r} is in {STATES[named]}, but --state says {state}", hint="leave out one of the two"
                )
            text, state, said = name, named, "the name"
        scope = state or default
        digits = text.strip()
        if re.fullmatch(r"[0-9]{1,5}", digits):
            return self._by_number(digits, state, scope, said)
        return self._by_name(text, state, scope)

    def _by_number(self, digits: str, state: str | None, scope: str, said: str) -> County:
        if len(digits) >= 4:
            found = self.by_fips.get(digits.zfill(5))
            if found and state is not None and found.state != state:
                raise UsageError(
                    f"{digits} is {found.full_name}, but {said} says {state}",
                    hint="leave out one of the two",
                )
        else:
            found = next((c for c in self.of_state(scope) if c.fips[2:] == digits.zfill(3)), None)
        if found is None:
            raise UsageError(f"no county has the FIPS code {digits!r}{'' if len(digits) >= 4 else f' in {STATES[scope]}'}",
                             hint="give five digits, such as 35013, or the county's name")  # fmt: skip
        return found

    def candidates(self, text: str, state: str) -> list[County]:
        """The counties of a state that a written name fits: none, one, or two of one name.

        A word such as City may be part of the name itself (Charles City), so it counts both ways.
        """
        words = fold(text)
        own, designator = _split(words, state)
        written = {"".join(words), "".join(own)}
        found = []
        for county, whole, name, kind in self._folded(state):
            # Who writes County does not mean a city of that name.
            short = "" if designator and designator != ("city",) and kind == ("city",) else name
            if whole in written or short in written:
                found.append(county)
        if len(found) > 1 and designator:
            return _by_designator(found, own, designator) or found
        return found

    def _by_name(self, text: str, state: str | None, scope: str) -> County:
        candidates = self.candidates(text, scope)
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            both = " or ".join(f"{c.name} ({c.fips})" for c in candidates)
            raise UsageError(f"{text.strip()!r} could be {both} in {STATES[scope]}", hint="give the five-digit code")
        raise UsageError(self._nothing_found(text.strip(), "".join(_split(fold(text), scope)[0]), state, scope))

    def _nothing_found(self, text: str, key: str, state: str | None, scope: str) -> Problem:
        message = f"there is no county {text!r} in {STATES[scope]}"
        close = near(key, ("".join(_split(fold(c.name))[0]) for c in self.of_state(scope)))
        names = [c.name for k in close for c in self.of_state(scope) if "".join(_split(fold(c.name))[0]) == k]
        if names:
            return Problem(message, hint=f"did you mean {' or '.join(map(repr, names))}?")
        elsewhere = sorted({c.state for c in self.counties if key and "".join(_split(fold(c.name))[0]) == key})
        if elsewhere and state is None:
            return Problem(
                message, hint=f"a county of that name is in {', '.join(elsewhere[:8])}: add --state {elsewhere[0]}"
            )
        return Problem(message, hint="give its name or its five-digit FIPS code; another state needs --state")


def _by_designator(candidates: list[County], own: tuple[str, ...], designator: tuple[str, ...]) -> list[County]:
    """Of two counties with one name, the one whose kind was written: Baltimore City, Baltimore County."""
    wanted = "".join(own + designator) if designator == ("city",) else "".join(own)
    return [c for c in candidates if "".join(fold(c.name)) == wanted]
