"""Typed keys of the application."""

from aiohttp import web

from simulator.workspace import Workspace

WORKSPACE = web.AppKey("workspace", Workspace)
