"""Tests of installation, the demo, the app package and the catalogues."""
