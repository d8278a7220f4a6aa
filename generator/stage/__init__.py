"""Everything that needs Blender: materials, rooms, actors, camera and pictures."""
