"""Networks of our own that fetches may reach; without a row they reach public addresses only."""

import ipaddress

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def validate_network(text: str) -> None:
    """Take «10.1.2.0/24» or one address."""
    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        raise ValidationError(
            _("This is not a network: %(value)s; write it like 10.1.2.0/24.") % {"value": text}
        ) from error


class AllowedNetworkQuerySet(models.QuerySet):
    def allows(self, address, port: int, *, usual: int) -> bool:
        """Say whether a row names the network of `address` and the port; a row without one means `usual`."""
        return any(row.holds(address) and port == (row.port or usual) for row in self)


class AllowedNetwork(models.Model):
    """A network, and a port in it, that feeds and pictures may be fetched from although it is not public."""

    network = models.CharField(
        gettext_lazy("network"),
        max_length=60,
        validators=[validate_network],
        help_text=gettext_lazy("Like 10.1.2.0/24, or one address; a public one too, for a port of its own."),
    )
    port = models.PositiveIntegerField(
        gettext_lazy("port"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(65535)],
        help_text=gettext_lazy("Left empty: 80 and 443."),
    )
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True)

    objects = AllowedNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("network that may be fetched from")
        verbose_name_plural = gettext_lazy("networks that may be fetched from")
        ordering = ["network", "port"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "port"], name="allowed_network_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.network}:{self.port}" if self.port else self.network

    def holds(self, address) -> bool:
        network = ipaddress.ip_network(self.network)
        return network.version == address.version and address in network
