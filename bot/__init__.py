"""The Teams side: the only package that imports the Bot Framework."""
