"""Many documents: files of JSON lines, Parquet and web archives, cleaned on all cores by a run that can be stopped."""
