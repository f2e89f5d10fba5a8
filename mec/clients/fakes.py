"""What the fakes of other services are made of: they answer in memory, to the same code as the real ones. For tests."""

from abc import abstractmethod
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

Request = requests.PreparedRequest
"""What a fake receives: `method`, `url`, `headers`, `body`."""
PUBLIC_ADDRESS = "93.184.215.14"


class FakeTransport(BaseAdapter):
    """Give it to a door: `Door(connect=fake.connect, resolve=fake.resolve, …)`."""

    @abstractmethod
    def answer(self, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        """Return the status, the headers and the body; or raise what requests raises."""

    def send(self, request: Request, *args: Any, **kwargs: Any) -> requests.Response:
        status, headers, body = self.answer(request)
        raw = HTTPResponse(BytesIO(body), headers=headers, status=status, preload_content=False)
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is held."""

    def connect(self, address: object) -> BaseAdapter:
        return self

    def resolve(self, host: str, port: int) -> list[str]:
        return [PUBLIC_ADDRESS]
