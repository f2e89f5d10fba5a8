"""What may go wrong outside, in words that one can show to a person."""


class OutboundError(Exception):
    """Another service did not give what was asked of it. `str()` says why in French, without any secret."""


class OutboundRefusedError(OutboundError):
    """The address is not one that the product may ask; nothing was sent."""


class OutboundPausedError(OutboundError):
    """The service failed too often; nothing was sent, and it can be asked again in a minute."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} ne répond plus depuis plusieurs essais : nouvel essai dans une minute.")


class OutboundUnreachableError(OutboundError):
    """No name, no connection, a certificate that is not valid, or an answer that is cut or is not HTTP."""


class OutboundTimeoutError(OutboundError):
    def __init__(self, host: str) -> None:
        super().__init__(f"{host} n’a pas répondu à temps.")


class OutboundTooLargeError(OutboundError):
    def __init__(self, host: str, size: int) -> None:
        super().__init__(f"La réponse de {host} dépasse {size // 1_000_000} Mo : elle n’a pas été lue.")


class OutboundStatusError(OutboundError):
    """The service answered that it would not."""

    def __init__(self, host: str, status: int) -> None:
        super().__init__(f"{host} a répondu par une erreur ({status}).")
        self.status = status


class OutboundContentError(OutboundError):
    """The answer came, and is not what was agreed."""
