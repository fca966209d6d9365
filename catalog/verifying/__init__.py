"""Officers verify the readiness level that an offer states, for some time, by what they have seen."""
