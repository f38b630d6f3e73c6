// Five seconds are enough for any unit test, and not for a machine that others use as well, nor for properties at full size.
jest.setTimeout(60_000 * Math.max(1, Number(process.env['PROPERTY_TIMES'] ?? 1)));
