"""A matcher for walks by answers alone: nobody asks it anything."""

from bot.content.matching import Context, Match, Matcher


class _Silent:
    def match(self, text: str, context: Context) -> Match:
        return Match(band="refuse", top=())

    def facts(self, text: str) -> dict[str, str]:
        return {}

    def simplify(self, text: str) -> str:
        return text

    def reduce(self, text: str) -> str:
        return ""

    def alerts(self, text: str) -> tuple[str, ...]:
        return ()


SILENT: Matcher = _Silent()
