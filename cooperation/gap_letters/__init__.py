"""The weekly letter of needs that found no answer, for those who may know one."""
