import { answersOfProcess } from './answers/answers-of-process';

// The first test of a file waits for the application to start, and a test waits patiently for what takes a second
// (eventually.ts): on two cores that others use as well, that adds up.
jest.setTimeout(300_000);

// A test among processes may be unlucky on a busy machine: it is run once more, and its first error is printed. A claim
// of test/trust is not: there once is too often.
const isClaim = /[/\\]test[/\\]trust[/\\]/.test(expect.getState().testPath ?? '');
jest.retryTimes(isClaim ? 0 : 1, { logErrorsBeforeRetry: true });

/** A test fails when an answer to one of its requests does not fit the OpenAPI document. */
afterEach(() => {
  const faults = answersOfProcess()?.takeFaults() ?? [];
  if (faults.length > 0) throw new Error(faults.join('\n'));
});

/** The next file finds the application of the worker as this one did. */
afterAll(() => jest.restoreAllMocks());
