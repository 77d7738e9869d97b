"""REFI-QDA: codebooks (`.qdc`) in and out, coded projects (`.qdpx`) in.

The exchange format of programs for qualitative analysis (REFI-QDA 1.0 and 1.5, www.qdasoftware.org). A file comes from
a stranger's program: every archive, XML text and position is judged before it is believed.
"""
