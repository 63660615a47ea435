"""Where the ports are implemented."""

from enum import StrEnum

import pytest


class Place(StrEnum):
    """A place that keeps what the ports promise."""

    MEMORY = "memory"
    MOTO = "moto"
    EMULATOR = "emulator"


_EMULATOR = pytest.param(Place.EMULATOR, marks=pytest.mark.emulator)
EVERYWHERE = [Place.MEMORY, Place.MOTO, _EMULATOR]

on_aws = pytest.mark.parametrize("place", [Place.MOTO, _EMULATOR], indirect=True)
"""What only the adapters promise."""
on_moto = pytest.mark.parametrize("place", [Place.MOTO], indirect=True)
"""Where faults are injected between the adapter and AWS: what lies behind does not matter."""
on_emulator = pytest.mark.parametrize("place", [_EMULATOR], indirect=True)
"""What needs a server, such as a form that is posted."""
without_moto = pytest.mark.parametrize("place", [Place.MEMORY, _EMULATOR], indirect=True)
"""What moto does not do: it does not lock, so that races within it prove nothing."""
