import pytest

from legwork.domain.public_address import is_loopback, is_public


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"],
)
def test_public_ones(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0"),
        *("127.0.0.1", "127.255.255.254", "::1", "::"),
        *("169.254.169.254", "169.254.170.2", "fe80::1", "fe80::1%eth0", "fd00:ec2::254"),
        *("224.0.0.1", "ff02::1", "255.255.255.255", "192.0.2.1", "2001:db8::1"),
        *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1"),
        *("2002:a00:1::", "2002:7f00:1::1", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1"),
        *("2001:0:a00:1::", "64:ff9b:1::a00:1", "::127.0.0.1"),
        *("localhost", "", "8.8.8", "0x7f000001", "metadata.google.internal"),
    ],
)
def test_all_others(address: str) -> None:
    assert not is_public(address)


def test_loopback() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("localhost")
