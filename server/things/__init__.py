"""The documents about things: what is said of one, why, and how it is written for people and for programs."""
