"""The reader's own rules: what they match, and how they are written."""

from __future__ import annotations

from pathlib import Path
from time import thread_time

import pytest

from reader.story.open import open_story
from reader.story.rules import USUAL_RULES, Rules, ignore_rule, merged, same_rule
from reader.story.rules_file import rules_in_settings, rules_kept, rules_written
from reader.story.version import SourceError


@pytest.mark.parametrize(
    ("pattern", "text", "ignored"),
    [
        ("[#]", "It sank [12] at noon [3].", ["[12]", "[3]"]),
        ("Updated #:# GMT", "UPDATED 12:30\u00a0GMT", ["UPDATED 12:30\u00a0GMT"]),
        ("photo: *", "Photo: Reuters, said he", ["Photo: Reuters"]),
        ("cat", "The catfish saw a cat.", ["cat"]),
        ("sub*", "A submarine subs.", ["submarine", "subs"]),
        ("(.*)+", "No expressions (.x)+ here.", ["(.x)+"]),
    ],
)
def test_a_pattern_matches_words_digits_and_signs(pattern: str, text: str, ignored: list[str]) -> None:
    found = Rules(ignore=(ignore_rule(pattern),)).ignored(text, 0, len(text))
    assert [text[start:end] for start, end in found] == ignored


def test_looking_for_a_pattern_takes_no_longer_than_in_proportion_to_the_text() -> None:
    rules = Rules(ignore=(ignore_rule("*a*a*b"), ignore_rule("# # # # # x")))
    short, long = (seconds_to_ignore(rules, "a" * n + " aaa" * n + " 1" * n) for n in (4_000, 32_000))
    assert long <= 20 * short, "8 times is linear, 64 times quadratic"


def seconds_to_ignore(rules: Rules, text: str) -> float:
    """The processor time of the shortest of several searches, all in vain."""
    times = []
    for _ in range(5):
        began = thread_time()
        assert rules.ignored(text, 0, len(text)) == []
        times.append(thread_time() - began)
    return min(times)


@pytest.mark.parametrize("pattern", ["", "  ", "*", "* *", "*a*b*c*", "x" * 300])
def test_a_pattern_that_would_ignore_everything_or_is_too_long_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"ignore every|stars|at most"):
        ignore_rule(pattern)


def test_a_rule_of_sameness_has_two_sides() -> None:
    assert same_rule(" Peking =  the Northern Capital") == ("Peking", "the Northern Capital")
    for text in ("Peking", "= Beijing", "Peking =", "- = +"):
        with pytest.raises(ValueError, match="expected two words or names"):
            same_rule(text)


def test_rules_of_several_sources_are_put_together() -> None:
    one = Rules(ignore=("[#]",), same=(("a", "b"),), punctuation=False)
    other = Rules(ignore=("[#]", "x"), case=True)
    assert merged([one, other]) == Rules(ignore=("[#]", "x"), same=(("a", "b"),), case=True, punctuation=False)
    assert merged([one, one]) == one


def story_file(folder: Path, rules: str) -> str:
    (folder / "a.txt").write_text("It sank.", "utf-8")
    path = folder / "story.yaml"
    path.write_text(f"{rules}\nversions:\n- source: a.txt\n", "utf-8")
    return str(path)


def test_a_story_file_states_rules_for_all_its_versions(tmp_path: Path) -> None:
    named = story_file(tmp_path, 'ignore: ["[#]", "Photo: *"]\nsame: Peking = Beijing\ncase: yes\npunctuation: no')
    (version,) = open_story([named], rules=Rules(ignore=("x",))).versions
    assert version.rules == Rules(
        ignore=("x", "[#]", "Photo: *"), same=(("Peking", "Beijing"),), case=True, punctuation=False
    )


def test_a_wrong_rule_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"story.yaml:1:.*expected two words or names"):
        open_story([story_file(tmp_path, "same: [Peking]")])


def test_the_settings_state_rules_and_what_is_wrong_there_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    assert rules_in_settings(path) == Rules()
    path.write_text('theme: dusk\nignore: "[#]"\nsame: [Peking, "WHO = World Health Organization"]\n', "utf-8")
    assert rules_in_settings(path) == Rules(ignore=("[#]",), same=(("WHO", "World Health Organization"),))


@pytest.mark.parametrize(
    "rules",
    [
        USUAL_RULES,
        Rules(ignore=("[#]", "photo: *"), same=(("Peking", "Beijing"),), case=True, punctuation=False),
        Rules(case=True),
    ],
)
def test_rules_that_are_written_down_are_read_back(rules: Rules) -> None:
    assert rules_kept(rules_written(rules)) == rules


@pytest.mark.parametrize("kept", [None, 3, {"ignore": [7, "*"], "same": ["one"], "case": "yes"}, {"ignore": "a"}])
def test_what_is_wrong_in_kept_rules_is_left_out(kept: object) -> None:
    assert rules_kept(kept).lines() in ([], ["ignore: a"])
