import { ROW_COLUMNS, SALE_ATTRIBUTES, saleAttributesOf, TABLE_COLUMNS } from './journal-columns';

describe('the columns of the journal', () => {
  it('are named in SQL as in the application, with underscores for capitals', () => {
    const named = new Map(TABLE_COLUMNS.map(({ name, column }) => [name, column]));
    expect(named.get('id')).toBe('id');
    expect(named.get('guestId')).toBe('guest_id');
    expect(named.get('pointOfSaleId')).toBe('point_of_sale_id');
    for (const [name, column] of named)
      expect([name, column]).toEqual([name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]);
  });

  it('are those of a row, but for what the batch, the comment or the database gives', () => {
    const beside = TABLE_COLUMNS.filter((column) => !(ROW_COLUMNS as typeof TABLE_COLUMNS).includes(column));
    expect(beside.map(({ name }) => name)).toEqual(['networkId', 'commentHash', 'xid']);
  });

  it('keep of a sale what its till sent, and nothing that only a decision writes', () => {
    const sent = { paymentMethod: 'card', amount: 1, guestId: 'guest' };
    const attributes = saleAttributesOf(sent);
    expect(attributes.paymentMethod).toBe('card');
    expect(Object.keys(attributes).sort()).toEqual(SALE_ATTRIBUTES.map(({ name }) => name).sort());
    expect(attributes).not.toHaveProperty('amount');
    expect(attributes).not.toHaveProperty('guestId');
  });
});
