"""Counties and states."""

from __future__ import annotations

from typing import NamedTuple


class County(NamedTuple):
    """A county or its equivalent. A tuple, because 3,143 of them are read at every start."""

    fips: str
    name: str
    state: str

    @property
    def full_name(self) -> str:
        """The name with its state, as in ``Doña Ana, NM``."""
        return f"{self.name}, {self.state}"


def long_name(fips: str, name: str, state: str) -> str:
    """The name with the word for what it is where that is known, as in ``Santa Fe County, NM``: Santa Fe is a city too.

    Codes from 510 on are independent cities, whose names say so. Alaska has boroughs and census areas, and the register
    does not tell them apart.
    """
    plain = state in ("AK", "DC") or fips[2:] >= "510"
    kind = "" if plain else " Parish" if state == "LA" else " County"
    return f"{name}{kind}, {state}"


STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
