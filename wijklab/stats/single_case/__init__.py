"""One person measured many times, before and after something began: overlap, trend, size, and the lot that chose when.

Every function takes the measurements of both phases in order of time and `better`, the direction of improvement. What
they estimate is about that one person; that measurements of one person are independent is assumed, and seldom true.
"""
