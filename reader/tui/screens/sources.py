"""What a story is made of: fetching a page again, another article of a page, opening a source, watching folders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from reader.notes.database import StoreError
from reader.notes.entries import Position
from reader.story.clean import clean_line, plural
from reader.story.locators import source_of
from reader.story.open import latest
from reader.story.version import MOST_VERSIONS, SourceError, Stopped, Story
from reader.tui import programs
from reader.tui.keys import key_label
from reader.tui.model.state import LEFT, RIGHT, Reading
from reader.tui.screens.dialogs import ChoosingDialog, FilteredDialog, Job, JobDialog, OpenDialog
from reader.tui.screens.host import Host
from reader.tui.session.history import SourceHistory, history_of, next_pair, noted, take_over_pair, with_pair
from reader.tui.session.sources import (
    Renewed,
    Watch,
    article_choices,
    fetch_again,
    number_of,
    same_place,
    take_over,
    take_over_article,
    with_article,
    with_file,
)

UNCHANGED = "given up: nothing has changed"


class Sources:
    """Renews and adds versions while the story is read."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._looking = False
        self._leaving = threading.Event()
        self._rewritten: set[Path] = set()
        """Files whose text on disk is no longer the one on screen."""
        self._history: SourceHistory | None = None
        """The history that was read last."""
        self._put_in: set[str] = set()
        """The locators of the texts that the history put into the story and that go when others take their place."""

    def leave(self) -> None:
        """Give up what is being read in a thread: the screen goes."""
        self._leaving.set()

    # the page or file of a version

    def open_source(self) -> None:
        """Open the source of the version under the cursor, once the reader has seen what that is."""
        reading = self._host.reading
        target = programs.source_target(reading.story, reading.version)
        opener = programs.find_opener()
        if isinstance(target, str):
            self._host.say(target)
        elif opener is None:
            known = ", ".join(programs.OPENERS)
            self._host.say(f"no program to open {clean_line(target.address)} with: {known} are not here")
        else:
            program, address = opener, target.address

            def answered(yes: bool | None) -> None:
                if yes:
                    trouble = programs.open_with(program, address)
                    self._host.say(trouble or f"opened by {program}")

            self._host.app.push_screen(OpenDialog(target, program), answered)

    def fetch_again(self) -> None:
        """Read a watched file again that has changed; fetch the page of the version under the cursor again."""
        watch = self._host.app.folder_watch
        path = self._rewritten_here() if watch is not None else None
        if watch is not None and path is not None:
            self._read_again(path, watch)
            return
        story = self._host.session.story  # as it was opened: corrected roles are kept apart
        number = latest(story, self._host.reading.version)
        siglum = story.versions[self._host.reading.version].siglum
        if number is None:
            self._host.say(f"{siglum} is no page of the web: only those can be fetched again")
        elif len(story.versions) >= MOST_VERSIONS:
            self._host.say(
                f"there are {MOST_VERSIONS} versions already, the most a story may have: open it again with fewer"
            )
        else:
            job: Job[Renewed] = partial(fetch_again, story, number)
            self._host.app.push_screen(JobDialog(f"Fetching {siglum} again", job), self._fetched)

    def _fetched(self, found: Renewed | SourceError | None) -> None:
        """Show the new text beside the one before, or say why there is none."""
        if found is None:
            self._host.say(UNCHANGED)
        elif isinstance(found, SourceError):
            self._host.say(f"{found}; the text you have stays")
        elif found.story is None:
            self._host.say(found.said)
        else:
            reading = self._host.reading
            self._history = None
            self._host.saved_state.keep_look(reading)
            session = take_over(self._host.session, reading, found.story, found.number)
            shown = [found.number - 1, found.number]
            self._host.continue_with(Reading(found.story, shown=shown, side=RIGHT), session)
            self._host.say(found.said)

    # the texts that a source had

    def show_history(self) -> None:
        """List the texts that the source of the version under the cursor had, to set one beside it."""
        self._with_history(self._choose_text)

    def step_in_history(self, step: int) -> None:
        """Set the next text of the source, or the one before, beside that on screen."""

        def go(history: SourceHistory) -> None:
            reading = self._host.reading
            locators = reading.story.locators
            shown = locators[reading.shown[LEFT]], locators[reading.shown[RIGHT]]
            try:
                self._set_beside(history, next_pair(history, shown, locators[reading.version], step))
            except SourceError as error:
                self._host.say(str(error))

        self._with_history(go)

    def _with_history(self, then: Callable[[SourceHistory], None]) -> None:
        """Read the history of the source under the cursor, unless it was read last, and go on with it."""
        story, number = self._host.session.story, self._host.reading.version
        if self._history is not None and self._history.own == source_of(story.locators[number]):
            then(self._history)
            return

        def found(history: SourceHistory | SourceError | None) -> None:
            if history is None:
                self._host.say(UNCHANGED)
            elif isinstance(history, SourceError):
                self._host.say(str(history))
            else:
                self._history = history
                then(history)

        job: Job[SourceHistory] = partial(history_of, story, number)
        self._host.app.push_screen(JobDialog(f"The history of {story.versions[number].siglum}", job), found)

    def _choose_text(self, history: SourceHistory) -> None:
        """List the texts, and set the chosen one beside the present one."""
        story, number = self._host.session.story, self._host.reading.version
        version = story.versions[number]
        here = history.place_of(story.locators[number])
        at = len(history.texts) - 1 if here is None else here

        def chosen(place: int | None) -> None:
            if place is None:
                return
            if place == at:
                self._host.say(f"that is the text of {version.siglum} that you have")
                return
            try:
                self._set_beside(history, (min(at, place), max(at, place)))
            except SourceError as error:
                self._host.say(str(error))

        about = f"{version.name}: {plural(len(history.texts), 'text')}, the earliest first"
        about += "".join(f" · {remark}" for remark in history.remarks)
        parts = []
        for title, places, lines in history.listings:
            marked = [f"{line} · here" if place == at else line for place, line in zip(places, lines, strict=True)]
            parts.append((title, places, marked))
        self._host.app.push_screen(FilteredDialog(f"How {version.siglum} has changed", about, parts, at), chosen)

    def _set_beside(self, history: SourceHistory, places: tuple[int, int]) -> None:
        """Show two texts of a source side by side. Raises SourceError if there is no room for them."""
        session, reading = self._host.session, self._host.reading
        keep = set(session.story.locators) - self._put_in | noted(session)
        pair = with_pair(session.story, history, places, keep)
        self._put_in = set(pair.added)
        self._host.saved_state.keep_look(reading)
        following = take_over_pair(session, reading, pair)
        self._host.continue_with(Reading(pair.story, shown=list(pair.shown), side=RIGHT), following)
        self._host.say(pair.said)

    # articles

    def choose_article(self) -> None:
        """Ask which article of the page is to be read in place of this version."""
        number, story = self._host.reading.version, self._host.session.story
        version = story.versions[number]
        if not version.articles:
            self._host.say(f"{version.siglum} came from no page with several articles")
            return
        offered = article_choices(version)
        at = next((place for place, (article, _) in enumerate(offered) if article == version.article), 0)

        def chosen(place: int | None) -> None:
            if place is None or place == at:
                return
            job: Job[Story] = partial(with_article, story, number, offered[place][0])
            self._host.app.push_screen(JobDialog(f"Another article for {version.siglum}", job), self._article_found)

        about = f"{version.name}: {plural(len(version.articles), 'article')} on this page"
        rows = [row for _, row in offered]
        self._host.app.push_screen(ChoosingDialog(f"Which article {version.siglum} is", about, rows, at), chosen)

    def _article_found(self, found: Story | SourceError | None) -> None:
        """Show the other article, or say why there is none."""
        if found is None:
            self._host.say(UNCHANGED)
        elif isinstance(found, SourceError):
            self._host.say(f"{found}; the text you have stays")
        else:
            old = self._host.reading
            number = old.version
            self._history = None
            self._host.saved_state.keep_look(old)
            session = take_over_article(self._host.session, old, found, number)
            self._host.continue_with(Reading(found, shown=list(old.shown), side=old.side), session)
            version = found.versions[number]
            unkept = "" if session.can_keep() else f" · not kept: {session.trouble}"
            self._host.say(f"{version.siglum}: {version.title}{unkept}")

    # watched folders

    def look(self) -> None:
        """Look into the watched folders once, unless the reader is writing or choosing something."""
        watch = self._host.app.folder_watch
        if watch is not None and not self._looking and self._host.is_on_top():
            self._looking = True
            story = self._host.session.story
            self._host.in_thread(lambda: self._look_in(watch, story), "watch", may_fail=True)

    def _look_in(self, watch: Watch, story: Story) -> None:
        found = watch.look()
        numbers = {path: number_of(story, path) for path in found}
        came: tuple[Path, Story | SourceError] | None = None
        new = next((path for path, number in numbers.items() if number is None), None)
        if new is not None:  # the next new file is taken at the next look
            try:
                came = new, with_file(story, new, watch, self._leaving)
            except SourceError as error:
                came = new, error
            except Stopped:
                return
        changed = [(path, number) for path, number in numbers.items() if number is not None]
        gone = [(path, number) for path in watch.gone() if (number := number_of(story, path)) is not None]
        self._host.app.call_from_thread(self._seen, watch, story, came, changed, gone)

    def _seen(
        self,
        watch: Watch,
        story: Story,
        came: tuple[Path, Story | SourceError] | None,
        changed: list[tuple[Path, int]],
        gone: list[tuple[Path, int]],
    ) -> None:
        self._looking = False
        if (
            watch is not self._host.app.folder_watch
            or story is not self._host.session.story
            or not self._host.is_on_top()
        ):
            return  # looked at again the next time
        for path, number in changed:
            watch.know(path)
            self._rewritten.add(path)
            siglum = story.versions[number].siglum
            keys = self._host.app.keys.get("fetch-again")
            how = f" · {key_label(keys[0])} in {siglum} reads it again" if keys else ""
            self._host.say(f"{siglum} has changed on disk: the text you have stays{how}")
        for path, _ in gone:
            watch.forget(path)
            self._rewritten.discard(path)
        if gone:
            sigla = ", ".join(story.versions[number].siglum for _, number in gone)
            stays = "is gone from disk: the text you have stays"
            self._host.say(f"{sigla} {stays if len(gone) == 1 else 'are gone from disk: the texts you have stay'}")
        if came is None:
            return
        path, found = came
        watch.know(path)
        if isinstance(found, SourceError):
            self._host.say(str(found))
            return
        self._go_on(found, len(found.versions) - 1)
        self._host.say(f"{found.versions[-1].siglum} came: {clean_line(path.name)}")

    def _rewritten_here(self) -> Path | None:
        """The file of the version under the cursor, if it has changed on disk."""
        story, version = self._host.session.story, self._host.reading.version
        return next((path for path in self._rewritten if number_of(story, path) == version), None)

    def _read_again(self, path: Path, watch: Watch) -> None:
        version, story = self._host.reading.version, self._host.session.story
        siglum = story.versions[version].siglum

        def read(_: Callable[[str], None], stop: threading.Event) -> Story:
            return with_file(story, path, watch, stop)

        def found(new: Story | SourceError | None) -> None:
            if new is None:
                self._host.say(UNCHANGED)
            elif isinstance(new, SourceError):
                self._host.say(f"{new}; the text you have stays")
            else:
                self._rewritten.discard(path)
                self._go_on(new, version)
                self._host.say(f"{siglum} is read as it is on disk now")

        self._host.app.push_screen(JobDialog(f"Reading {siglum} again", read), found)

    def _go_on(self, story: Story, number: int) -> None:
        """Read on with a version that came or changed; the reader stays where they are."""
        old = self._host.reading
        self._history = None
        self._host.saved_state.keep_look(old)
        self._host.session.keep_position(old)
        following = self._host.session.growing(story)
        starts = {}
        for place, sentence in old.cursors.items():
            before, version = old.story.versions[place], story.versions[place]
            if sentence < len(before.sentences):
                moved = before.text != version.text
                start = same_place(before, sentence, version) if moved else before.sentences[sentence].span.start
                starts[story.locators[place]] = start
        with suppress(StoreError):  # as on leaving: no words are lost
            if following.notes is not None:
                following.notes.keep_position(Position(story.locators[old.version], starts))
        shown = [0, number] if old.alone and len(story.versions) > 1 else list(old.shown)
        reading = Reading(story, shown=shown, side=old.side)
        reading.filter, reading.history, reading.ahead = old.filter, list(old.history), list(old.ahead)
        if following.notes is None:
            reading.cursors = dict(old.cursors)
        self._host.continue_with(reading, following)
        if old.query:
            reading.search(old.query)
        reading.tops = list(old.tops)
        self._host.draw()
