import { tillMetrics } from './till-metrics';

it('counts the time of each kind of act apart', () => {
  const sale = tillMetrics.latencyOf({ kind: 'CLAIM', receiptId: 'one' });
  expect(tillMetrics.latencyOf({ kind: 'CLAIM', receiptId: 'another' })).toBe(sale);
  expect(tillMetrics.latencyOf({ kind: 'AWARD', activity: 'review' })).not.toBe(sale);
});
