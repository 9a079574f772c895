"""Questions as people write them: names and texts, which become a typed question in one place.

A command's options, the body of the API and a saved question are the same mapping: the long options by name.
"""
