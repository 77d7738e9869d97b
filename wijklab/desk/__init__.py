"""The learning historian's desk: quotes that go back to their speakers, sessions that come in, editions that are
closed, codes from other programs. It writes into the study, where a run only reads."""
