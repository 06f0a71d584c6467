"""The facts that a passage tells, as records, each kind read when it is first asked for."""

from __future__ import annotations

from functools import cached_property

from reader.align.edits import Passage
from reader.align.facts.amounts import Quantity, nobodies, quantities, singles
from reader.align.facts.names import Name, names
from reader.align.facts.statement import Statement
from reader.align.facts.when import Date, Time, dates, times


class Facts:
    """What one side of a link tells. Numbers that belong to a date or a time are no amounts, days are no names."""

    def __init__(self, passage: Passage) -> None:
        self.statement = Statement(passage)

    @cached_property
    def _when(self) -> tuple[list[Date], list[Time]]:
        return dates(self.statement), times(self.statement)

    @property
    def dates(self) -> list[Date]:
        """The dates, in order."""
        return self._when[0]

    @property
    def times(self) -> list[Time]:
        """The times of day, in order."""
        return self._when[1]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The amounts, in order."""
        return quantities(self.statement) if self._when else []

    @cached_property
    def nobodies(self) -> list[Quantity]:
        """Where it is said of nobody that something befell them, as amounts of nought."""
        return list(nobodies(self.statement))

    @cached_property
    def singles(self) -> list[Quantity]:
        """Persons told by an article whom something befell."""
        return list(singles(self.statement))

    @cached_property
    def names(self) -> list[Name]:
        """The names, in order."""
        return names(self.statement) if self._when else []
