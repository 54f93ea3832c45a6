"""Groups and the whole county: a part is not more than the whole, and all parts are the whole."""

import pytest

SIDECAR = """schema: 1
id: t
title: T
kind: survey
service: Job Training
base: needed
partitions: [[language:en, language:es]]
"""
HEAD = "county,barrier,count,base_n,group\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Taos,cost,60,200,\nTaos,cost,40,120,language:en\nTaos,cost,20,80,language:es\n", None),
        ("Taos,cost,60,200,\nTaos,cost,40,120,language:en\n", None),
        ("Taos,cost,60,200,\nTaos,cost,59,200,age:old\n", None),
        ("Taos,cost,45,200,\nTaos,cost,55,120,language:en\n", ":3: count: count of this group is above"),
        ("Taos,cost,45,200,\nTaos,cost,40,220,age:old\n", ":3: base_n: base_n of this group is above"),
        ("Taos,cost,61,200,\nTaos,cost,40,120,language:en\nTaos,cost,20,80,language:es\n", ":2: count: count is not the sum"),
        ("Taos,cost,60,201,\nTaos,cost,40,120,language:en\nTaos,cost,20,80,language:es\n", ":2: base_n: base_n is not the sum"),
        ("Taos,cost,60,200,\nMora,cost,40,120,language:en\nMora,cost,21,80,language:es\n", None),
    ],
)  # fmt: skip
def test_groups_agree_with_the_whole(rows, said, tmp_path, jt):
    (tmp_path / "barriers").mkdir()
    (tmp_path / "barriers" / "t.yaml").write_text(SIDECAR)
    (tmp_path / "barriers" / "t.csv").write_text(HEAD + rows)
    for verb in (("validate", str(tmp_path)), ("rank", "-c", "taos", "--survey", "t", "--data", str(tmp_path))):
        done = jt(*verb)
        assert done.code == (0 if said is None else 1)
        text = " ".join((done.out + done.err).split())
        assert said is None or said in text
        # What is wrong is said without the numbers, which may be of few people.
        assert said is None or "55" not in text.replace(str(tmp_path), "")
