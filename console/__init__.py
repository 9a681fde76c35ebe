"""The desk of support: a NIK in, one participant's whole story out."""
