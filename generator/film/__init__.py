"""Clips and their truth: configuration, time courses, play-back, writing; no Blender."""
