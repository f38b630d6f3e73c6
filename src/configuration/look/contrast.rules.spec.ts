import fc from 'fast-check';
import { contrastOf, inkFor, mendColour, TEXT_CONTRAST } from './contrast.rules';
import { checkContrast, coloursOfPages, DEFAULT_LOOK } from './look.rules';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#0b6b50', '#ffffff', 6.5],
  ])('of %s and %s is %s, as WCAG counts it', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 1);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });

  it('is enough after the mend, whatever the colours, and a colour that is enough stays', () => {
    fc.assert(
      fc.property(colour, colour, (ink, ground) => {
        const mended = mendColour(ink, [ground], TEXT_CONTRAST);
        expect(contrastOf(mended, ground)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
        if (contrastOf(ink, ground) >= TEXT_CONTRAST) expect(mended).toBe(ink);
      }),
    );
  });

  it('on grounds that nothing fits takes black or white', () => {
    expect(mendColour('#808080', ['#000000', '#767676', '#ffffff'], TEXT_CONTRAST)).toBe(
      inkFor(['#000000', '#767676', '#ffffff']),
    );
  });
});

describe('the colours of a look', () => {
  it('are enough by default', () => {
    expect(checkContrast(DEFAULT_LOOK).every(({ passes }) => passes)).toBe(true);
  });

  it('pass at once when every mend is taken', () => {
    fc.assert(
      fc.property(colour, colour, colour, colour, (accent, accentInk, from, ink) => {
        const look = { accent, accentInk, card: { design: 'PLAIN' as const, from, to: from, ink } };
        const [seen, read, card] = checkContrast(look);
        const mended = {
          accent: seen!.mend,
          accentInk: read!.mend,
          card: { ...look.card, ink: card!.mend },
        };
        expect(checkContrast(mended).every(({ passes }) => passes)).toBe(true);
      }),
    );
  });

  it('are looked at between the ends of a gradient too, which may be darker than both', () => {
    const card = { from: '#ff0000', to: '#00a000', ink: '#000000' };
    const inkOn = (design: 'DIAGONAL' | 'GRADIENT') => checkContrast({ ...DEFAULT_LOOK, card: { ...card, design } })[2];
    expect(inkOn('DIAGONAL')).toMatchObject({ path: 'card.ink', passes: true });
    expect(inkOn('GRADIENT')).toMatchObject({ path: 'card.ink', passes: false });
  });

  it('of pages are read in the light and in the dark scheme', () => {
    fc.assert(
      fc.property(colour, colour, (accent, accentInk) => {
        const { light, dark } = coloursOfPages({ accent, accentInk });
        expect(contrastOf(light.text, '#ffffff')).toBeGreaterThanOrEqual(TEXT_CONTRAST);
        expect(contrastOf(dark.text, '#171c1a')).toBeGreaterThanOrEqual(TEXT_CONTRAST);
        expect(contrastOf(dark.ink, dark.accent)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      }),
    );
  });
});
