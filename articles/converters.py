"""Parts of addresses."""


class Name:
    """An Arabic slug; NUL, which PostgreSQL cannot hold, names nothing."""

    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class _Digits:
    size = 0

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value).zfill(self.size)


class Year(_Digits):
    regex, size = "[0-9]{4}", 4


class TwoDigits(_Digits):
    regex, size = "[0-9]{2}", 2
