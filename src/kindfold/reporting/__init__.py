"""The reporting room: one offline page that shows a run."""

from kindfold.reporting.page import ClusterCard, Page, Picture, Truth, render

__all__ = ["ClusterCard", "Page", "Picture", "Truth", "render"]
