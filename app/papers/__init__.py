"""The office's own templates of documents."""
