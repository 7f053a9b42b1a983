"""Where the rooms meet: from a source of pictures to a run, and from a run onwards."""
