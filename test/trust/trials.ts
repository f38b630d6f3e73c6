import { appendFileSync } from 'node:fs';

/** Sizes of a claim: of a file run by itself or at night, and of `npm run test:trust` (docs: the claims of trust). */
export interface Size {
  readonly inTest: number;
  readonly full: number;
}

/** `npm test` runs one in this many trials of the files that it does not leave out. */
const SHORT_FORM = 4;

/** How many trials to run now. `TRUST_TRIALS` is set by `npm run test:trust`: a number, or `full`. */
export function trialsOf(size: Size): number {
  const asked = process.env['TRUST_TRIALS'];
  if (asked === undefined || asked === '') return Math.ceil(size.inTest / (isShortForm() ? SHORT_FORM : 1));
  return asked === 'full' ? size.full : Math.min(size.full, Number(asked));
}

/** Kinds to try: `npm test` tries the first ones, the nightly run all. */
export function kindsOf<T>(all: readonly T[], inShortForm: number): readonly T[] {
  return isShortForm() ? all.slice(0, inShortForm) : all;
}

/** A part of equal things: `npm test` tries every fourth, another fourth for each `turn`, the nightly run all. */
export function turnsOf<T>(all: readonly T[], turn = 0): readonly T[] {
  return isShortForm() ? all.filter((_, n) => (n + turn) % SHORT_FORM === 0) : all;
}

function isShortForm(): boolean {
  return (process.env['TRUST_TRIALS'] ?? '') === '' && (process.env['TESTS_LEFT_OUT'] ?? '') !== '';
}

/**
 * The number of the first trial of this run: a long proof is made of many runs, and none may repeat the stories of
 * another. `TRUST_FIRST` is set by `npm run test:trust`.
 */
export function firstTrial(): number {
  return Number(process.env['TRUST_FIRST'] ?? 0);
}

/**
 * Says how many independent trials held, with the 95 % upper bound of the failure rate that no failure in N trials
 * leaves (about 3/N). A claim is never just "passed".
 */
export function reportTrials(claim: number, name: string, trials: number): void {
  const bound = (3 / trials).toPrecision(2);
  const line = `claim ${String(claim)}: ${name}: ${String(trials)} trials, no failure; failure rate below ${bound} (95 %)\n`;
  process.stdout.write(line);
  const file = process.env['TRUST_REPORT'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ claim, name, trials, bound })}\n`);
}

/** Runs `count` calls of `work`, at most `width` at once. */
export async function inParallel(count: number, width: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
