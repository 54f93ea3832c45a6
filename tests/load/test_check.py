"""Checking a data folder: everything that is wrong, at once, in the order of files and lines."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtraining_cli.errors import UsageError
from jobtraining_cli.load.catalogue import load_policy
from jobtraining_cli.load.check import Checker, find_files
from jobtraining_cli.models.report import Finding, Report
from jobtraining_cli.workspace import packaged_data
from load.common import REGISTER, TAXONOMY, only, refused

PACKAGED = packaged_data()
POLICY = load_policy(PACKAGED / "evidence.yaml")

FILES = {
    "projects.yaml": """\
schema: 1
service: Job Training
innovations:
  - {number: 9, known: unknown}
projects:
  - code: Job Training.9.1
    title: T
    summary: S
    origin: proposed
    level: [county]
    addresses:
      - {barrier: cost, fit: full, evidence: {rating: unrated}, why: W}
      - {barrier: transport, fit: partial, evidence: {rating: some}, why: W}
""",
    "taxonomy.yaml": """\
schema: 1
barriers:
  - {id: cost, label: {en: Cost, es: Costo}, description: D}
  - {id: transport, label: {en: Transport, es: Transporte}, description: D}
""",
    "evidence.yaml": "schema: 1\nid: e\ntitle: T\nlevels:\n  - {id: some, label: Some}\n",
    "barriers/a.yaml": "schema: 1\nid: a\ntitle: A\nkind: survey\nbase: needed\npartitions:\n  - [en, es]\n",
    "barriers/a.csv": """\
fips,measure,barrier,count,base_n,group
35013,need,,120,300,
35013,,cost,60,120,
35013,,transport,40,120,
35013,,cost,20,60,en
35013,,cost,40,60,es
""",
    "barriers/b.yaml": """\
schema: 1
id: b
title: B
kind: indicator
base: population
indicators:
  - {barrier: cost, name: n, label: L, universe: U, stands_in_for: S}
""",
    "barriers/b.csv": "fips,barrier,percent,moe90\n35013,cost,30,2\n35001,cost,0.4,0.1\n",
}


def write(changes: dict[str, tuple[str, str] | str | None] | None = None) -> Path:
    """A data folder ``ws`` that is right, but for ``changes``: text to replace, a new file, or none."""
    for name in FILES | (changes or {}):
        change = (changes or {}).get(name, ("", ""))
        text = change if not isinstance(change, tuple) else FILES[name].replace(change[0], change[1], 1)
        if text is not None:
            assert not isinstance(change, tuple) or change[0] in FILES[name]
            path = Path("ws") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return Path("ws")


def check(*paths: Path) -> Report:
    return Checker(REGISTER, lambda: TAXONOMY, lambda: POLICY).check(paths)


def one(report: Report) -> Finding:
    assert len(report.findings) == 1, [(item.file, item.line, item.message) for item in report.findings]
    return report.findings[0]


def lines(report: Report) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(item.severity, item.file, item.line, item.field) for item in report.findings]


def test_a_folder_that_is_right_has_no_findings() -> None:
    report = check(write())
    assert report.findings == ()
    assert [(item.file, item.kind, item.holds) for item in report.files] == [
        ("ws/taxonomy.yaml", "taxonomy", "2 barriers"),
        ("ws/evidence.yaml", "evidence policy", "1 level"),
        ("ws/projects.yaml", "catalogue", "1 project, 2 edges"),
        ("ws/barriers/a.yaml", "survey", "a: survey, base needed"),
        ("ws/barriers/b.yaml", "survey", "b: indicator, base population"),
        ("ws/barriers/a.csv", "barrier table", "5 rows, 1 county"),
        ("ws/barriers/b.csv", "barrier table", "2 rows, 2 counties"),
    ]


TAX, POL, CAT, A, B = "taxonomy.yaml", "evidence.yaml", "projects.yaml", "barriers/a", "barriers/b"
MORE = "      - {barrier: transprt, fit: full, evidence: {rating: some}, why: W}\n"
# what changes, (severity, file, line, field), what the message says, what the hint says
FINDINGS = {
    "key that is unknown": ({TAX: ("id: cost", "idd: 1, id: cost")}, ("error", TAX, 3, "barriers[0].idd"), "'idd'",
                            "'id'"),
    "rating that is unknown": ({CAT: ("some", "sme")}, ("error", CAT, 13, "projects[0].addresses[1].evidence.rating"),
                               "unknown rating 'sme'", "'some'"),
    "barrier that is unknown": ({CAT: ("why: W}\n", f"why: W}}\n{MORE}")}, ("error", CAT, 13,
                                "projects[0].addresses[1].barrier"), "unknown barrier 'transprt'", "'transport'"),
    "bad syntax": ({POL: ("id: e", "id: [e")}, ("error", POL, 3, None), "not valid YAML", "indentation"),
    "row": ({f"{A}.csv": ("60,120", "160,120")}, ("error", f"{A}.csv", 3, None), "`count` is above `base_n`", ""),
    "barrier in a row": ({f"{A}.csv": ("cost", "cots")}, ("error", f"{A}.csv", 3, "barrier"), "'cots'", "'cost'"),
    "header": ({f"{B}.csv": ("moe90", "moe9")}, ("error", f"{B}.csv", 1, None), "unknown column 'moe9'", "'moe90'"),
    "sidecar": ({f"{A}.yaml": ("base: needed", "base: neded")}, ("error", f"{A}.yaml", 5, "base"), "'neded'",
                "'needed'"),
    "sidecar without base": ({f"{A}.yaml": ("base: needed\n", "")}, ("error", f"{A}.yaml", 1, "base"),
                             "the key 'base' is missing", "add `base:`"),
    "two files of one id": ({f"{B}.yaml": ("id: b", "id: a")}, ("error", f"{B}.yaml", 2, "id"),
                            "the id 'a' is also that of ws/barriers/a.yaml", "its own id"),
    "indicator that is unknown": ({f"{B}.yaml": ("barrier: cost", "barrier: cst"),
                                  f"{B}.csv": "fips,barrier,percent,moe90\n"},
                                  ("error", f"{B}.yaml", 7, "indicators[0].barrier"), "unknown barrier 'cst'",
                                   "'cost'"),
    "indicator that is not explained": ({f"{B}.yaml": ("barrier: cost", "barrier: transport")},
                                        ("error", f"{B}.yaml", 7, "indicators"), "the table has 'cost'", "indicators:"),
    "sidecar without table": ({f"{B}.csv": None}, ("error", f"{B}.yaml", None, None), "no table",
                              "write b.csv beside it"),
    "table without sidecar": ({f"{A}.yaml": None}, ("warning", f"{A}.csv", None, None), "has no sidecar", "--base"),
    "no edge for a barrier": ({CAT: ("transport, fit: partial", "transport, fit: none")}, ("warning", CAT, None, None),
                              "no project acts on transport", "add edges"),
    "group nobody is in": ({f"{A}.yaml": ("[en, es]", "[en, es, ess]")}, ("warning", f"{A}.yaml", 7, "partitions[0]"),
                           "no row is about the group 'ess'", "'es'"),
    "file of another program": ({"barriers/c.yaml": "colour: red\n"}, ("error", "barriers/c.yaml", 1, None),
                                "no file that jt knows", "a catalogue has `projects:`"),
    "file that cannot be read": ({"barriers/c.yaml": "a: 1\na: 2\n"}, ("error", "barriers/c.yaml", 2, None),
                                 "the key 'a' stands here twice", "keep one"),
    "empty file": ({f"{A}.csv": ""}, ("error", f"{A}.csv", None, None), "the file is empty", "start with a header"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "place", "message", "hint"), FINDINGS.values(), ids=FINDINGS)
def test_what_is_wrong_is_one_finding_at_its_place(
    changes: dict, place: tuple[str, str, int | None, str | None], message: str, hint: str
) -> None:
    report = check(write(changes))
    finding = one(report)
    severity, file, line, field = place
    assert (finding.severity, finding.file, finding.line, finding.field) == (severity, f"ws/{file}", line, field)
    assert message in finding.message
    assert hint in (finding.hint or "")
    assert (report.errors, report.warnings) == ((1, 0) if severity == "error" else (0, 1))


def test_all_files_are_checked_at_once_in_the_order_of_their_lines() -> None:
    changes = {
        TAX: ("description: D}\n", "descripton: D}\n"),
        CAT: ("fit: full", "fit: ful"),
        POL: ("title: T", "titel: T"),
        f"{A}.csv": ("60,120", "160,120"),
        f"{B}.csv": ("35001", "35002"),
    }
    assert lines(check(write(changes))) == [
        ("error", "ws/taxonomy.yaml", 3, "barriers[0].description"),
        ("error", "ws/taxonomy.yaml", 3, "barriers[0].descripton"),
        ("error", "ws/evidence.yaml", 1, "title"),
        ("error", "ws/evidence.yaml", 3, "titel"),
        ("error", "ws/projects.yaml", 12, "projects[0].addresses[0].fit"),
        ("error", "ws/barriers/a.csv", 3, None),
        ("error", "ws/barriers/b.csv", 3, "fips"),
    ]


def test_a_single_file_is_checked_with_what_is_in_force() -> None:
    folder = write({f"{A}.csv": ("transport", "schedule")})
    report = check(folder / "barriers" / "a.csv")
    assert report.findings == ()
    assert [item.file for item in report.files] == ["ws/barriers/a.csv"]
    assert [item.field for item in check(folder).findings] == ["barrier"]


def test_a_sidecar_brings_its_table_and_no_file_is_read_twice() -> None:
    folder = write()
    sidecar, table = folder / "barriers" / "a.yaml", folder / "barriers" / "a.csv"
    for paths in ([sidecar], [sidecar, table, sidecar], [table, sidecar]):
        assert sorted(item.file for item in check(*paths).files) == ["ws/barriers/a.csv", "ws/barriers/a.yaml"]


def test_a_catalogue_in_several_files_is_checked_as_one() -> None:
    second = FILES[CAT].replace("innovations:\n  - {number: 9, known: unknown}\n", "")
    folder = write({"projects/more.yaml": second})
    finding = one(check(folder))
    assert finding.message == "Job Training.9.1 is already in ws/projects.yaml"
    assert (finding.file, finding.line) == ("ws/projects/more.yaml", 4)


def test_a_folder_of_tables_is_checked_too() -> None:
    folder = write()
    assert [Path(item.file).name for item in check(folder / "barriers").files] == ["a.yaml", "b.yaml", "a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("make", "message", "hint"),
    [
        (lambda: Path("nope"), "there is no such file or folder", "check the name"),
        (lambda: Path("nope.csv"), "there is no such file or folder", "check the name"),
        (lambda: Path("empty").mkdir() or Path("empty"), "there is nothing to check in this folder", "projects.yaml"),
    ],
)
def test_a_path_with_nothing_to_check_is_refused(make: Callable[[], Path], message: str, hint: str) -> None:
    problem = only(refused(find_files, [make()], error=UsageError))
    assert problem.message == message
    assert hint in (problem.hint or "")


def test_a_broken_taxonomy_does_not_hide_what_else_is_wrong() -> None:
    report = check(write({TAX: "schema: 1\nbarriers: [\n", f"{A}.csv": ("60,120", "160,120")}))
    assert [(item.file, item.line) for item in report.findings if item.severity == "error"] == [
        ("ws/taxonomy.yaml", 3),
        ("ws/barriers/a.csv", 3),
    ]


def test_the_shipped_data_and_the_example_have_no_errors() -> None:
    report = check(PACKAGED)
    assert [item.message for item in report.findings if item.severity == "error"] == []
    kinds = {item.kind for item in report.files}
    assert kinds == {"catalogue", "taxonomy", "evidence policy", "survey", "barrier table"}
    shutil.copytree(PACKAGED / "examples", "copy")
    assert check(Path("copy")).errors == 0
