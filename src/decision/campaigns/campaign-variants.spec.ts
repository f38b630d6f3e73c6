import { partsPerMillion, variantAt } from '..';

describe('the variant of a guest', () => {
  const variants = [
    { id: 'A', sharePpm: partsPerMillion(200_000) },
    { id: 'B', sharePpm: partsPerMillion(300_000) },
    { id: 'C', sharePpm: partsPerMillion(500_000) },
  ];

  it.each([
    [0, 'A'],
    [199_999, 'A'],
    [200_000, 'B'],
    [499_999, 'B'],
    [500_000, 'C'],
    [999_999, 'C'],
  ])('follows from the draw %d by the shares', (drawn, id) => {
    expect(variantAt(variants, drawn).id).toBe(id);
  });

  it('is the last one where the shares leave a rest', () => {
    expect(variantAt(variants.slice(0, 2), 999_999).id).toBe('B');
    expect(() => variantAt([], 0)).toThrow('a campaign with variants has one');
  });
});
