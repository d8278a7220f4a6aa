"""Dressed, jointed people made from the CC0 MakeHuman data; numpy only, no Blender."""
