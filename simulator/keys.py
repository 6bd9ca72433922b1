"""Typed keys of the application and of its requests."""

from aiohttp import web

from simulator.people import Principal
from simulator.workspace import Workspace

WORKSPACE = web.AppKey("workspace", Workspace)
CALLER = web.RequestKey("caller", Principal)
