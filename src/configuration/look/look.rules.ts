import { contrastOf, mendColour, mix, PART_CONTRAST, TEXT_CONTRAST } from './contrast.rules';
import type { Look } from './look.schema';

/** The ground of pages in the light and in the dark scheme (web/src/shared/theme). */
const LIGHT_GROUND = '#ffffff';
const DARK_GROUND = '#171c1a';

/** The look of the product, until a network has chosen its own. */
export const DEFAULT_LOOK: Look = {
  accent: '#0b6b50',
  accentInk: '#ffffff',
  card: { design: 'PLAIN', from: '#0b6b50', to: '#074636', ink: '#ffffff' },
  font: 'INTER',
  texts: { welcome: null, letter: null, slip: null },
};

/** Font stacks by their code: fonts that the pages bring along, or that every system has. */
export const FONT_FAMILIES: Readonly<Record<Look['font'], string>> = {
  INTER: "'Inter Variable', system-ui, sans-serif",
  SYSTEM: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  ROUNDED:
    "ui-rounded, 'SF Pro Rounded', 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Nunito, system-ui, sans-serif",
  HUMANIST: "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', system-ui, sans-serif",
  SERIF: "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif",
  SLAB: "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', serif",
};

/** A pair of colours of a look that stand on each other. */
export interface ContrastFinding {
  /** Field of the look that would be changed. */
  readonly path: 'accent' | 'accentInk' | 'card.ink';
  readonly ratio: number;
  readonly least: number;
  readonly passes: boolean;
  /** The nearest colour that passes; the same where it passes already. */
  readonly mend: string;
}

/** Contrast of every pair of colours that a look puts on each other, in the order in which they are mended. */
export function checkContrast({
  accent,
  accentInk,
  card,
}: Pick<Look, 'accent' | 'accentInk' | 'card'>): ContrastFinding[] {
  const seen = finding('accent', accent, [LIGHT_GROUND], PART_CONTRAST);
  return [
    seen,
    // Read on the accent as it will be.
    finding('accentInk', accentInk, [seen.mend], TEXT_CONTRAST),
    finding('card.ink', card.ink, groundsOfCard(card), TEXT_CONTRAST),
  ];
}

/** Colours that pages derive from an accent: links, and the accent and its text of the dark scheme. */
export function coloursOfPages({ accent, accentInk }: Pick<Look, 'accent' | 'accentInk'>) {
  const dark = mendColour(accent, [DARK_GROUND], TEXT_CONTRAST);
  return {
    light: { accent, ink: accentInk, text: mendColour(accent, [LIGHT_GROUND], TEXT_CONTRAST) },
    dark: { accent: dark, ink: mendColour(accentInk, [dark], TEXT_CONTRAST), text: dark },
  };
}

function finding(
  path: ContrastFinding['path'],
  colour: string,
  grounds: readonly string[],
  least: number,
): ContrastFinding {
  const ratio = Math.min(...grounds.map((ground) => contrastOf(colour, ground)));
  const passes = ratio >= least;
  return {
    path,
    ratio: Math.floor(ratio * 100) / 100,
    least,
    passes,
    mend: passes ? colour : mendColour(colour, grounds, least),
  };
}

function groundsOfCard({ design, from, to }: Look['card']): readonly string[] {
  if (design === 'PLAIN') return [from];
  // Between its ends a gradient may be darker than both.
  const between = design === 'GRADIENT' ? [0.25, 0.5, 0.75].map((part) => mix(from, to, part)) : [];
  return [from, ...between, to];
}
