import { restrictLines } from '../../spending/restrictions';
import type { SalePart } from '../sale-draft';

/** Which lines discounts and points may touch, and down to which price. */
export const RESTRICTIONS: SalePart = {
  name: 'restrictions',
  isIn: ({ restrictions }) => restrictions !== null,
  quote: (draft) => {
    const { restrictions } = draft.program;
    draft.restrictions = restrictions === null ? null : restrictLines(restrictions, draft.lines);
    return null;
  },
};
