"""The reading screen's part in which the reader asks why there is a link, pins and cuts, and loosens and tightens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.align.decisions import DecisionKind
from reader.tui.model import navigation
from reader.tui.model.explanation import Choice, Tie, count_links, is_pinned, places, stricter, tell_counts
from reader.tui.screens.comparing import Comparing
from reader.tui.screens.noting import Noting
from reader.tui.session import decisions

if TYPE_CHECKING:
    from reader.tui.screens.why import Answer


class Deciding(Comparing, Noting):
    """Pins, cuts, and decides anew which links there are."""

    def recall(self) -> None:
        """Take up where the reader was, and what was decided about this story before."""
        super().recall()
        self.recall_decisions()

    def recall_decisions(self) -> None:
        """Take up what was decided about this story before."""
        said = decisions.recall(self.keeping, self.reading)
        self.reading.message = said or self.reading.message

    def action_why(self) -> None:
        """Say why the passage is linked, or what comes nearest to it."""
        from reader.tui.screens.why import WhyDialog

        if self._can_decide() and self.prepared is not None:
            self.app.push_screen(WhyDialog(self.reading, self.prepared), self._answered)

    def action_pin_or_cut(self) -> None:
        """Cut the passage's best link, or take back its pin; without a link, choose what to pin it to."""
        reading = self.reading
        if not self._can_decide():
            return
        beside = reading.beside(reading.side)
        strong = beside.strong_of(reading.sentence)
        if not strong:
            self.action_why()
            return
        link = beside.links[strong[0]]
        self._decide_on(Choice(Tie.PINNED if is_pinned(reading, link) else Tie.LINKED, link))

    def action_looser(self) -> None:
        """Link more."""
        self._stricter(-1)

    def action_stricter(self) -> None:
        """Link less."""
        self._stricter(1)

    def action_undo(self) -> None:
        """Undo; where that was a pin or a cut, links are decided anew."""
        self._with_decisions(super().action_undo)

    def action_redo(self) -> None:
        """Do again; where that was a pin or a cut, links are decided anew."""
        self._with_decisions(super().action_redo)

    def _can_decide(self) -> bool:
        """Whether there are links to decide about under the cursor; says why not."""
        reading = self.reading
        flow = reading.flow(reading.side)
        if reading.alone or not flow.blocks:
            self.say("nothing stands opposite that this could be linked to")
        elif self.lacks_measure() or not reading.beside(reading.side).compared:
            self.say("not compared" if reading.failed else "still comparing")
        elif flow.blocks[flow.block_of(reading.sentence)].fold:
            self.say("enter unfolds it first")
        else:
            return True
        return False

    def _answered(self, answer: Answer | None) -> None:
        if answer is None:
            return
        wish, choice = answer
        if wish == "go":
            navigation.remember(self.reading)
            self.reading.side = 1 - self.reading.side
            navigation.go(self.reading, choice.link.right[0], jump=True)
            self.draw()
        elif wish == "pin":
            self._add(DecisionKind.PIN, choice)
        elif wish == "cut":
            self._add(DecisionKind.CUT, choice)
        else:
            self._decide_on(choice)

    def _decide_on(self, choice: Choice) -> None:
        """Do what is natural: cut what is linked, take back what was decided, pin the rest."""
        if choice.tie is Tie.PINNED:
            self._take_back(DecisionKind.PIN, choice)
        elif choice.tie is Tie.CUT:
            self._take_back(DecisionKind.CUT, choice)
        else:
            self._add(DecisionKind.CUT if choice.tie is Tie.LINKED else DecisionKind.PIN, choice)

    def _add(self, kind: DecisionKind, choice: Choice) -> None:
        trouble = decisions.decide(self.keeping, self.reading, kind, choice.link.left, choice.link.right)
        said = "pinned" if kind is DecisionKind.PIN else "cut"
        self._decided_so(trouble, f"{said} {self._both(choice)} · u undoes")

    def _take_back(self, kind: DecisionKind, choice: Choice) -> None:
        trouble = decisions.take_back(self.keeping, self.reading, kind, choice.link.left, choice.link.right)
        self._decided_so(trouble, f"{kind.value} of {self._both(choice)} taken back · u undoes")

    def _decided_so(self, trouble: str | None, said: str) -> None:
        if trouble is not None:
            self.say(trouble)
            return
        self.say(said)
        self.decide(lambda: said)

    def _both(self, choice: Choice) -> str:
        here, there = (self.reading.story.versions[n] for n in (self.reading.version, self._opposite()))
        return f"{places(here, choice.link.left)} and {places(there, choice.link.right)}"

    def _opposite(self) -> int:
        return self.reading.shown[1 - self.reading.side]

    def _with_decisions(self, step: Callable[[], None]) -> None:
        """Undo or redo, and decide anew if the decisions are others now."""
        before = self.reading.decisions, self.reading.roles
        step()
        said = self.reading.message
        decisions.refresh(self.keeping, self.reading)
        if (self.reading.decisions, self.reading.roles) != before:
            self.decide_or_show(said)

    def decide_or_show(self, said: str) -> None:
        """Decide anew, and then say so; where nothing was compared, paragraphs in other roles are shown at once."""
        if self.prepared is None:
            self.reading.compared(self.reading.comparison, self.reading.tellings)
            self.say(said)
        else:
            self.decide(lambda: said)

    def _stricter(self, steps: int) -> None:
        """Make links stricter or looser; how their number changed is said when it is known."""
        reading = self.reading
        before = count_links(reading)
        if not stricter(reading, steps):
            self.draw()
            return
        trouble = decisions.keep_strictness(self.keeping, reading)
        self.say(trouble or "deciding …")
        self.decide(lambda: trouble or tell_counts(before, count_links(reading)))
