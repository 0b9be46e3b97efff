"""The life of an agreement after its signatures: suspended, resumed, ended, archived."""
