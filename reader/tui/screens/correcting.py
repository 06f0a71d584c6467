"""The reading screen's part in which the reader says what a paragraph is for: drops it, brings it back, heads it."""

from __future__ import annotations

from reader.story.version import Role, Version
from reader.tui.model.ink import plural
from reader.tui.screens.deciding import Deciding
from reader.tui.session import decisions

ROLES = (
    (Role.FURNITURE, "drop it: furniture of the page"),
    (Role.STRAY, "drop it: not this story"),
    (Role.REPEAT, "drop it: said above"),
    (Role.BODY, "body: it tells the story"),
    (Role.HEADING, "heading"),
    (Role.HEADLINE, "headline"),
)
"""What can be chosen, in that order."""
AS_FOUND = "as it was found"


class Correcting(Deciding):
    """Corrects roles; the versions are compared again with them."""

    def action_role(self) -> None:
        """Ask what the paragraph under the cursor is for."""
        from reader.tui.screens.dialogs import ChoosingDialog

        reading = self.reading
        at = self._paragraph()
        if at is None:
            return
        version = self._told(reading.version)
        now = version.paragraphs[at].role
        given = (reading.version, at) in reading.roles
        rows = [f"{label}{' (now)' if role is now else ''}" for role, label in ROLES]
        text = " ".join(version.paragraphs[at].span.of(version.text).split())

        def chosen(number: int | None) -> None:
            if number is None:
                return
            role = ROLES[number][0] if number < len(ROLES) else None
            if role is now:
                self.say(f"it is {now.value} already")
                return
            trouble = decisions.give(self.keeping, reading, at, role)
            said = f"{version.siglum} ¶{at + 1}: {role.value if role else AS_FOUND} · u undoes"
            if trouble is None:
                self.say(said)
                self.decide_or_show(said)
            else:
                self.say(trouble)

        first = Role.BODY if now.aside else Role.FURNITURE
        begin = next(number for number, (role, _) in enumerate(ROLES) if role is first)
        dialog = ChoosingDialog(
            f"What {version.siglum} ¶{at + 1} is for", text, [*rows, *([AS_FOUND] if given else [])], begin
        )
        self.app.push_screen(dialog, chosen)

    def _told(self, number: int) -> Version:
        """A version with the roles that its paragraphs have on screen."""
        comparison = self.reading.comparison
        return (comparison or self.reading.story).versions[number]

    def _paragraph(self) -> int | None:
        """The paragraph under the cursor; says why there is none."""
        reading = self.reading
        if not self.keeping.can_keep():
            self.say(self.keeping.trouble)
            return None
        flow = reading.flow(reading.side)
        if not flow.blocks:
            self.say("nothing here")
            return None
        sentences = flow.beside.version.sentences
        block = flow.blocks[flow.block_of(reading.sentence)]
        if reading.merged or not block.fold:
            return sentences[reading.cursors.get(reading.version, 0)].paragraph
        last = sentences[block.last].paragraph
        if last != sentences[block.first].paragraph:
            count = last - sentences[block.first].paragraph + 1
            self.say(f"{plural(count, 'paragraph')} here: enter unfolds them, then choose one")
            return None
        return last
