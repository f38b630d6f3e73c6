import { flowPictureOf } from './tiers.rules';

describe('the picture of a flow between tiers', () => {
  it('has tiers before and after as nodes of their own, and adds up causes', () => {
    const flow = { from: 'BASE', to: 'GOLD', cause: 'SALE', guests: 3 } as const;
    const flows = [
      { from: null, to: 'BASE', cause: 'JOINED', guests: 5 } as const,
      flow,
      { ...flow, cause: 'BY_HAND', guests: 1 } as const,
      { from: 'GOLD', to: null, cause: 'MERGED', guests: 2 } as const,
    ];
    expect(flowPictureOf(flows, 'Joined', 'Left')).toEqual({
      nodes: ['Joined', 'BASE', 'GOLD', 'BASE', 'GOLD', 'Left'].map((name) => ({ name })),
      links: [
        { source: 0, target: 3, value: 5 },
        { source: 1, target: 4, value: 4 },
        { source: 2, target: 5, value: 2 },
      ],
    });
  });
});
