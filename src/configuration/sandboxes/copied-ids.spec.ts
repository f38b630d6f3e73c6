import { newId } from '../../platform/ids/ids';
import { idsIn, withCopiedIds } from './copied-ids.rules';

describe('ids of a copied document', () => {
  const [kept, original, copy] = [newId(), newId(), newId()];
  const document = { where: { restaurantIds: [original, kept] }, when: { value: original }, note: `not ${original}` };

  it('are found where they stand alone', () => {
    expect(idsIn([document, null])).toEqual(new Set([original, kept]));
    expect(idsIn([])).toEqual(new Set());
  });

  it('are those of the copies, and stay where nothing was copied', () => {
    expect(withCopiedIds(document, new Map([[original, copy]]))).toEqual({
      where: { restaurantIds: [copy, kept] },
      when: { value: copy },
      note: `not ${original}`,
    });
    expect(withCopiedIds(document, new Map())).toEqual(document);
  });
});
