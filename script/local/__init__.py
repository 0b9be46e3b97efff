"""The code of the commands in script/; plain Python without Django."""
