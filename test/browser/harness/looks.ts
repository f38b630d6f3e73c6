/** A page as it is tried: both languages, light and dark, on a phone, a tablet and a desk. */
export const LOOKS = [
  { language: 'ru', colorScheme: 'light', width: 390 },
  { language: 'en', colorScheme: 'light', width: 820 },
  { language: 'en', colorScheme: 'dark', width: 1440 },
] as const;
