const { projects, maxWorkers } = require('./jest.config.js');

/**
 * Mutants are killed by the unit tests of what is mutated: a database for each of some thousand would take days, and a
 * test of another layer that turns red says little about the rule that was broken.
 */
module.exports = {
  ...projects.find(({ displayName }) => displayName === 'unit'),
  maxWorkers,
  testMatch: ['<rootDir>/src/decision/**/*.spec.ts', '<rootDir>/src/transactions/**/*.spec.ts'],
};
