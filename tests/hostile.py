"""A data folder in which every text is hostile: the same texts in every field that holds text."""

import unicodedata

# What a name is for, and the text itself.
NASTY = {
    "markup": "[/red] [bold]x[/bold] [link=http://evil.example]y[/link] :smiley: :bomb:",
    "escapes": "\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b]0;title\x07\x9b31m\x9d0;t\x9c\x85\x7f",
    "bidi": "\u202eright\u2066left\u061c\u200fmark",
    "invisible": "zero\u200b\u200d\ufeff\u2060wi\u034fdth\u00ad\U000e0041tag\ufe01\U000e0101 \u3164\u2800\u115f",
    "formula": "=cmd|'/c calc'!A0",
    "formulas": "@SUM(1+1)*cmd",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "plus": " \t+1+1",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- x --><?php ?>",
    "table": "a|b`c`|d\n\n# heading\n- item\r\n| x | y |\n|---|---|\n```\n",
    "path": "../../x",
    "device": "CON nul.txt COM1 aux:",
    "links": "&lt;b&gt; &#x3c; ![i](http://evil.example/p.png) [t](javascript:alert(1)) <http://evil.example> [r]: http://e.x",
    "bare": "_http://evil.example 1https://evil.example http://evil.example",
    "shell": "$(touch pwned) `touch pwned` ';touch pwned;' \"$(touch pwned)\" \\$(touch pwned) :(touch pwned))",
    "emphasis": "*a* **b** __c__ _d_ ~~e~~ #f ^g^ \\",
    "template": "{{ 7 * 7 }}{% raw %}{# x #} %s {0} ${x}",
    "rule": "---",
    "list": "1. one",
    "long": "x" * 10_000,
}
TEXTS = list(NASTY.values())
EVIL_URL = "https://x.example/)(*_[]!&'"
SERVICE = "J_o_b &lt Training's"
# A folder may have any name without a slash.
FOLDER = "=d[red]\u202ea<b>`|$(touch pwned)\n\x1b[31m-*_"


def quoted(text):
    """A YAML scalar in double quotes that holds exactly this text."""
    out = []
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif code < 0x20 or 0x7F <= code < 0xA0 or unicodedata.category(char) in {"Cf", "Zl", "Zp"}:
            out.append(f"\\U{code:08x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def _project(number, text):
    nasty = quoted(text)
    # One is screened out, one acts on what was not measured, one on nothing.
    gate = f"{{legality: 'no', economics: 'yes', reason: {nasty}}}" if number == 3 else "{}"
    edges = "".join(
        f"""
      - barrier: {barrier}
        fit: {fit}
        why: {nasty}
        basis: {"published" if number % 2 else "judged"}
        evidence: {{rating: nasty_level, clearinghouse: {nasty}, outcome: {nasty}, note: {nasty}, url: {quoted(EVIL_URL)}}}"""
        for barrier, fit in ((f"b{number}", "full"), ("b1", "partial"))
        if number != 5 and not (number == 1 and fit == "partial") and not (number == 4 and barrier == "b1")
    )
    return f"""
  - code: {quoted(f"{SERVICE}.1.{number}")}
    title: {nasty}
    summary: {nasty}
    origin: published
    source: {{publisher: {nasty}, title: {nasty}, url: {quoted(EVIL_URL)}}}
    level: [{nasty}]
    leads: {nasty}
    partners: [{nasty}, {nasty}]
    changes: {nasty}
    next_steps: [{nasty}, {nasty}]
    cost: {{low: 1, high: 2, currency: USD, basis: {nasty}}}
    feasibility: {gate}
    addresses: {edges or "[]"}
"""


def catalogue():
    heads = [f"  - {{number: 1, name: {quoted(NASTY['html'])}, known: published, seen_on: {quoted(NASTY['table'])}}}"]
    projects = "".join(_project(number, text) for number, text in enumerate(TEXTS, 1))
    return "\n".join(
        [
            "schema: 1",
            f"title: {quoted(NASTY['bidi'])}",
            f"service: {quoted(SERVICE)}",
            "innovations:",
            *heads,
            "projects:" + projects,
        ]
    )


def taxonomy():
    barriers = "".join(
        f"  - {{id: b{number}, label: {{en: {quoted(text)}, es: {quoted(text)}}}, description: {quoted(text)}, "
        f"aliases: [{quoted(text)}], crosswalk: {{acs_indicator: {quoted(text)}, adult_education_survey: {quoted(text)}}}}}\n"
        for number, text in enumerate(TEXTS, 1)
    )
    source = f"sources: [{{publisher: {quoted(NASTY['html'])}, title: {quoted(NASTY['links'])}}}]\n"
    return f"schema: 1\ntitle: {quoted(NASTY['escapes'])}\n{source}barriers:\n{barriers}"


def sidecar(number, text):
    nasty = quoted(text)
    return f"""schema: 1
id: s{number}
title: {nasty}
publisher: {nasty}
kind: survey
service: {quoted(SERVICE)}
base: needed
mode: {nasty}
population: {nasty}
weighting: {nasty}
languages: [{nasty}]
licence: {nasty}
notes: [{nasty}]
url: {quoted(EVIL_URL)}
"""


def write_data(folder):
    """All files. ``s1`` and so on are surveys with one text each; ``indicators`` has all texts."""
    (folder / "barriers").mkdir(parents=True)
    (folder / "projects.yaml").write_text(catalogue(), encoding="utf-8")
    (folder / "taxonomy.yaml").write_text(taxonomy(), encoding="utf-8")
    policy = f"schema: 1\nid: nasty\ntitle: {quoted(NASTY['table'])}\nscale: {quoted(NASTY['html'])}\n"
    policy += f"levels: [{{id: nasty_level, label: {quoted(NASTY['links'])}, strength: 0.5}}]\n"
    (folder / "evidence.yaml").write_text(policy, encoding="utf-8")
    for number, text in enumerate(TEXTS, 1):
        # b4 is not measured, b2 is hidden.
        rows = [f"Doña Ana,b{at},{4 if at == 2 else 40 + at},180" for at in range(1, len(TEXTS) + 1) if at != 4]
        csv = "\n".join(["county,barrier,count,base_n", *rows, ""])
        (folder / "barriers" / f"s{number}.csv").write_text(csv, encoding="utf-8")
        (folder / "barriers" / f"s{number}.yaml").write_text(sidecar(number, text), encoding="utf-8")
    indicators = "".join(
        f"  - {{barrier: b{at}, name: {quoted(text)}, label: {quoted(text)}, universe: {quoted(text)}, stands_in_for: {quoted(text)}}}\n"
        for at, text in enumerate(TEXTS, 1)
    )
    head = f"schema: 1\nid: indicators\ntitle: {quoted(NASTY['rule'])}\nkind: indicator\nbase: population\n"
    head += f"service: {quoted(SERVICE)}\nindicators:\n{indicators}"
    rows = [f"{fips},b{at},{at + len(fips)}.5,{at}" for fips in ("35013", "35053") for at in range(1, len(TEXTS) + 1)]
    (folder / "barriers" / "indicators.yaml").write_text(head, encoding="utf-8")
    text = "\n".join(["fips,barrier,percent,moe90", *rows, ""])
    (folder / "barriers" / "indicators.csv").write_text(text, encoding="utf-8")
    return folder
