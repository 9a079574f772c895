"""Tables that are written by a program from a library's data, so that no function must carry the library."""
