"""The same cleaning inside other engines: Spark, datatrove, Hugging Face datasets. Each is an extra of its own."""
