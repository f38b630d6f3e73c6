import * as fc from 'fast-check';

/**
 * Properties run with the same cases on every machine, so that a failure can be repeated. `PROPERTY_SEED=random npm test` tries other cases; a number
 * repeats those of a run that printed it.
 */
const wish = process.env.PROPERTY_SEED ?? '20261120';

if (wish !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wish) });
