"""What a check of data files found."""

from typing import Literal

from jobtraining_cli.models.base import Result

FileKind = Literal[
    "catalogue", "taxonomy", "evidence policy", "survey", "barrier table", "patterns", "weights", "unknown"
]


class CheckedFile(Result):
    """A file that was read, what it is, and what it holds."""

    file: str
    kind: FileKind
    holds: str


class Finding(Result):
    """A problem at a place, with what to do about it; a ``note`` is no problem, but worth knowing."""

    severity: Literal["error", "warning", "note"]
    file: str | None
    line: int | None
    column: int | None
    field: str | None
    message: str
    hint: str | None


class Report(Result):
    """All files checked and all findings, in the order of the files and their lines."""

    files: tuple[CheckedFile, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """The number of findings that keep the data from being used."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """The number of findings that do not, but should be looked at."""
        return sum(finding.severity == "warning" for finding in self.findings)
