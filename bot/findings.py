"""What a check of the installation found, for operators."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands; `remedy` says what to do unless it is `ok`."""

    check: str
    status: Literal["ok", "warn", "fail"]
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.status:4}  {self.check:9}  {self.message}"
        return f"{line}\n{'':17}→ {self.remedy}" if self.remedy else line
