"""PostgreSQL and Valkey of the portal's own, for machines that have neither: standard library only, no Django."""
