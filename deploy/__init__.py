"""Deployment: the demo on one machine, the Teams app package, and the catalogues."""
