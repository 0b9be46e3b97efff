"""Every address and every form, asked by everybody and given everything."""
