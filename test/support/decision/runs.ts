/**
 * How often a property is tried. PROPERTY_TIMES=50 looks fifty times as long; mutation testing, which runs each test
 * for hundreds of mutants, looks a twentieth as long.
 */
export function runs(count: number): { numRuns: number } {
  const isMutation = process.env['STRYKER_MUTATOR_WORKER'] !== undefined;
  const times = Number(process.env['PROPERTY_TIMES'] ?? (isMutation ? 0.05 : 1));
  return { numRuns: Math.max(1, Math.ceil(count * times)) };
}
