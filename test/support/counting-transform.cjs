// Compiles as `@swc/jest` does. Where coverage is asked for, counters go into the TypeScript before: in what is compiled
// from it stand helpers and the metadata of decorators, whose branches nobody wrote.
const { createTransformer } = require('@swc/jest');
const { createInstrumenter } = require('istanbul-lib-instrument');

/** The global in which Jest looks for counters. */
const COVERAGE = '__coverage__';

module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const instrumenter = createInstrumenter({
      coverageVariable: COVERAGE,
      esModules: true,
      parserPlugins: ['typescript', 'decorators-legacy'],
    });
    return {
      canInstrument: true,
      process: (source, file, jest) =>
        swc.process(jest.instrument ? instrumenter.instrumentSync(source, file) : source, file, jest),
      getCacheKey: (source, file, jest) => `${swc.getCacheKey(source, file, jest)}${jest.instrument ? '+' : ''}`,
    };
  },
};
