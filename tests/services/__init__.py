"""Tests of whole installations: real servers, real workers, the commands of the compose file."""
