"""The reading screen's part in which another article of a page is chosen."""

from __future__ import annotations

from functools import partial

from reader.story.version import SourceError, Story
from reader.tui.model.ink import plural
from reader.tui.model.layout import measure
from reader.tui.model.state import Reading
from reader.tui.screens.showing import Part


class Articles(Part):
    """Chooses among several articles on a page."""

    def action_article(self) -> None:
        """Ask which article of the page is to be read in place of this version."""
        from reader.tui.screens.dialogs import ChoosingDialog, FetchDialog, Job
        from reader.tui.session.sources import choices, with_article

        number, story = self.reading.version, self.keeping.story
        version = story.versions[number]
        if not version.articles:
            self.say(f"{version.siglum} came from no page with several articles")
            return
        offered = choices(version)
        at = next((place for place, (article, _) in enumerate(offered) if article == version.article), 0)

        def chosen(place: int | None) -> None:
            if place is None or place == at:
                return
            job: Job[Story] = partial(with_article, story, number, offered[place][0])
            self.app.push_screen(FetchDialog(f"Another article for {version.siglum}", job), self._article_found)

        about = f"{version.name}: {plural(len(version.articles), 'article')} on this page"
        self.app.push_screen(
            ChoosingDialog(f"Which article {version.siglum} is", about, [r for _, r in offered], at), chosen
        )

    def _article_found(self, found: Story | SourceError | None) -> None:
        """Show the other article, or say why there is none."""
        from reader.tui.session.sources import take_over_article

        if found is None:
            self.say("given up: nothing has changed")
        elif isinstance(found, SourceError):
            self.say(f"{found}; the text you have stays")
        else:
            number, old = self.reading.version, self.reading
            self.remembering.keep_look(old)
            keeping = take_over_article(self.keeping, old, found, number)
            self.go_on_with(Reading(found, measure(0, 0), shown=list(old.shown), side=old.side), keeping)
            version = found.versions[number]
            self.say(
                f"{version.siglum}: {version.title}" + ("" if keeping.can_keep() else f" · not kept: {keeping.trouble}")
            )
