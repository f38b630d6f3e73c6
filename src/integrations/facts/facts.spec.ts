import { FACT_NAMES, FACTS, VERSION_COLUMN } from './facts.rules';

describe.each(FACT_NAMES)('The fact %s', (name) => {
  const { columns, key, ...fact } = FACTS[name];
  const names = columns.map((column) => column.name);

  it('has its own name, and columns with different names', () => {
    expect(fact.name).toBe(name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a key of columns that are never empty, and a version', () => {
    const filled = columns.filter(({ nullable }) => nullable !== true).map((column) => column.name);
    expect(filled).toEqual(expect.arrayContaining([...key, VERSION_COLUMN]));
  });

  it('reads nothing that is encrypted or a comment of a person', () => {
    const read = [...columns.map(({ sql }) => sql), fact.joins].join(' ');
    expect(read).not.toMatch(/_encrypted|_index|comment|birth|phone|email/);
  });
});
