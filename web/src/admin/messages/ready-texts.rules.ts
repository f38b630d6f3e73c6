import type { TextSource } from '../../entities/message/template.api';

/** Ready texts of new templates. `key` is their key below `templates.ready` in the words of the console. */
export const READY_TEXTS = [
  { key: 'empty', source: 'CAMPAIGN', purpose: 'MARKETING' },
  { key: 'news', source: 'CAMPAIGN', purpose: 'MARKETING' },
  { key: 'welcome', source: 'AUTOMATION', purpose: 'MARKETING' },
  { key: 'winBack', source: 'AUTOMATION', purpose: 'MARKETING' },
  { key: 'expiry', source: 'EXPIRY_WARNING', purpose: 'SERVICE' },
] as const satisfies readonly { key: string; source: TextSource; purpose: 'SERVICE' | 'MARKETING' }[];

export type ReadyText = (typeof READY_TEXTS)[number];

/** Turns `[[ guest.name ]]` of the words of the console into `{{ guest.name }}` of a template: words use braces for arguments. */
export const withVariables = (words: string): string => words.replaceAll('[[', '{{').replaceAll(']]', '}}');

/** Code of a new template: the Latin letters and digits of its name in capitals, then `now` (Unix milliseconds) in base 36. */
export function codeOf(name: string, now: number): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[^A-Z]+|_$/g, '')
    .slice(0, 30);
  return `${letters === '' ? 'TEXT' : letters}_${now.toString(36).toUpperCase()}`;
}
