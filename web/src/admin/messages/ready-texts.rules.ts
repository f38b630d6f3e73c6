import type { TextSource } from '../../entities/message/template.api';

/** Ready texts, by their key in the catalogue of words; the words have variables in square brackets. */
export const READY_TEXTS = [
  { key: 'empty', source: 'CAMPAIGN', purpose: 'MARKETING' },
  { key: 'news', source: 'CAMPAIGN', purpose: 'MARKETING' },
  { key: 'welcome', source: 'AUTOMATION', purpose: 'MARKETING' },
  { key: 'winBack', source: 'AUTOMATION', purpose: 'MARKETING' },
  { key: 'expiry', source: 'EXPIRY_WARNING', purpose: 'SERVICE' },
] as const satisfies readonly { key: string; source: TextSource; purpose: 'SERVICE' | 'MARKETING' }[];

export type ReadyText = (typeof READY_TEXTS)[number];

/** Words of a ready text with their variables as a template has them: braces mark arguments in a catalogue. */
export const withVariables = (words: string): string => words.replaceAll('[[', '{{').replaceAll(']]', '}}');

/** A code for a name: capital letters of Latin, digits and `_`; what the name lacks is left to the time. */
export function codeOf(name: string, now: number): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[^A-Z]+|_+$/g, '')
    .slice(0, 30);
  return `${letters === '' ? 'TEXT' : letters}_${now.toString(36).toUpperCase()}`;
}
