"""What the reader decides about links and paragraphs: why there is a link, pins and cuts, strictness, roles."""

from __future__ import annotations

from collections.abc import Callable

from reader.align.decisions import DecisionKind
from reader.notes.database import StoreError
from reader.story.clean import plural
from reader.story.version import Role, Version
from reader.tui.model import navigation
from reader.tui.model.explanation import (
    Choice,
    Relation,
    change_strictness,
    count_links,
    describe_counts,
    paragraph_range,
)
from reader.tui.screens.comparing import Comparer
from reader.tui.screens.dialogs import ChoosingDialog
from reader.tui.screens.host import Host
from reader.tui.screens.why import Answer, WhyDialog
from reader.tui.session import decisions

ROLES = (
    (Role.FURNITURE, "drop it: furniture of the page"),
    (Role.STRAY, "drop it: not this story"),
    (Role.REPEAT, "drop it: said above"),
    (Role.BODY, "body: it tells the story"),
    (Role.HEADING, "heading"),
    (Role.HEADLINE, "headline"),
)
"""The roles to choose from, in that order."""
AS_FOUND = "as it was found"


class Decider:
    """Carries out the reader's decisions, and has links decided again after each."""

    def __init__(self, host: Host, comparer: Comparer) -> None:
        self._host = host
        self._comparer = comparer

    def recall(self) -> None:
        """Take up what was decided about this story before."""
        decisions.recall(self._host.session, self._host.reading)

    def after_change(self, change: Callable[[], None]) -> bool:
        """Change something, and decide again if the decisions or roles are others then. Returns whether they are."""
        reading = self._host.reading
        before = reading.decisions, reading.strictness, reading.roles
        change()
        if (reading.decisions, reading.strictness, reading.roles) == before:
            return False
        self._decide_or_show(reading.message)
        return True

    def refresh(self) -> None:
        """Take over decisions and roles as they are in the store now. Raises StoreError."""
        decisions.refresh(self._host.session, self._host.reading)

    # links

    def why(self) -> None:
        """Say why the passage is linked, or what comes nearest to it."""
        if self._can_decide() and self._comparer.prepared is not None:
            self._host.app.push_screen(WhyDialog(self._host.reading, self._comparer.prepared), self._answered)

    def pin_or_cut(self) -> None:
        """Cut the passage's best link, or take back its pin; without a link, choose what to pin it to."""
        reading = self._host.reading
        if not self._can_decide():
            return
        beside = reading.beside(reading.side)
        strong = beside.strong_of(reading.sentence)
        if not strong:
            self.why()
            return
        link = beside.links[strong[0]]
        self._decide_on(Choice(Relation.PINNED if reading.is_pinned(link) else Relation.LINKED, link))

    def change_strictness(self, steps: int) -> None:
        """Make links stricter or looser; how their number changed is said when it is known."""
        reading = self._host.reading
        before = count_links(reading)
        if not change_strictness(reading, steps):
            self._host.draw()
            return
        trouble = decisions.keep_strictness(self._host.session, reading)
        self._host.say(trouble or "deciding …")
        self._comparer.decide(lambda: trouble or describe_counts(before, count_links(reading)))

    def _can_decide(self) -> bool:
        """Whether there are links to decide about under the cursor; says why not."""
        reading = self._host.reading
        flow = reading.flow(reading.side)
        if reading.alone or not flow.blocks:
            self._host.say("nothing stands opposite that this could be linked to")
        elif self._comparer.lacks_measure() or not reading.beside(reading.side).compared:
            self._host.say("not compared" if reading.failed else "still comparing")
        elif flow.blocks[flow.block_of(reading.sentence)].fold:
            self._host.say("enter unfolds it first")
        else:
            return True
        return False

    def _answered(self, answer: Answer | None) -> None:
        if answer is None:
            return
        reading = self._host.reading
        wish, choice = answer
        if wish == "go":
            navigation.remember(reading)
            reading.side = 1 - reading.side
            navigation.go(reading, choice.link.right[0], jump=True)
            self._host.draw()
        elif wish == "pin":
            self._add(DecisionKind.PIN, choice)
        elif wish == "cut":
            self._add(DecisionKind.CUT, choice)
        else:
            self._decide_on(choice)

    def _decide_on(self, choice: Choice) -> None:
        """Cut what is linked, take back what was decided, pin the rest."""
        if choice.relation is Relation.PINNED:
            self._take_back(DecisionKind.PIN, choice)
        elif choice.relation is Relation.CUT:
            self._take_back(DecisionKind.CUT, choice)
        else:
            self._add(DecisionKind.CUT if choice.relation is Relation.LINKED else DecisionKind.PIN, choice)

    def _add(self, kind: DecisionKind, choice: Choice) -> None:
        link = choice.link
        trouble = decisions.decide(self._host.session, self._host.reading, kind, link.left, link.right)
        said = "pinned" if kind is DecisionKind.PIN else "cut"
        self._report(trouble, f"{said} {self._both(choice)} · u undoes")

    def _take_back(self, kind: DecisionKind, choice: Choice) -> None:
        link = choice.link
        trouble = decisions.take_back(self._host.session, self._host.reading, kind, link.left, link.right)
        self._report(trouble, f"{kind.value} of {self._both(choice)} taken back · u undoes")

    def _report(self, trouble: str | None, said: str) -> None:
        self._host.say(said if trouble is None else trouble)
        if trouble is None:
            self._comparer.decide(lambda: said)

    def _both(self, choice: Choice) -> str:
        reading = self._host.reading
        here, there = (reading.story.versions[n] for n in (reading.version, reading.shown[1 - reading.side]))
        return f"{paragraph_range(here, choice.link.left)} and {paragraph_range(there, choice.link.right)}"

    def _decide_or_show(self, said: str) -> None:
        """Decide again, and then say so; where nothing was compared, paragraphs in other roles are shown at once."""
        reading = self._host.reading
        if self._comparer.prepared is None:
            reading.set_comparison(reading.comparison, reading.tellings)
            self._host.say(said)
        else:
            self._comparer.decide(lambda: said)

    # roles

    def choose_role(self) -> None:
        """Ask what the paragraph under the cursor is for."""
        reading = self._host.reading
        at = self._paragraph()
        if at is None:
            return
        version = self._as_shown(reading.version)
        now = version.paragraphs[at].role
        corrected = (reading.version, at) in reading.roles
        rows = [f"{label}{' (now)' if role is now else ''}" for role, label in ROLES]
        text = " ".join(version.paragraphs[at].span.of(version.text).split())

        def chosen(number: int | None) -> None:
            if number is None:
                return
            role = ROLES[number][0] if number < len(ROLES) else None
            if role is now:
                self._host.say(f"it is {now.value} already")
                return
            trouble = decisions.give_role(self._host.session, reading, at, role)
            said = f"{version.paragraph_label(at)}: {role.value if role else AS_FOUND} · u undoes"
            self._host.say(said if trouble is None else trouble)
            if trouble is None:
                self._decide_or_show(said)

        first = Role.BODY if now.aside else Role.FURNITURE
        begin = next(number for number, (role, _) in enumerate(ROLES) if role is first)
        dialog = ChoosingDialog(
            f"What {version.paragraph_label(at)} is for", text, [*rows, *([AS_FOUND] if corrected else [])], begin
        )
        self._host.app.push_screen(dialog, chosen)

    def _as_shown(self, number: int) -> Version:
        """A version with the roles that its paragraphs have on screen."""
        reading = self._host.reading
        return (reading.comparison or reading.story).versions[number]

    def _paragraph(self) -> int | None:
        """The paragraph under the cursor; says why there is none."""
        reading, session = self._host.reading, self._host.session
        if not session.can_keep():
            self._host.say(session.trouble)
            return None
        flow = reading.flow(reading.side)
        if not flow.blocks:
            self._host.say("nothing here")
            return None
        sentences = flow.beside.version.sentences
        block = flow.blocks[flow.block_of(reading.sentence)]
        if reading.merged or not block.fold:
            return sentences[reading.cursors.get(reading.version, 0)].paragraph
        last = sentences[block.last].paragraph
        if last != sentences[block.first].paragraph:
            count = last - sentences[block.first].paragraph + 1
            self._host.say(f"{plural(count, 'paragraph')} here: enter unfolds them, then choose one")
            return None
        return last

    # what another running reader decided

    def look_around(self) -> bool:
        """Take over what another running reader has decided. Returns whether links are decided again for it."""
        try:
            return self.after_change(self.refresh)
        except StoreError:
            return False  # whatever the reader keeps next will say so
