"""Keys of what an application holds."""

from aiohttp import web

from simulator.workspace import Workspace

WORKSPACE = web.AppKey("workspace", Workspace)
