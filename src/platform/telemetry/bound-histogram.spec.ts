import fc from 'fast-check';
import { Histogram, register, Registry } from 'prom-client';
import { BoundHistogram } from './bound-histogram';

const BUCKETS = [0.001, 0.01, 0.5, 2];

describe('a histogram with bound labels', () => {
  it('writes the text that the library writes of the same values', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('read', 'write'), fc.constantFrom(0, 0.001, 0.0011, 0.4, 2, 2.5, 1e6))),
        async (observed) => {
          made += 1;
          const described = {
            name: `bound_${String(made)}`,
            help: 'Of a test',
            labelNames: ['step', 'of'] as const,
            buckets: BUCKETS,
          };
          const registry = new Registry();
          const theirs = new Histogram({ ...described, registers: [registry] });
          const ours = new BoundHistogram(described);
          for (const step of new Set(observed.map(([of]) => of))) {
            const labels = { step, of: 'a "test"' };
            const series = ours.bind(labels);
            for (const [, value] of observed.filter(([of]) => of === step)) {
              series.observe(value);
              theirs.observe(labels, value);
            }
          }
          const text = await register.getSingleMetricAsString(described.name);
          register.removeSingleMetric(described.name);
          expect(text).toBe(await registry.getSingleMetricAsString(described.name));
        },
      ),
    );
  });

  it('observes the seconds since an instant', () => {
    const series = new BoundHistogram({ name: 'bound_since', help: 'Of a test', buckets: [60] }).bind({});
    series.observeSince(performance.now() - 120_000);
    expect([...series.counts]).toEqual([0, 1]);
    expect(series.sum).toBeGreaterThanOrEqual(120);
    register.removeSingleMetric('bound_since');
  });
});
