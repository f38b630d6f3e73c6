/** `npm test` leaves what takes long and rarely finds anything to `npm run test:nightly` (test/nightly.mjs has whole files). */
export const isShortForm = Boolean(process.env['TESTS_LEFT_OUT']);

/** A test that `npm test` leaves out. A file that is run by itself has it. */
export const itAtNight = isShortForm ? it.skip : it;
