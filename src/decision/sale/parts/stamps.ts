import { collectStamps, refundStamps } from '../../stamps/stamps';
import type { SalePart } from '../sale-draft';

/** The stamps that the sale gives on the programme's cards, and the points of cards that it fills. */
export const STAMPS: SalePart = {
  name: 'stamps',
  isIn: ({ stampCards }) => stampCards.length > 0,
  take: (draft) => {
    const { program, guest, act, lines, divided, payable, context, trace } = draft;
    draft.stamps = collectStamps(program, guest, act, { lines, divided, payable }, context, trace);
  },
  takeBack: (draft) => {
    const { program, guest, act, shares, context, trace } = draft;
    draft.stamps = refundStamps(program, guest, act, shares, context, trace);
  },
};
