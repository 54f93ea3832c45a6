"""What a check of data files found."""

from typing import Literal

from jobtraining_cli.models.base import Result

FileKind = Literal["catalogue", "taxonomy", "evidence policy", "survey", "barrier table", "unknown"]


class CheckedFile(Result):
    """A file that was read, what it is, and what it holds."""

    file: str
    kind: FileKind
    holds: str


class Finding(Result):
    """A problem at a place, with what to do about it."""

    severity: Literal["error", "warning"]
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
        """The number of findings that do not."""
        return len(self.findings) - self.errors
