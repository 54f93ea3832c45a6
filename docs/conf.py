"""Sphinx builds the site from the Markdown pages, without network: `make site`."""

import re
from pathlib import PurePosixPath
from typing import Any

from pygments.lexers.special import TextLexer

from jobtraining_cli import __version__

project = "jt"
release = __version__
author = "jt"
language = "en"
extensions = ["myst_parser"]
myst_heading_anchors = 4
exclude_patterns = ["man", "schemas"]
nitpicky = True
html_theme = "furo"
html_title = f"jt {__version__}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

# A page whose list items begin with a link is a table of contents: those pages belong below it. So the
# pages stay plain Markdown, and the order is the one that readers see.
CONTENTS = ("index", "how-to/index", "reference/index", "scoring")


def add_contents(_: Any, page: str, source: list[str]) -> None:
    """Give the pages that list others a hidden table of contents."""
    if page in CONTENTS:
        links = re.findall(r"^- \[[^]]*\]\(([^)#]+)\.md\)", source[0], re.MULTILINE)
        # A page belongs below one other.
        own = [link for link in links if page == "index" or not link.startswith("..")]
        below = "\n".join(str(PurePosixPath(link)) for link in own)
        source[0] += f"\n```{{toctree}}\n:hidden:\n\n{below}\n```\n"


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", add_contents)
