"""Data folders with one thing wrong, and what `jt` says to each: where, what, and what to do."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECTS = """\
schema: 1
service: Job Training
innovations:
  - {number: 9, known: unknown}
projects:
  - code: Job Training.9.1
    title: First
    summary: S
    origin: proposed
    level: [county]
    addresses:
      - {barrier: cost, fit: full, evidence: {rating: unrated}, why: W}
  - code: Job Training.9.2
    title: Second
    summary: S
    origin: proposed
    level: [county]
    addresses:
      - {barrier: transport, fit: partial, evidence: {rating: unrated}, why: W}
"""
TAXONOMY = """\
schema: 1
barriers:
  - {id: cost, label: {en: Cost, es: Costo}, description: D}
  - {id: transport, label: {en: Transport, es: Transporte}, description: D}
  - {id: language, label: {en: Language, es: Idioma}, description: D}
"""
POLICY = "schema: 1\nid: e\ntitle: T\nlevels:\n  - {id: strong, label: Strong}\n  - {id: weak, label: Weak}\n"
SIDECAR = """\
schema: 1
id: t
title: Test
kind: survey
service: Job Training
base: needed
collected: {start: 2026-01-01, end: 2026-02-01}
"""
COUNTS = """\
fips,measure,barrier,count,base_n
35013,need,,120,300
35013,,cost,60,120
35013,,transport,40,120
35001,,cost,50,100
"""
MARGINS = "fips,barrier,percent,moe90\n35013,cost,30,2\n35013,transport,0.4,0.2\n35001,cost,25,2\n"
SHARES = "fips,barrier,percent,moe90\n35013,cost,0.3,0.02\n35013,transport,0.25,0.02\n"
CSV, YAML = "barriers/t.csv", "barriers/t.yaml"
FILES = {"projects.yaml": PROJECTS, "taxonomy.yaml": TAXONOMY, "evidence.yaml": POLICY, YAML: SIDECAR, CSV: COUNTS}
RANK = ("rank", "--county", "Doña Ana", "--data", "ws")


@dataclass(frozen=True)
class Bad:
    """What is changed in a data folder that is right, and what `jt` says to it."""

    place: str
    message: str
    help: str
    changes: dict[str, tuple[str, str] | str | bytes | Callable[[Path], object] | None] = field(default_factory=dict)
    code: int = 1
    command: tuple[str, ...] = RANK

    def write(self) -> None:
        for name in FILES | self.changes:
            change = self.changes.get(name, FILES.get(name))
            path = Path("ws") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(change, tuple):
                assert change[0] in FILES[name]
                change = FILES[name].replace(change[0], change[1], 1)
            if isinstance(change, str):
                change = change.encode()
            if isinstance(change, bytes):
                path.write_bytes(change)
            elif change is not None:
                change(path)


def of_table(place: str, message: str, help_: str, text: str | bytes | tuple[str, str], sidecar: str = "") -> Bad:
    changes: dict[str, Any] = {CSV: text, YAML: SIDECAR + sidecar}
    return Bad(f"ws/{CSV}{place}", message, help_, changes)


def of(name: str, place: str, message: str, help_: str, change: Any) -> Bad:
    return Bad(f"ws/{name}{place}", message, help_, {name: change})


SAVE = "save it as UTF-8"
DEEP = "nested deeper than 32 levels"
# Data that are rejected: exit code 1.
REJECTED = {
    # files
    "empty table": of_table("", "the file is empty", "start with a header", ""),
    "empty sidecar": of(YAML, "", "the file is empty", "start with a header", " \n"),
    "empty catalogue": of("projects.yaml", "", "the file is empty", "start with a header", ""),
    "empty taxonomy": of("taxonomy.yaml", "", "the file is empty", "start with a header", "\ufeff"),
    "remarks only": of("projects.yaml", ":1", "expected `key: value` lines", "schema: 1", "# nothing yet\n"),
    "binary table": of_table(":2", "this is a binary file, not text", "export it", b"PK\x03\x04\n\0\x01"),
    "binary catalogue": of("projects.yaml", ":1", "this is a binary file", "export it", b"\x7fELF\0\0"),
    "UTF-16 table": of_table("", "the file is UTF-16", SAVE, COUNTS.encode("utf-16")),
    "UTF-16 catalogue": of("projects.yaml", "", "the file is UTF-16", SAVE, PROJECTS.encode("utf-16")),
    "cp1252 table": of_table(":3:3", "byte 0xf1 is not UTF-8", SAVE,
                             "county,barrier\nEddy,x\nDoña Ana,x\n".encode("cp1252")),
    "cp1252 catalogue": of("projects.yaml", ":7:16", "byte 0xe9 is not UTF-8", SAVE,
                           PROJECTS.replace("First", "Frané").encode("cp1252")),
    "cp1252 after a byte order mark": of_table(
        ":3:3", "byte 0xf1 is not UTF-8", SAVE,
        b"\xef\xbb\xbf" + "county,barrier\nEddy,x\nDoña Ana,x\n".encode("cp1252")),
    # columns
    "unknown column": of_table(":1:4", "unknown column 'cuont'", "did you mean 'count'", ("count", "cuont")),
    "unknown column, nothing near": of_table(":1:6", "unknown column 'zzz'", "the columns are",
                                             ("base_n", "base_n,zzz")),
    "column twice": of_table(":1:6", "the column 'count' stands here twice", "keep one", ("base_n", "base_n,count")),
    "column without name": of_table(":1:6", "this column has no name", "name it", ("base_n", "base_n,")),
    "no county column": of_table(":1", "no column for the county", "add `fips`", "barrier,count,base_n\ncost,1,2\n"),
    "semicolons": of_table(":1:1", "unknown column", "commas", COUNTS.replace(",", ";")),
    "row too wide": of_table(":3", "6 cells in this row, 5 columns", "double quotes", ("60,120", "60,120,")),
    "row too narrow": of_table(":3", "4 cells in this row, 5 columns", "commas", ("60,120", "60")),
    "open quote": of_table(":3", "not valid CSV", "check the quotes", ("cost", '"cost')),
    "long cell": of_table(":3", "not valid CSV", "check the quotes", ("cost", "x" * 50_000)),
    # rows
    "duplicate row": of_table(":4", "the same county and measure as line 3", "keep one",
                              ("60,120\n", "60,120\n35013,,cost,60,120\n")),
    "unknown barrier": of_table(":3:3: barrier", "unknown barrier 'csot'", "did you mean 'cost'?", ("cost", "csot")),
    "unknown county": of_table(":3: fips", "unknown county '35014'", "", ("35013,,cost", "35014,,cost")),
    "short code": of_table(":5: fips", "unknown county '1001'", "leading 0", ("35001", "1001")),
    "unknown county name": of_table(":2: county", "no county 'Dona Anna' in New Mexico", "did you mean 'Doña Ana'?",
                                    "county,barrier,count,base_n\nDona Anna,cost,60,120\n"),
    "county of two": of_table(":2: county", "'Baltimore' could be Baltimore (24005) or Baltimore City (24510)", "code",
                              "county,barrier,count,base_n\nBaltimore,cost,60,120\n", "state: MD\n"),
    "code and name": of_table(":2: county", "35001 is Bernalillo, NM", "correct one of the two",
                              "fips,county,barrier,count,base_n\n35001,Doña Ana,cost,60,120\n"),
    "no county": of_table(":3", "this row names no county", "fill in", ("35013,,cost", ",,cost")),
    "count above base": of_table(":3", "`count` is above `base_n`", "", ("60,120", "160,120")),
    "negative": of_table(":3:4: count", "'-6'", "cannot be negative", ("60,120", "-6,120")),
    "NaN count": of_table(":3:4: count", "'nan'", "", ("60,120", "nan,120")),
    "infinite base": of_table(":3:5: base_n", "'inf'", "", ("60,120", "60,inf")),
    "NaN percent": of_table(":2:3: percent", "'NaN' is not a number", "leave the cell empty",
                            MARGINS.replace("30", "NaN")),
    "infinite percent": of_table(":2:3: percent", "'inf' is not a number", "leave the cell empty",
                                 MARGINS.replace("30", "inf")),
    "negative percent": of_table(":2:3: percent", "'-30'", "cannot be negative", MARGINS.replace("30", "-30")),
    "percent above 100": of_table(":2:3: percent", "'130'", "between 0 and 100", MARGINS.replace("30", "130")),
    "NaN alone": of_table(":2:3: percent", "'nan' is not a number", "",
                          "fips,barrier,percent,moe90\n35013,cost,nan,2\n"),
    "negative margin": of_table(":2:4: moe90", "'-2'", "cannot be negative", MARGINS.replace("30,2", "30,-2")),
    "percent sign": of_table(":2:3: percent", "'30%'", "without %", MARGINS.replace("30", "30%")),
    "shares": of_table(":1:3: percent", "seem to be shares", "`scale: share`", SHARES),
    "shares above 1": of_table(":2:3: percent", "30", "between 0 and 1", SHARES.replace("0.3,", "30,"),
                               "scale: share\n"),
    "count and percent": of_table(":2", "no weighting is declared", "weighting:",
                                  "fips,barrier,count,base_n,percent,n_eff\n35013,cost,60,120,50,90\n"),
    "no base": of_table(":3", "a count needs `base_n`", "", ("60,120", "60,")),
    "base of nobody": of_table(":3", "base_n is 0", "", ("60,120", "0,0")),
    "percent without precision": of_table(":2", "`percent` goes with exactly one of", "",
                                          MARGINS.replace("30,2", "30,")),
    "no figure": of_table(":3", "give `count` and `base_n`", "", ("60,120", ",")),
    "suppressed figure": of_table(":2", "must not carry the figure it hides", "",
                                  "fips,barrier,count,base_n,suppressed\n35013,cost,60,120,yes\n"),
    "suppressed, perhaps": of_table(":2:5: suppressed", "'perhaps'", "",
                                    "fips,barrier,count,base_n,suppressed\n35013,cost,,120,perhaps\n"),
    "two bases": of_table(":4: base_n", "base_n differs from that in line 3", "count everybody", ("40,120", "40,119")),
    "more than needed it": of_table(":3: base_n", "is above the number of those who needed the service (line 2)", "check both rows",
                                    ("120,300", "110,300")),
    # sidecars
    "sidecar without base": of(YAML, ":1:1: base", "the key 'base' is missing", "add `base:`", ("base: needed\n", "")),
    "empty base": of(YAML, ":6:6: base", "", "", ("base: needed", "base:")),
    "unknown base": of(YAML, ":6:7: base", "'neded' is not one of", "did you mean 'needed'?", ("needed", "neded")),
    "unknown key": of(YAML, ":7:1: colected", "unknown key 'colected'", "did you mean 'collected'?", ("coll", "col")),
    "newer schema": of(YAML, ":1:9: schema", "reads `schema: 1`, not 2", "", ("schema: 1", "schema: 2")),
    "no such day": of(YAML, ":7:20: collected.start", "2026-02-31", "", ("2026-01-01", "2026-02-31")),
    "date in words": of(YAML, ":7:20: collected.start", "'January' is not a date", "", ("2026-01-01", "January")),
    "base of another kind": of(YAML, "", "`base: population` belongs to `kind: indicator`", "",
                               ("needed", "population")),
    "two files of one id": Bad("ws/barriers/u.yaml", "the id 't' is also that of", "its own id",
                               {"barriers/u.yaml": SIDECAR, "barriers/u.csv": COUNTS}),
    # YAML
    "duplicate key": of(YAML, ":4:1", "the key 'id' stands here twice", "keep one",
                        ("title: Test", "title: Test\nid: u")),
    "alias": of("projects.yaml", ":8:14", "aliases are not allowed", "write the value out",
                ("summary: S", "summary: *s")),
    "anchor": of("projects.yaml", ":8:14", "tags and anchors", "write the value out", ("summary: S", "summary: &s S")),
    "tag": of("projects.yaml", ":7:12", "tags and anchors", "write the value out", ("First", "!!str First")),
    "dangerous tag": of("projects.yaml", ":7:12", "tags and anchors", "write the value out",
                        ("First", "!!python/object/apply:os.system [touch owned]")),
    "two documents": of("evidence.yaml", ":3:1", "a second document", "one document", ("title: T", "---\ntitle: T")),
    "400 kB of [": of("projects.yaml", ":1:33", DEEP, "check the brackets", "[" * 400_000),
    "400 kB of {": of("projects.yaml", ":1:2", "a key must be plain text", "write `key: value`", "{" * 400_000),
    "400 kB of [ in a taxonomy": of("taxonomy.yaml", ":1:42", DEEP, "check the brackets", "barriers: " + "[" * 400_000),
    "400 kB of - in a sidecar": of(YAML, ":1:65", DEEP, "check the brackets", "- " * 200_000),
    "bad syntax": of(YAML, ":4:13", "not valid YAML", "indentation", ("kind: survey", "kind: survey: x")),
    "tab": of("taxonomy.yaml", ":2:1", "not valid YAML", "indentation", ("barriers", "\tbarriers")),
    "control character": of("evidence.yaml", ":3", "not valid YAML", "remove", ("title: T", "title: \x1b[31mT")),
    # catalogue, taxonomy, policy
    "unknown barrier of a project": of("projects.yaml", ":12:19: projects[0].addresses[0].barrier",
                                       "unknown barrier 'csot'", "did you mean 'cost'?", ("cost", "csot")),
    "unknown rating": of("projects.yaml", ":12:55: projects[0].addresses[0].evidence.rating", "unknown rating 'strng'",
                         "did you mean 'strong'?", ("unrated", "strng")),
    "unknown fit": of("projects.yaml", ":12:30: projects[0].addresses[0].fit", "'ful' is not one of",
                      "did you mean 'full'?", ("full", "ful")),
    "unknown key of a project": of("projects.yaml", ":9:5: projects[0].sumary", "unknown key 'sumary'",
                                   "did you mean 'summary'?", ("    summary: S\n", "    summary: S\n    sumary: S\n")),
    "missing key of a project": of("projects.yaml", ":6:5: projects[0].title", "the key 'title' is missing",
                                   "add `title:`", ("    title: First\n", "")),
    "code twice": of("projects.yaml", ":13:11: projects[1].code", "Job Training.9.1 is already in", "its own code",
                     ("Job Training.9.2", "Job Training.9.1")),
    "no such innovation": of("projects.yaml", ":13:11: projects[1].code", "no innovation 8 of Job Training",
                             "innovations:", ("Job Training.9.2", "Job Training.8.2")),
    "barrier id twice": of("taxonomy.yaml", ":4:10: barriers[1].id", "the barrier id 'cost' stands here twice", "",
                           ("id: transport", "id: cost")),
    "only barrier without label": of("taxonomy.yaml", ":3:23: barriers[0].label.es", "the key 'es' is missing",
                                     "add `es:`",
                                     "schema: 1\nbarriers:\n  - {id: cost, label: {en: Cost}, description: D}\n"),
    "strengths in the wrong order": of("evidence.yaml", "", "strengths must not rise", "", POLICY.replace(
        "Strong", "Strong, strength: 0.2").replace("Weak", "Weak, strength: 0.5")),
}  # fmt: skip


def of_command(place: str, message: str, help_: str, *command: str, code: int = 2, **changes: Any) -> Bad:
    named = {name.replace("_csv", ".csv").replace("_yaml", ".yaml"): v for name, v in changes.items()}
    return Bad(place, message, help_, named, code, command)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


# What was asked for is not there (exit code 2), or cannot be read (3).
MISSING = {
    "no such table": of_command("nope.csv", "there is no such file", "check the name", *RANK, "--survey", "nope.csv"),
    "no such table, by its sidecar": of_command("nope", "there is no such file", "check", *RANK, "--survey",
                                                "nope.yaml"),
    "no such table with a base": of_command("nope.csv", "there is no such file", "check", *RANK, "--survey", "nope.csv",
                                            "--base", "needed"),
    "folder for a table": of_command("ws/x.csv", "this is a folder, not a file", "name a file in it", *RANK, "--survey",
                                     "ws/x.csv", x_csv=Path.mkdir),
    "folder for a sidecar": of_command("ws/x.csv", "no sidecar", "--base", *RANK, "--survey", "ws/x.csv", x_csv=COUNTS,
                                       x_yaml=Path.mkdir),
    "folder for a catalogue": Bad("ws/projects.yaml", "this is a folder", "", {"projects.yaml": Path.mkdir}, 2),
    "FIFO for a table": of_command("ws/x.csv", "this is not a regular file", "save it as a file", *RANK, "--survey",
                                   "ws/x.csv", x_csv=fifo),
    "FIFO for a catalogue": Bad("ws/projects.yaml", "this is not a regular file", "", {"projects.yaml": fifo}, 2),
    "dangling link for a taxonomy": Bad("ws/taxonomy.yaml", "there is no such file", "", {
        "taxonomy.yaml": lambda path: path.symlink_to("nowhere")}, 2),
    "loop for a table": of_command("ws/x.csv", "cannot read the file", "", *RANK, "--survey", "ws/x.csv", code=3,
                                   x_csv=loop),
    "table without sidecar": of_command("ws/x.csv", "no sidecar", "--base", *RANK, "--survey", "ws/x.csv",
                                        x_csv=COUNTS),
    "indicators without sidecar": of_command("", "needs a sidecar", "what each indicator stands in for", *RANK,
                                             "--survey", "ws/x.csv", "--base", "population", x_csv=MARGINS),
    "unknown base": of_command("", "--base 'neded' is not one of", "did you mean 'needed'?", *RANK, "--base", "neded"),
    "empty table with a base": of_command("ws/x.csv", "the file is empty", "start with", *RANK, "--survey", "ws/x.csv",
                                          "--base", "needed", code=1, x_csv=""),
    "no such folder": of_command("nope", "there is no such folder", "--data names a folder", "rank", "-c", "13",
                                 "--data", "nope"),
    "file for a folder": of_command("ws/taxonomy.yaml", "there is no such folder", "--data names a folder", "rank",
                                    "-c", "13", "--data", "ws/taxonomy.yaml"),
    "unknown survey": of_command("", "there is no survey 'us-acs-2021'", "did you mean 'us-acs-2020'?", *RANK,
                                 "--survey", "us-acs-2021"),
    "unknown survey, nothing near": of_command("", "there is no survey 'zzz'", "there are t,", *RANK, "--survey",
                                               "zzz"),
    "survey of other counties": of_command("", "survey 't' has no row about Eddy, NM", "leave out --survey", "rank",
                                           "-c", "Eddy", "--data", "ws", "--survey", "t"),
    "unknown barrier": of_command("", "there is no barrier 'csot'", "did you mean 'cost'?", *RANK, "--barrier", "csot"),
    "unknown innovation": of_command("", "Job Training has no innovation 8", "there are 9", *RANK, "--innovation", "8"),
    "unknown origin": of_command("", "--origin 'publishd'", "did you mean 'published'?", *RANK, "--origin", "publishd"),
    "unknown service": Bad("", "no project in the catalogue is for 'Jobs'", "", {YAML: ("Job Training", "Jobs")}, 2),
    "unknown project": of_command("", "there is no project '9.11' for Job Training", "did you mean '9.1'", "explain",
                                  "9.11", *RANK[1:]),
    "unknown project code": of_command("", "there is no project 'Job Traning.9.1'", "did you mean 'Job Training.9.1'",
                                       "explain", "Job Traning.9.1", *RANK[1:]),
    "unknown project, nothing near": of_command("", "there is no project 'zzz'", "the projects are 9.1, 9.2", "explain",
                                                "zzz", *RANK[1:]),
    "two formats": of_command("", "ask for two formats", "leave out one", *RANK, "--json", "--format", "csv"),
    "unknown county": of_command("", "there is no county 'Dona Anna'", "did you mean 'Doña Ana'?", "rank", "-c",
                                 "Dona Anna"),
    "county of two": of_command("", "could be Baltimore (24005) or Baltimore City (24510)", "code", "rank", "-c",
                                "Baltimore", "--state", "MD"),
}  # fmt: skip
