/** A page as its test tries it: a phone and a desk, both languages, light and dark. `console-sizes` holds the widths between. */
export const LOOKS = [
  { language: 'ru', colorScheme: 'light', width: 390 },
  { language: 'en', colorScheme: 'dark', width: 1440 },
] as const;

/** The other way round, for half of the pages. */
export const SWAPPED_LOOKS = [
  { language: 'en', colorScheme: 'dark', width: 390 },
  { language: 'ru', colorScheme: 'light', width: 1440 },
] as const;
