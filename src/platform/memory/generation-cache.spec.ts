import { GenerationCache } from './generation-cache';

describe('a generation cache', () => {
  it('keeps what is asked for and forgets what is not', () => {
    const cache = new GenerationCache<number>(10);
    cache.set('kept', 1);
    cache.set('dropped', 2);
    for (let at = 0; at < 50; at += 1) {
      expect(cache.get('kept')).toBe(1);
      cache.set(String(at), at);
    }
    expect(cache.get('dropped')).toBeUndefined();
    expect(cache.get('49')).toBe(49);
  });

  it('counts what its entries take, where it is told how much that is', () => {
    const cache = new GenerationCache<string>(10, ({ length }) => length);
    cache.set('a', 'x'.repeat(6));
    cache.set('a', 'x'.repeat(8));
    cache.set('b', 'xx');
    cache.set('c', 'x');
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.length)).toEqual([8, 2, 1]);
    cache.set('d', 'x');
    cache.set('e', 'x');
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key)?.length)).toEqual([8, 2, undefined, 1, 1]);
  });

  it('forgets one, or all, at once', () => {
    const cache = new GenerationCache<number>(2);
    for (const name of ['a', 'b', 'c']) cache.set(name, 1);
    cache.delete('a');
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 1, 1]);
    cache.clear();
    expect([cache.get('b'), cache.get('c')]).toEqual([undefined, undefined]);
  });
});
