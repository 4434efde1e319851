"""Lists of the desk: views kept, files taken."""
