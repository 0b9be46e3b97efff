"""The impact assessment as a record: people assess the risks to people, one by one."""
