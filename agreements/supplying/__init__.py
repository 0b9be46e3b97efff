"""Supply under an agreement: what is set up before the first, what is sent, what arrives. The data never enters."""
