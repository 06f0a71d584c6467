"""Sources become versions: reading, decoding, cleaning, paragraphs, sentences. Knows nothing about the other rooms."""
