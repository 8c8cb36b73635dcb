"""A calendar month as one value that can be counted with."""

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`index` counts months since year 0, so differences are plain subtraction."""

    index: int

    @classmethod
    def of(cls, year: int, month: int) -> "Month":
        """The month `month` (1–12) of a year."""
        return cls(year * 12 + month - 1)

    @classmethod
    def at(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls.of(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """`2024-07` (or `2024-7`); None for anything else, month 13 included."""
        match = WRITTEN.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) == 0:
            return None
        return cls.of(int(match[1]), int(match[2]))

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.index // 12

    @property
    def number(self) -> int:
        """1 to 12."""
        return self.index % 12 + 1

    @property
    def first_day(self) -> date:
        """The day rows are looked up for."""
        return date(self.year, self.number, 1)

    def later(self, months: int) -> "Month":
        """So many months on; negative counts back."""
        return Month(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def words(self) -> str:
        """2027 年 5 月."""
        return f"{self.year} 年 {self.number} 月"
