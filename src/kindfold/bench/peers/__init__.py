"""Methods that the papers compare with, in small: on frozen features, under the contract of every method."""

from __future__ import annotations

# name -> where its class lives
PEERS = {
    "gradnorm": "kindfold.bench.peers.gradnorm:GradNorm",
    "scan": "kindfold.bench.peers.scan:SCAN",
    "sic": "kindfold.bench.peers.sic:SIC",
    "temi": "kindfold.bench.peers.temi:TEMI",
    "turtle": "kindfold.bench.peers.turtle:TURTLE",
}
