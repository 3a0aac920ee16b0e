"""Errors that reach a person. Each carries a stable code, a translatable sentence and an exit code."""

from __future__ import annotations

from app.i18n import tr

EXIT_DONE, EXIT_USAGE, EXIT_REFUSED, EXIT_SIGN_IN, EXIT_UNREACHABLE, EXIT_WAITS, EXIT_DAMAGED = (
    0,
    2,
    3,
    4,
    5,
    6,
    7,
)


class AppError(Exception):
    """Base of every error this program raises on purpose."""


class UserError(AppError):
    """A rule or validation said no. `text` is the English source, marked with `N_`; `values` fill its braces."""

    exit_code = EXIT_REFUSED

    def __init__(self, code: str, text: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.text, self.field, self.values = code, text, field, values

    @property
    def message(self) -> str:
        """The sentence in the language chosen now."""
        try:
            return tr(self.text).format(**{"field": self.field, **self.values})
        except (LookupError, ValueError, AttributeError, TypeError):  # a text that came over the wire
            return self.text

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class UsageError(UserError):
    """The command was called in a wrong way."""

    exit_code = EXIT_USAGE


class PrintBrokeOff(UserError):
    """A printer stopped in the middle: what came out may be readable, so that the next one is a copy."""


class PermissionDenied(UserError):
    """This role may not do that."""


class SignInFailed(UserError):
    """Wrong user or password, locked, or not known here."""

    exit_code = EXIT_SIGN_IN


class ServerUnreachable(UserError):
    """No answer from the server, or none that makes sense."""

    exit_code = EXIT_UNREACHABLE
    retry_after: float | None = None
    """Seconds that the server asked to be left alone, if it did."""


class DataDamaged(UserError):
    """Local data is damaged or the disk cannot be used."""

    exit_code = EXIT_DAMAGED
