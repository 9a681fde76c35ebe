"""The whole system lived through on one machine: stories of 2020, retold and checked."""
