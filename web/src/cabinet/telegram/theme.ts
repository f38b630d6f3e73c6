import { contrastOf, isDark } from './contrast';

/** The colours of Telegram for our tokens. One that cannot be read on its ground is left to our own. */
const TOKENS: readonly (readonly [parameter: string, tokens: readonly string[], on: string | null])[] = [
  ['bg_color', ['--surface', '--mantine-color-body', '--field'], null],
  ['secondary_bg_color', ['--ground', '--surface-sunk'], null],
  ['text_color', ['--ink', '--mantine-color-text'], 'bg_color'],
  ['subtitle_text_color', ['--ink-soft', '--mantine-color-dimmed', '--mantine-color-placeholder'], 'bg_color'],
  ['link_color', ['--accent-text'], 'bg_color'],
  ['button_color', ['--accent', '--accent-hover'], null],
  ['button_text_color', ['--accent-ink'], 'button_color'],
];
const READABLE = 4.5;
const COLOUR = /^#[0-9a-f]{6}$/i;

/**
 * Puts on the colours of the client; whatever it leaves out stays as it is. Answers with the scheme to which they belong;
 * null: nothing was put on.
 */
export function applyTheme(theme: Readonly<Record<string, unknown>>): 'dark' | 'light' | null {
  const colourOf = (name: string): string | null => {
    const value = theme[name];
    return typeof value === 'string' && COLOUR.test(value) ? value : null;
  };
  const ground = colourOf('bg_color');
  // Half of a theme would stand on the other half of ours.
  if (ground === null || !isReadable(colourOf('text_color'), ground)) return null;
  const { style } = document.documentElement;
  const buttons = isReadable(colourOf('button_text_color'), colourOf('button_color'));
  for (const [name, tokens, on] of TOKENS) {
    const colour = colourOf(name);
    if (colour === null || (name.startsWith('button_') && !buttons)) continue;
    if (on !== null && !isReadable(colour, colourOf(on))) continue;
    for (const token of tokens) style.setProperty(token, colour);
  }
  return isDark(ground) ? 'dark' : 'light';
}

function isReadable(colour: string | null, ground: string | null): boolean {
  return colour !== null && ground !== null && contrastOf(colour, ground) >= READABLE;
}
