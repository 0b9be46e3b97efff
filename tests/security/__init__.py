"""Every address and every form, asked by everyone and given everything."""
