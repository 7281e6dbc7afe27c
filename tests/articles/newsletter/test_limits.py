import pytest

from articles.newsletter import limits
from newsroom.networks import network_of


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
    assert network_of(address, limits.CUSTOMER) == network


@pytest.mark.django_db
def test_many_networks_of_one_provider_customer_share_a_bound():
    tries = [limits.network_is_over(f"2001:db8:1:{number:x}00::1") for number in range(70)]
    assert tries == [False] * 60 + [True] * 10
    assert not limits.network_is_over("2001:db8:2::1")
