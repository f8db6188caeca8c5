"""Reading the projected tables and the log: functions that take a connection and return frozen rows. They decide nothing."""
