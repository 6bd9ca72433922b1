"""Transport and authentication: the SDK's adapter, connector, tokens and keys, and the callers.

May use activities; the packages above use only its chat.py, message.py, errors.py and rates.py.
"""
