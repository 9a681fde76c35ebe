"""What must outlive the engine: who is who, what was said, what was paid, who looked.

SQLite by default, PostgreSQL by URL. Personal data is encrypted before it reaches a table.
"""
