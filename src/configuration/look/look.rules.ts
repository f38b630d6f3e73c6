import { contrastOf, mendColour, mix, PART_CONTRAST, TEXT_CONTRAST } from './contrast.rules';
import type { Look } from './look.schema';

/** The pages' background in the light and the dark scheme (web/src/shared/theme). */
const LIGHT_GROUND = '#ffffff';
const DARK_GROUND = '#171c1a';

/** The product's look, for networks without their own. */
export const DEFAULT_LOOK: Look = {
  accent: '#0b6b50',
  accentInk: '#ffffff',
  card: { design: 'PLAIN', from: '#0b6b50', to: '#074636', ink: '#ffffff' },
  font: 'INTER',
  texts: { welcome: null, letter: null, slip: null },
};

/** Font stacks by code: fonts that the pages load, or that every system has. */
export const FONT_FAMILIES: Readonly<Record<Look['font'], string>> = {
  INTER: "'Inter Variable', system-ui, sans-serif",
  SYSTEM: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  ROUNDED:
    "ui-rounded, 'SF Pro Rounded', 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Nunito, system-ui, sans-serif",
  HUMANIST: "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', system-ui, sans-serif",
  SERIF: "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif",
  SLAB: "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', serif",
};

/** A pair of colours of a look, one on top of the other. */
export interface ContrastFinding {
  /** The field of the look to change. */
  readonly path: 'accent' | 'accentInk' | 'card.ink';
  readonly ratio: number;
  readonly least: number;
  readonly passes: boolean;
  /** The nearest colour with enough contrast; the same colour if it has enough. */
  readonly mend: string;
}

/** The contrast of each pair of colours in a look, in the order in which they are corrected. */
export function checkContrast({
  accent,
  accentInk,
  card,
}: Pick<Look, 'accent' | 'accentInk' | 'card'>): ContrastFinding[] {
  const seen = finding('accent', accent, [LIGHT_GROUND], PART_CONTRAST);
  return [
    seen,
    // Compared with the corrected accent colour.
    finding('accentInk', accentInk, [seen.mend], TEXT_CONTRAST),
    finding('card.ink', card.ink, groundsOfCard(card), TEXT_CONTRAST),
  ];
}

/** The colours that pages derive from an accent colour: links, and accent and text in the dark scheme. */
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
  // The middle of a gradient may be darker than both ends.
  const between = design === 'GRADIENT' ? [0.25, 0.5, 0.75].map((part) => mix(from, to, part)) : [];
  return [from, ...between, to];
}
