"""The shell: wires the apps together and holds no rules."""
