const { projects, ...shared } = require('./jest.config.js');

// Mutants are killed by unit tests alone: a database for each would take days.
const { collectCoverageFrom: _coverage, coverageThreshold: _threshold, coverageDirectory: _folder, ...rest } = shared;
module.exports = { ...rest, ...projects.find(({ displayName }) => displayName === 'unit') };
