/** A size, language and theme in which a page is tried. `console-sizes` tries the widths in between. */
export interface Look {
  readonly language: 'ru' | 'en';
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

export const PHONE: Look = { language: 'ru', colorScheme: 'light', width: 390 };
const DESK: Look = { language: 'en', colorScheme: 'dark', width: 1440 };

/**
 * `npm test` walks a journey in the first of its looks; `npm run test:nightly`, and a file that is run by itself, in all.
 */
export function looksOfRun<Looks extends readonly unknown[]>(looks: Looks): readonly Looks[number][] {
  return process.env.TESTS_LEFT_OUT ? looks.slice(0, 1) : looks;
}

export const LOOKS = looksOfRun([PHONE, DESK]);

/** Looks for journeys of people who sit at a desk: the wide screen comes first. */
export const DESK_LOOKS = looksOfRun([DESK, PHONE]);

/** The sizes and themes of `LOOKS`, each in the other language. Half of the pages are tried in these. */
export const SWAPPED_LOOKS = looksOfRun<readonly Look[]>([
  { language: 'ru', colorScheme: 'light', width: 1440 },
  { language: 'en', colorScheme: 'dark', width: 390 },
]);
