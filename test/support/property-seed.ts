import * as fc from 'fast-check';

/**
 * Properties are tried with the same cases on every machine, so that a red run is red again on another machine.
 * `PROPERTY_SEED=random npm test` tries others; a number repeats what such a run has named.
 */
const wish = process.env.PROPERTY_SEED ?? '20261120';

if (wish !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wish) });
