"""Where data comes from: files, workbooks, published area figures, or the seeded generator."""
