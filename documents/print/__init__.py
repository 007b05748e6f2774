"""The printing room: official sheets become tagged, accessible PDFs (`sheets`: what is printed, `press`: printing)."""
