"""A server that speaks as clamd does, on a port of this machine."""

import socket
import struct
import threading
from contextlib import contextmanager

SIGNATURE = b"VIRUS-OF-THE-TESTS"
LIMIT = 1024 * 1024


def verdict(link):
    """Read an INSTREAM and answer as clamd: clean, recognised, or longer than its limit."""
    if link.read(10) != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND\0"
    content = b""
    while size := struct.unpack("!L", link.read(4))[0]:
        content += link.read(size)
        if len(content) > LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Tests.Virus FOUND\0" if SIGNATURE in content else b"stream: OK\0"


def says(answer):
    def behave(link):
        verdict(link)
        return answer

    return behave


def hangs_up(link):
    link.read(10)
    return b""


@contextmanager
def clamd(behave=verdict):
    """Serve until left; yield the address to give to MEC_CLAMAV."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def serve():
            while True:
                link, _ = server.accept()
                with link, link.makefile("rb") as reader:
                    if ended.is_set():
                        return
                    link.sendall(behave(reader))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = server.getsockname()
        try:
            yield f"tcp://{address[0]}:{address[1]}"
        finally:
            ended.set()
            socket.create_connection(address).close()
            thread.join()
