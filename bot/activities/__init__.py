"""What an incoming activity says: its shape, its text, and who sent it.

Reads activities only; knows no state and sends nothing.
"""
