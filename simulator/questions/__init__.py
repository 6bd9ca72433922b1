"""What can be asked, how it is understood, and how it is answered."""
