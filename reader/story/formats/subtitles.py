"""Subtitles (SubRip, WebVTT, SubStation Alpha): what is said, without the times. pysubs2 parses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pysubs2

from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.paragraphs import is_finished

_LONGEST_PAUSE = 4_000
"""Milliseconds without words after which a new paragraph begins, even if the sentence goes on."""
_MARKUP = re.compile(r"</?[a-z][^<>\n]{0,200}>|<\d\d:[\d:.]+>|\{\\[^{}\n]{0,200}\}", re.I)
_SPEAKER = re.compile(r"<v(?:\.[^\s<>]{1,80})?\s{1,8}([^<>\n]{1,80})>", re.I)
_CHANGE = re.compile(r"\s*[-–—]\s?(?=\S)")


def parse_subtitles(request: Request) -> Iterator[Answer]:
    """Read subtitles in UTF-8. A cue that ends a sentence ends a paragraph; others run on into the next cue.

    Raises:
        UnreadableError: They are damaged, or say nothing.
    """
    source = request.data.decode("utf-8", errors="replace")
    try:
        cues = pysubs2.SSAFile.from_string(_marked(source), keep_html_tags=True, keep_ssa_tags=False)
    except (pysubs2.Pysubs2Error, ValueError):
        raise UnreadableError("has no subtitles in it, although its name says so") from None
    parts = list(_paragraphs([cue for cue in cues if not cue.is_comment]))
    if not parts:
        raise UnreadableError("has no subtitles in it")
    title = cues.info.get("Title", "")
    facts = {"title": "" if title.startswith(("Default", "Untitled")) else title}
    yield Answer(parts=parts, facts=facts, remarks=["times of the subtitles left out"])


def _marked(source: str) -> str:
    """Without what stands above the first cue of WebVTT, which is about the file."""
    if not source.lstrip("\ufeff").startswith("WEBVTT"):
        return source
    return re.sub(r"(?ms)^(?:NOTE|STYLE|REGION)\b.*?(?:\n\s*\n|\Z)", "", source)


def _paragraphs(cues: Sequence[pysubs2.SSAEvent]) -> Iterator[Part]:
    speaker, text, end = "", "", 0
    for cue in sorted(cues, key=lambda cue: cue.start):
        said = _SPEAKER.search(cue.text)
        name = said[1].strip() if said else cue.name
        bare = _MARKUP.sub("", cue.text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))
        for number, turn in enumerate(_turns(bare)):
            new = number > 0 or name != speaker or cue.start - end > _LONGEST_PAUSE or is_finished(text)
            if text and new:
                yield text, "body"
                text = ""
            text = f"{text} {turn}".strip()
        speaker, end = name, max(end, cue.end)
    if text:
        yield text, "body"


def _turns(text: str) -> Iterator[str]:
    """What each of the speakers in a cue says: a dash begins each line of a dialogue."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    if sum(_CHANGE.match(line) is not None for line in lines) < 2:
        lines = [" ".join(lines)]
    yield from (line for line in lines if line)


if __name__ == "__main__":
    run_child(parse_subtitles)
