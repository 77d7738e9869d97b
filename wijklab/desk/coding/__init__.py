"""Coding interviews in another program: themes as codes out, codes as themes in, selections as fragments in."""
