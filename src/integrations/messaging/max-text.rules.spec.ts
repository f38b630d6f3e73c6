import { MAX_TEXT_LIMIT, maxHtmlOf } from './max-text.rules';

it('shows marks of HTML as they were written', () => {
  expect(maxHtmlOf('<b>Fish & chips</b> "today"')).toBe('&lt;b&gt;Fish &amp; chips&lt;/b&gt; "today"');
});

it('cuts a long text between signs', () => {
  expect(maxHtmlOf('a'.repeat(MAX_TEXT_LIMIT))).toHaveLength(MAX_TEXT_LIMIT);
  const cut = maxHtmlOf('&'.repeat(MAX_TEXT_LIMIT));
  expect(cut.length).toBeLessThanOrEqual(MAX_TEXT_LIMIT);
  expect(cut).toMatch(/^(?:&amp;)+…$/);
  expect(maxHtmlOf('😀😀😀', 5)).toBe('😀😀…');
});
