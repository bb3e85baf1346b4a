"""What the paper says: objectives, the objects derived from them, and its statements as data.

Nothing here holds a verdict, and nothing here imports ``verify`` or ``experiments``.
"""
