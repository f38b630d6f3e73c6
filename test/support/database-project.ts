// The first test of a file waits for the application to start; on two busy cores that takes a while.
jest.setTimeout(120_000);
