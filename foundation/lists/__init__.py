"""Lists of the staff desk, and the views of them that a person keeps."""
