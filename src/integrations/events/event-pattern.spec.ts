import { fitsPatterns, fitsTopics, TOPIC_PATTERN } from './event-pattern.rules';

describe('a pattern of event types', () => {
  it.each([
    ['*', 'transaction.sale', true],
    ['transaction.*', 'transaction.sale', true],
    ['transaction.*', 'transaction', false],
    ['*.sale', 'transaction.sale', true],
    ['*.sale', 'transaction.sale.late', false],
    ['transaction.sale', 'transaction.sale', true],
    ['transaction.sale', 'transaction.sales', false],
    ['transactionxsale', 'transaction.sale', false],
    ['s*e', 'sale', true],
    ['sa*ale', 'sale', false],
    ['*a*a*', 'transaction', true],
    ['*a*a*a*', 'transaction', false],
  ])('%s and %s: %s', (pattern, type, expected) => {
    expect(fitsPatterns(['other.*', pattern])(type)).toBe(expected);
  });

  it.each([
    ['*.pos.transaction', 'pos.transaction', true],
    ['pos.*', 'pos.transaction', true],
    ['brand-123.transaction.*', 'transaction.sale', true],
    ['brand-12.transaction.*', 'transaction.sale', false],
    ['brand-123.sale', 'transaction.sale', false],
    ['Brand_*.buy', 'buy', false],
  ])('%s and %s in the network brand-123: %s', (pattern, type, expected) => {
    expect(pattern).toMatch(TOPIC_PATTERN);
    expect(fitsTopics(['other.*', pattern], 'brand-123')(type)).toBe(expected);
  });

  it('costs no more than its length', () => {
    const began = performance.now();
    expect(fitsPatterns([`${'*a'.repeat(29)}b`])('a'.repeat(60))).toBe(false);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
