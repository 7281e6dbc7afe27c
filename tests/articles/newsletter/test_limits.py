import pytest

from articles.newsletter.limits import _network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),  # a socket of both kinds
        ("2001:db8:1:2ff::3", "2001:db8:1:200::/56"),
        ("حرف", ""),
    ],
)
def test_a_network_is_what_one_customer_has(address, network):
    assert _network_of(address) == network
