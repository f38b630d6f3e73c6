import { collectStamps } from '../../stamps/stamps';
import type { SalePart } from '../sale-draft';

/** The stamps that the sale gives on the programme's cards, and the points of cards that it fills. */
export const STAMPS: SalePart = {
  isIn: ({ stampCards }) => stampCards.length > 0,
  take: (draft) => {
    const { program, guest, act, lines, divided, payable, context, trace } = draft;
    draft.stamps = collectStamps(program, guest, act, { lines, divided, payable }, context, trace);
  },
};
