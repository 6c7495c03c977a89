"""The table of block ends says what the networks are."""

import pytest

from shoeclassifier_gui.learn.networks.backbones import BACKBONES, describe
from shoeclassifier_gui.learn.networks.block_ends import block_ends


@pytest.mark.parametrize("name", BACKBONES)
def test_a_network_can_be_frozen_where_the_table_says(name: str) -> None:
    network = describe(name)
    ends = (0, *(block_ends(name) or range(1, network.convolutions + 1)))
    depths = range(network.convolutions + 1)
    assert [network.boundary(depth) for depth in depths] == [
        max(end for end in ends if end <= depth) for depth in depths
    ]
