"""Transport and authentication: the SDK's adapter, connector, tokens and keys, and who may call.

May use activities; the rooms above see chat.py, message.py, errors.py and rates.py of it.
"""
