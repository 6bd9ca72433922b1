"""Reading responses, up to a limit: nothing from outside may fill the memory."""

import aiohttp


class ResponseTooLargeError(aiohttp.ClientError):
    """A response is larger than any that is meant to be read."""


async def read_at_most(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Read a body of at most max_bytes, counted after decompression.

    Raises:
        ResponseTooLargeError: it is larger.
    """
    body = await read_beginning(response, max_bytes + 1)
    if len(body) > max_bytes:
        del body  # else it lives as long as the error, whose traceback refers to it
        raise ResponseTooLargeError(f"more than {max_bytes} bytes")
    return body


async def read_beginning(response: aiohttp.ClientResponse, enough_bytes: int) -> bytes:
    """Read a body, or a little more than enough_bytes of it."""
    body = bytearray()
    async for block in response.content.iter_any():
        body += block
        if len(body) >= enough_bytes:
            response.close()
            break
    return bytes(body)
