"""A small data folder of projects with criteria, and what `jt methods` says of it."""

import json

from hostile import quoted

FULL = {"seriousness": 6, "effectiveness": 5, "impact": 2, "confidence": 0.8, "effort": 4}
COUNTS = {"child_care": 60, "cost": 90, "transport": 40, "discrimination": 5}
ACTS = {"9.1": "cost", "9.2": "child_care", "9.3": "transport", "9.4": "discrimination"}


def write(folder, criteria, *, counts=COUNTS, acts=ACTS, titles=None, refused=()):
    """A data folder with a project for each id, its criteria, and a survey of Taos."""
    edges = "    addresses: [{{barrier: {}, fit: full, evidence: {{rating: unrated}}, why: it does}}]\n"
    gate = "    feasibility: {legality: 'no', reason: the law}\n"
    projects = "".join(
        f"  - code: Job Training.{id_}\n    title: {quoted((titles or {}).get(id_, f'Project {id_}'))}\n"
        f"    summary: s\n    origin: proposed\n    level: [county]\n{edges.format(barrier)}"
        f"{gate if id_ in refused else ''}    criteria: {json.dumps(criteria.get(id_, {}))}\n"
        for id_, barrier in acts.items()
    )
    head = "schema: 1\nservice: Job Training\ninnovations: [{number: 9, known: unknown}]\nprojects:\n"
    (folder / "barriers").mkdir(parents=True, exist_ok=True)
    (folder / "projects.yaml").write_text(head + projects, encoding="utf-8")
    rows = "".join(f"Taos,{barrier},{count},180\n" for barrier, count in counts.items())
    (folder / "barriers" / "s.csv").write_text("county,barrier,count,base_n\n" + rows, encoding="utf-8")
    sidecar = "schema: 1\nid: s\ntitle: t\nkind: survey\nservice: Job Training\nbase: needed\n"
    (folder / "barriers" / "s.yaml").write_text(sidecar, encoding="utf-8")
    return folder


def on(folder, *more):
    return ("methods", "--county", "Taos", "--survey", "s", "--data", str(folder), *more)


def comparison(jt, *command):
    done = jt(*command, "--json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert (document["schema"], document["version"]) == ("jt.methods", 1)
    return document["comparisons"][0]


def by_id(found):
    return {result["id"]: result for result in found["methods"]}
