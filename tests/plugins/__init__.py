"""Parts of the suite's set-up that tests/conftest.py loads."""
