from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.clients.addresses import is_public


@pytest.mark.parametrize(
    "text",
    [
        *("0.1.2.3", "0.255.255.255", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
        *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "64:ff9b::808:808", "64:ff9b:1::a00:1"),
        *("100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1"),
        *("fe80::1", "fe80::1%eth0", "2a00::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
    ],
)
def test_address_that_leads_back_is_refused(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "2a00:1450:4007::1", "2606:4700::1111"])
def test_public_address_is_allowed(text):
    assert is_public(ip_address(text))


@given(st.ip_addresses())
def test_nothing_that_the_language_knows_as_local_is_allowed(address):
    if is_public(address):
        assert address.is_global
        assert not any((address.is_multicast, address.is_reserved, address.is_loopback, address.is_link_local))
