"""What people and other tools read about a build; nothing here decides anything."""
