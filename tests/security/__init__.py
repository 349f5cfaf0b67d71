"""What a repository of a stranger may hold, and what it must not do: each test runs the command on one."""
