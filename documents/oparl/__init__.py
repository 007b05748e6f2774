"""The council's record as open data by the standard OParl 1.1: a published mirror of what everybody may read."""
