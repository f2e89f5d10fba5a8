import gzip
import shutil
import socket
import ssl
import struct
import subprocess
from ipaddress import ip_address

import pytest

from mec.clients.errors import (
    OutboundContentError,
    OutboundError,
    OutboundRefusedError,
    OutboundStatusError,
    OutboundTimeoutError,
    OutboundTooLargeError,
    OutboundUnreachableError,
)
from mec.clients.http import Answer, Door, Limits, PinnedTransport, origin_of, system_addresses
from tests.clients.servers import OK, door_to, respond, serving

PUBLIC = "93.184.215.14"


def never(*arguments):
    raise AssertionError(arguments)


def send(site, door=None, path="/", **options):
    return (door or door_to(site.port)).send("GET", f"http://site.test:{site.port}{path}", **options)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "api/aids/",
            "//partenaire.test/",
            "http://partenaire.test/",
            "ftp://partenaire.test/",
            "file:///etc/passwd",
            "gopher://partenaire.test/",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:///chemin",
            "https://autre.test/",
            "https://partenaire.test.autre.test/",
            "https://sous.partenaire.test/",
            "https://partenaire.test./",
            "https://partenaire.test:8443/",
            "https://partenaire.test:99999/",
            "https://partenaire.test:http/",
            "https://moi:secret@partenaire.test/",
            "https://partenaire.test@autre.test/",
            "https://@partenaire.test/",
            "https://autre.test#@partenaire.test/",
            "https://autre.test?@partenaire.test/",
            "https://autre.test\\@partenaire.test/",
            "https://partenaire.test\\.autre.test/",
            "https://partenaire.test/\r\nX-Autre: 1",
            "https://partenaire.test/\x00",
            "https://parte naire.test/",
            " https://partenaire.test/",
            "https://partenaire.test/ ",
            "https://partenaire.test/\u2028",
            "https://*.test/",
            "https://[::1]/",
            "https://[::1%25lo]/",
            "https://[partenaire.test]/",
            "https://[::1",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://127.1/",
            "https://xn--partenaire-.test/",
            "https://ｐartenaire.test.autre.test/",
            "https://partenaire.test/" + "a" * 5000,
        ],
    )
    def test_address_that_is_not_on_the_list_is_refused_before_its_name_is_asked(self, url):
        door = Door(origins=frozenset({"https://partenaire.test"}), resolve=never, connect=never)

        with pytest.raises(OutboundRefusedError):
            door.send("GET", url)

    @pytest.mark.parametrize("method", ["POST", "DELETE", "get", "GET / HTTP/1.1\r\nX: 1", ""])
    def test_method_that_is_not_expected_is_refused(self, method):
        with pytest.raises(OutboundRefusedError):
            Door(origins=frozenset({"https://partenaire.test"}), resolve=never).send(method, "https://partenaire.test/")

    @pytest.mark.parametrize(
        "found",
        [
            ["127.0.0.1"],
            [PUBLIC, "10.0.0.1"],
            ["2a00:1450:4007::1", "::ffff:10.0.0.1"],
            [PUBLIC, "64:ff9b::a00:1"],
            ["0.0.0.1"],
            ["169.254.169.254"],
            ["fe80::1%eth0"],
        ],
    )
    def test_one_address_that_is_not_public_refuses_them_all(self, found):
        door = Door(origins=None, resolve=lambda host, port: found, connect=never)

        with pytest.raises(OutboundRefusedError, match="qui n’est pas publique"):
            door.send("GET", "https://partenaire.test/")

    @pytest.mark.parametrize(
        "host",
        ["localhost", "127.0.0.1", "[::1]", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "[::ffff:127.0.0.1]"],
    )
    def test_every_writing_of_this_machine_is_refused(self, host):
        with pytest.raises((OutboundRefusedError, OutboundUnreachableError)):
            Door(origins=None, connect=never).send("GET", f"https://{host}/")

    @pytest.mark.parametrize("port", [22, 25, 5432, 8080])
    def test_door_to_anywhere_opens_ordinary_ports_only(self, port):
        with pytest.raises(OutboundRefusedError):
            Door(origins=None, resolve=never, plain_http=True).send("GET", f"http://partenaire.test:{port}/")

    @pytest.mark.parametrize("answer", [[], ["pas-une-adresse"]])
    def test_name_that_leads_nowhere_is_unreachable(self, answer):
        with pytest.raises(OutboundUnreachableError):
            Door(origins=None, resolve=lambda host, port: answer, connect=never).send("GET", "https://partenaire.test/")

    @pytest.mark.parametrize("url", ["aides.test", "ldap://aides.test", "https://a:b@aides.test"])
    def test_settings_cannot_name_what_is_no_origin(self, url):
        with pytest.raises(OutboundRefusedError):
            origin_of(url)

    @pytest.mark.parametrize(
        ("url", "origin"),
        [
            ("https://Aides.test", "https://aides.test"),
            ("https://aides.test:443/api/", "https://aides.test"),
            ("https://aides.test:8443", "https://aides.test:8443"),
            ("https://épernay.test/", "https://xn--pernay-9ua.test"),
            ("http://[2a00::1]/", "http://[2a00::1]"),
        ],
    )
    def test_origin_is_written_in_one_way(self, url, origin):
        assert origin_of(url) == origin


class TestWhereItConnects:
    def test_name_is_asked_once_and_the_connection_goes_to_the_address_that_was_checked(self):
        asked = []

        def rebinding(host, port):
            asked.append((host, port))
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

        with serving(OK) as site:
            answer = send(site, door_to(site.port, resolve=rebinding))

        assert (answer.status, asked) == (200, [("site.test", site.port)])
        assert f"Host: site.test:{site.port}" in site.requests[0]

    def test_public_answer_then_a_private_one_never_reaches_the_private_one(self):
        answers = [[PUBLIC], ["10.0.0.1"]]
        reached = []

        def transport(address):
            reached.append(address)
            return PinnedTransport(ip_address("127.0.0.1"))

        with serving(OK) as site:
            door = door_to(
                site.port,
                resolve=lambda host, port: answers.pop(0),
                connect=transport,
                allows=Door(origins=None).allows,
            )
            send(site, door)
            with pytest.raises(OutboundRefusedError):
                send(site, door)

        assert reached == [ip_address(PUBLIC)]

    def test_next_address_is_tried_when_one_does_not_answer(self):
        with serving(OK) as site:
            door = door_to(
                site.port, resolve=lambda host, port: ["::1", "127.0.0.1"], allows=lambda address: address.is_loopback
            )

            assert send(site, door).status == 200

    def test_environment_is_not_read(self, monkeypatch):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        with serving(OK) as site:
            assert send(site).status == 200

    def test_product_says_who_it_is_and_sends_nothing_else(self, settings):
        settings.SITE_URL = "https://mec.exemple.fr"
        with serving(OK) as site:
            send(site, headers={"Authorization": "Bearer jeton"})

        assert sorted(site.requests[0][1:]) == [
            "Accept-Encoding: gzip",
            "Authorization: Bearer jeton",
            f"Host: site.test:{site.port}",
            "User-Agent: MonEspaceCollectivite (+https://mec.exemple.fr)",
        ]

    @pytest.mark.parametrize("value", ["Bearer a\r\nX: 1", " Bearer a", "clé"])
    def test_header_holds_one_plain_value(self, value):
        with pytest.raises(OutboundRefusedError, match="en-tête"):
            door_to(80, resolve=never).send("GET", "http://site.test/", headers={"Authorization": value})

    def test_system_gives_numbered_addresses(self):
        assert system_addresses("127.0.0.1", 80) == ["127.0.0.1"]

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
    def test_redirection_is_not_followed(self, status):
        with serving(respond(status, Location="http://127.0.0.1:9/")) as site:
            answer = send(site)

        assert (answer.status, answer.headers["location"]) == (int(status[:3]), "http://127.0.0.1:9/")
        assert len(site.requests) == 1


class TestWhatComesBack:
    def test_answer_is_whole(self):
        body = gzip.compress(b'{"nom": "\xc3\x89t\xc3\xa9"}')
        with serving(respond(body=body, Content_Encoding="gzip", Set_Cookie="a=b")) as site:
            assert send(site).data() == {"nom": "Été"}

    def test_body_that_is_not_asked_for_is_not_read(self):
        with serving(respond(body=b"x" * 1000, Content_Length=10**9)) as site:
            answer = send(site, whole=False)

        assert (answer.status, answer.body) == (200, b"")

    @pytest.mark.parametrize(
        "answer",
        [
            respond(body=b"x" * 200_000),
            respond(Content_Length=200_000),
            b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000,
            respond(body=b"30d40\r\n" + b"x" * 200_000 + b"\r\n0\r\n\r\n", Transfer_Encoding="chunked"),
            respond(body=gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"),
            respond(body=gzip.compress(gzip.compress(b"x" * 90_000_000)), Content_Encoding="gzip, gzip"),
        ],
        ids=["long", "announced", "not announced", "in chunks", "bomb", "bomb in a bomb"],
    )
    def test_answer_that_is_too_long_is_not_kept(self, answer):
        with serving(answer) as site, pytest.raises(OutboundTooLargeError, match="dépasse 0 Mo"):
            send(site)

    def test_answer_of_the_very_size_is_kept(self):
        with serving(respond(body=b"x" * 100_000)) as site:
            assert len(send(site).body) == 100_000

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"SSH-2.0-OpenSSH_9\r\n",
            b"HTTP/1.1 abc\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n",
            respond(body=b"pas du gzip", Content_Encoding="gzip"),
        ],
        ids=["nothing", "ssh", "no status", "cut", "bad chunk", "long header", "many headers", "not gzip"],
    )
    def test_answer_that_is_no_http_is_unreachable(self, answer):
        with serving(answer) as site, pytest.raises(OutboundUnreachableError):
            send(site)

    def test_connection_that_is_reset_is_unreachable(self):
        def reset(link, path, ended):
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        with serving(reset) as site, pytest.raises(OutboundUnreachableError):
            send(site)

    def test_closed_port_is_unreachable(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        with pytest.raises(OutboundUnreachableError, match="ne répond pas"):
            door_to(port).send("GET", f"http://site.test:{port}/")

    def test_server_that_says_nothing_is_not_waited_for(self):
        silent = serving(lambda link, path, ended: ended.wait(5))
        with silent as site, pytest.raises(OutboundTimeoutError, match="n’a pas répondu à temps"):
            send(site, door_to(site.port, limits=Limits(read=0.05)))

    def test_server_that_stops_in_the_middle_is_not_waited_for(self):
        def stop(link, path, ended):
            link.sendall(respond(body=b"x", Content_Length=100))
            ended.wait(5)

        with serving(stop) as site, pytest.raises(OutboundTimeoutError):
            send(site, door_to(site.port, limits=Limits(read=0.05)))

    @pytest.mark.parametrize(
        "start",
        [
            b"",
            b"HTTP/1.1 200 OK\r\nA: ",
            b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n",
        ],
        ids=["status", "headers", "body", "endless body", "chunk"],
    )
    def test_drop_by_drop_is_interrupted(self, start):
        def drip(link, path, ended):
            link.sendall(start)
            while not ended.wait(0.01):
                link.sendall(b"1")

        with serving(drip) as site, pytest.raises(OutboundTimeoutError):
            send(site, door_to(site.port, limits=Limits(read=2, total=0.2, size=1_000_000)))

    @pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"a": \xff}', b"[" * 90_000, b"1" * 5000])
    def test_answer_that_is_no_json_is_named(self, body):
        with serving(respond(body=body)) as site, pytest.raises(OutboundContentError):
            send(site).data()

    @pytest.mark.parametrize("status", [301, 400, 401, 404, 500, 503])
    def test_answer_that_is_no_success_is_named(self, status):
        with pytest.raises(OutboundStatusError, match=str(status)) as raised:
            Answer("site.test", status, {}, b"{}").data()

        assert (raised.value.status, isinstance(raised.value, OutboundError)) == (status, True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    subject = ("-subj", "/CN=site.test", "-addext", "subjectAltName=DNS:site.test")
    files = ("-keyout", folder / "key.pem", "-out", folder / "cert.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")
class TestCertificate:
    @pytest.fixture
    def wrap(self, certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        context.sni_callback = lambda link, name, context: self.names.append(name)
        self.names = []
        return lambda link: context.wrap_socket(link, server_side=True)

    def door(self, port, certificate, host="site.test"):
        trusted = str(certificate / "cert.pem")
        return door_to(
            port, host=host, scheme="https", connect=lambda address: PinnedTransport(address, authorities=trusted)
        )

    def test_certificate_is_that_of_the_name_and_not_of_the_address(self, certificate, wrap):
        with serving(OK, wrap=wrap) as site:
            answer = self.door(site.port, certificate).send("GET", f"https://site.test:{site.port}/")

        assert (answer.status, self.names) == (200, ["site.test"])

    def test_certificate_of_another_name_is_refused(self, certificate, wrap):
        with serving(OK, wrap=wrap) as site, pytest.raises(OutboundUnreachableError, match="certificat"):
            self.door(site.port, certificate, "autre.test").send("GET", f"https://autre.test:{site.port}/")

        assert site.paths == []

    def test_certificate_that_nobody_signed_is_refused(self, certificate, wrap):
        with serving(OK, wrap=wrap) as site, pytest.raises(OutboundUnreachableError, match="certificat"):
            door_to(site.port, scheme="https").send("GET", f"https://site.test:{site.port}/")

        assert site.paths == []
