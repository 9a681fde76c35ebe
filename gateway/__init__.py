"""The door for partners and portals: redeem API, signed events, participants, health."""
