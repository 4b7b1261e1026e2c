from collections.abc import Callable, MutableMapping
from typing import Any, Protocol, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., object])
_Class = TypeVar("_Class", bound=type)

class HookContext: ...
class CheckContext: ...
class AuthContext: ...
class SerializationContext: ...

class Response:
    status_code: int
    text: str
    headers: dict[str, list[str]]
    def json(self) -> Any: ...

class _Mode(Protocol):
    @property
    def is_positive(self) -> bool: ...

class _Generation(Protocol):
    mode: _Mode

class _Meta(Protocol):
    generation: _Generation

class _Operation(Protocol):
    label: str

class Case:
    operation: _Operation
    path_parameters: dict[str, Any]
    headers: MutableMapping[str, str]
    body: Any
    media_type: str | None
    meta: _Meta | None

def hook(function: _Function) -> _Function: ...
def check(function: _Function) -> _Function: ...
def serializer(media_type: str) -> Callable[[_Function], _Function]: ...
def auth(*, refresh_interval: int | None = ...) -> Callable[[_Class], _Class]: ...
