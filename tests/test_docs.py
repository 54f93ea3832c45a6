"""The documentation says what the program does, and nothing in it leads nowhere."""

import re
import shlex
from itertools import chain

import pytest
import typer

import docs
import docs_parts
from doc_pages import DOCS, FENCE, GUIDES, LINKED, PAGES, ROOT, name, prose, text_of
from jobtraining_cli.cli.main import app
from readability import grade

# --- What the program writes is up to date ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", [page for page in PAGES if "<!-- run" not in text_of(page)], ids=name)
def test_page_says_what_the_program_says(page):
    assert docs.wanted_page(page) == text_of(page), "run `make docs`"


def test_schemas_and_manual_page_are_up_to_date():
    stale = [path.name for path, text in docs.wanted_files().items() if text_of(path) != text]
    assert stale == [], "run `make docs`"


def test_no_page_shows_where_it_was_made():
    shown = [name(page) for page in PAGES if re.search(r"/(tmp|home|root|work|Users)/", text_of(page))]
    assert shown == []


# --- Links and pages -------------------------------------------------------------------------------------------------


def anchors(page):
    """The anchors of a page's headings, as GitHub and the site make them."""
    found = {}
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found[slug + (f"-{found[slug]}" if slug in found else "")] = 1
        found[slug] = found.get(slug, 0) + 1
    return set(found)


def links(page):
    """The links of a page that stay in the repository: (page or file, anchor)."""
    for target in re.findall(r"(?<!`)\]\((?!https?://|mailto:)([^)\s]+)\)", prose(page)):
        path, _, anchor = target.partition("#")
        yield target, ((page.parent / path).resolve() if path else page), anchor


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_links_lead_somewhere(page):
    broken = [
        target
        for target, path, anchor in links(page)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path))
    ]
    assert broken == []


def test_every_page_can_be_reached_from_the_index():
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [path for _, path, _ in links(page) if path.is_relative_to(DOCS)]
    assert [name(page) for page in DOCS.rglob("*.md") if page not in seen] == []


def test_every_schema_is_linked():
    linked = {path for page in PAGES for _, path, _ in links(page)}
    assert [path.name for path in (DOCS / "schemas").glob("*.json") if path not in linked] == []


# --- Commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", docs_parts.verbs())
def test_every_verb_and_option_is_in_the_reference_and_every_verb_in_a_guide(verb):
    reference = text_of(DOCS / "reference" / "commands.md")
    section = reference.partition(f"## `jt {verb}`\n")[2].partition("\n## ")[0]
    assert section
    for parameter in docs_parts.verbs()[verb].params:
        assert parameter.help, parameter.name
        words = [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else []
        assert [word for word in words if not re.search(rf"(?<![\w-]){word}(?![\w-])", section)] == []
    assert any(re.search(rf"\bjt {verb}\b", text_of(page)) for page in GUIDES), "no how-to page mentions it"


def test_the_options_of_the_program_itself_are_in_the_reference_and_in_a_guide():
    reference = text_of(DOCS / "reference" / "commands.md").partition("\n## `jt rank`")[0]
    options = list(chain.from_iterable(parameter.opts for parameter in typer.main.get_command(app).params))
    assert "--install-completion" in options
    guides = "\n".join(map(text_of, GUIDES))
    assert [option for option in options if option not in reference or option not in guides] == []


def in_shell(line):
    """The `jt` command lines in a line of shell, as lists of words."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    found = [[]]
    for word in lexer:
        if re.fullmatch(r"[|&;<>]+|do|then|xargs", word):
            found.append([])
        elif found[-1] or not re.match(r"\w+=", word):
            found[-1].append(word)
    return [words for words in found if words[:1] == ["jt"]]


def commands(page):
    """The `jt` command lines of a page: whole ones in its shell blocks (true), mentions in its sentences (false)."""
    blocks = "".join(body for language, body in FENCE.findall(text_of(page)) if language in ("sh", "bash"))
    for line in blocks.replace("\\\n", " ").splitlines():
        yield from ((words, True) for words in in_shell(line))
    for code in re.findall(r"`(jt [^`]+)`", prose(page)):
        yield shlex.split(code.replace("jt VERB", "jt rank")), False


def parse(words, whole=True):
    """Parse a command line as the program does, without running it; raises where it is wrong.

    In one that is not ``whole`` arguments and values of options may be missing.
    """
    command, words = typer.main.get_command(app), words[1:]
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"no such verb: {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    own = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    if own.issuperset(words[-1:]) and (not whole or hasattr(command, "commands")):
        words = words[:-1]  # an option that is only named: `jt brief --date`, `jt --version`
    try:
        if words or not hasattr(command, "commands"):
            command.make_context(command.name, words)
    except Exception as error:
        if not whole and str(error).startswith("Missing"):
            return
        raise AssertionError(f"{command.name} {words}: {error}") from error


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_every_command_line_parses(page):
    for words, whole in commands(page):
        parse(words, whole)


def test_the_check_of_command_lines_finds_what_is_wrong():
    wrong = ("jt rnak --county Taos", "jt rank --countyy Taos", "jt projects lst --wide", "jt rank --top many")
    for line in wrong:
        with pytest.raises(AssertionError):
            parse(shlex.split(line))
    assert in_shell("A=1 jt rank -c x | jq .a && jt validate > f; jt config") == [
        ["jt", "rank", "-c", "x"],
        ["jt", "validate"],
        ["jt", "config"],
    ]
    assert len({tuple(words) for page in LINKED for words, _ in commands(page)}) > 40


def test_the_commands_in_the_readme_run(jt, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    ran = 0
    for command in re.findall(
        r"`(jt (?:rank|explain|validate|brief|projects|barriers) [^`]+)`", text_of(ROOT / "README.md")
    ):
        if not re.search(r"survey\.csv|weights\.yaml", command):
            words = [str(tmp_path / w) if w.endswith((".md", ".csv")) else w for w in shlex.split(command)[1:]]
            assert jt(*words).code == 0, command
            ran += 1
    assert ran >= 5


# --- Words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*GUIDES, DOCS / "scoring" / "commissioner.md"], ids=name)
def test_guides_are_easy_to_read(page):
    lines = [line for line in prose(page).splitlines() if not line.startswith(("#", "|", ">"))]
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", "\n".join(re.sub(r"^- |^[0-9]+\. ", "\n", line) for line in lines))
    assert grade(re.sub(r"`[^`]*`", "it", words).replace("*", "")) < 6
