"""Errors that people may read. The docstring of a subclass is its sentence; everything else is a fault."""

import inspect


class AppError(Exception):
    """Something went wrong."""

    status: int = 500
    code: str = "error"
    # After how many seconds it may be tried again; nothing is said of it where that is 0.
    retry_after: int = 0

    def __init__(
        self, message: str | None = None, *, field: str | None = None, rule: str | None = None
    ) -> None:
        """Take the class's own sentence unless a more exact one is given.

        `field` names the bad input; `rule` is what the audit log is told, where that is more exact than the code.
        """
        self.message = message or inspect.cleandoc(type(self).__doc__ or "").split("\n\n")[0].replace(
            "\n", " "
        )
        self.field = field
        self.rule = rule or self.code
        super().__init__(self.message)


class NotFoundError(AppError):
    """There is nothing here that you can see."""

    status = 404
    code = "not_found"


class ForbiddenError(AppError):
    """Your role does not permit this."""

    status = 403
    code = "forbidden"


class UnauthenticatedError(AppError):
    """Sign in first: the token is missing, wrong or expired."""

    status = 401
    code = "unauthenticated"


class ConflictError(AppError):
    """This contradicts what is already stored."""

    status = 409
    code = "conflict"


class InvalidError(AppError):
    """The request is not valid."""

    status = 422
    code = "invalid"


class TooLargeError(AppError):
    """The request is too large."""

    status = 413
    code = "too_large"


class TooManyError(AppError):
    """Too many requests: wait a little."""

    status = 429
    code = "too_many"

    def __init__(self, message: str | None = None, *, retry_after: int = 1) -> None:
        """Say after how many seconds to try again."""
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(AppError):
    """The service is not available for the moment: try again in a few seconds."""

    status = 503
    code = "unavailable"
    retry_after = 2
