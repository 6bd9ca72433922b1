"""Every sentence that people read, in English, a module for each subject.

Constants only; catalogues/ beside it has the other languages, see cards.reader.
"""
