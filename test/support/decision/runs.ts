/** The least number of cases of a property, and the share of the rest that `npm test` tries, the same cases each time. */
const LEAST = 25;
const SHORT_FORM = 0.25;

/**
 * How often a property is tried. `npm test`, which leaves files to the night, tries a quarter of the cases; a run of a file by
 * itself and the night try all. PROPERTY_TIMES=50 looks fifty times as long; mutation testing, which runs each test
 * for hundreds of mutants, looks a twentieth as long.
 */
export function runs(count: number): { numRuns: number } {
  const isMutation = process.env['STRYKER_MUTATOR_WORKER'] !== undefined;
  const times = Number(process.env['PROPERTY_TIMES'] ?? (isMutation ? 0.05 : 1));
  const isShortForm = times === 1 && (process.env['TESTS_LEFT_OUT'] ?? '') !== '';
  const tried = isShortForm ? Math.max(Math.min(count, LEAST), count * SHORT_FORM) : count * times;
  return { numRuns: Math.max(1, Math.ceil(tried)) };
}
