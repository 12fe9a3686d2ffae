"""Files somebody keeps: CVs, cover letters, postings, briefs."""
