// Five seconds are enough for any unit test, and not for a machine that others use as well.
jest.setTimeout(60_000);
