"""What a brief says: one model behind every way of writing it."""

from datetime import date

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.models.inventory import ProjectEntry
from jobtraining_cli.models.ranking import Ranking


class Brief(Result):
    """A county's ranking with what its first projects take, or one project in that county.

    ``first`` are the projects to begin with, the best first: those with the ranks 1 to 3 and any points, at most three. In a
    brief about one project ``project`` is that project, ``explanation`` its place, and ``first`` is empty.
    ``command`` makes the brief again; it is null where the data folder or the table was given as a path.
    """

    date: date
    version: str
    command: str | None
    ranking: Ranking
    first: tuple[ProjectEntry, ...]
    project: ProjectEntry | None
    explanation: Explanation | None
