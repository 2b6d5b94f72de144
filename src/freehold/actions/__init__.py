"""The actions built, one file each, in the groups of the reference."""
