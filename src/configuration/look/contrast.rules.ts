/** The least contrast of text, and of other parts of a page, with the background: WCAG 2.2, 1.4.3 and 1.4.11, level AA. */
export const TEXT_CONTRAST = 4.5;
export const PART_CONTRAST = 3;

const STEPS = 64;
const BLACK = '#000000';
const WHITE = '#ffffff';

/** The contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The nearest colour, darker or lighter, with enough contrast to all of these backgrounds. */
export function mendColour(colour: string, grounds: readonly string[], least: number): string {
  const passes = (candidate: string): boolean => grounds.every((ground) => contrastOf(candidate, ground) >= least);
  for (let step = 0; step <= STEPS; step++) {
    const found = [BLACK, WHITE].map((end) => mix(colour, end, step / STEPS)).find(passes);
    if (found !== undefined) return found;
  }
  // The backgrounds are both light and dark, so black or white is the best possible.
  return inkFor(grounds);
}

/** Black or white, whichever has more contrast to all these backgrounds. */
export function inkFor(grounds: readonly string[]): string {
  const worst = (ink: string): number => Math.min(...grounds.map((ground) => contrastOf(ink, ground)));
  return worst(BLACK) > worst(WHITE) ? BLACK : WHITE;
}

/** Mixes two colours; `part` 0 gives the first, 1 the second. */
export function mix(from: string, to: string, part: number): string {
  const [a, b] = [channelsOf(from), channelsOf(to)];
  const mixed = a.map((channel, index) => Math.round(channel + ((b[index] ?? 0) - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
