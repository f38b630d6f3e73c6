import { rmSync } from 'node:fs';
import { Till } from './till.mjs';

const CAN = [
  'card',
  'phone',
  'qr',
  'find',
  'quote',
  'points',
  'figures',
  'anonymous',
  'confirm',
  'redeem',
  'divide',
  'refund',
  'refund-amount',
  'refund-lines',
  'queue',
  'restart',
];

/**
 * The acts of the kit's contract at the example till.
 * @param {string} file where the till stores unsent acts
 */
export function actsOf(file) {
  let till;
  let place;
  return {
    connect: async (given) => {
      place = given;
      rmSync(file, { force: true });
      till = new Till(place, file);
      return { ...(await till.signIn()), name: 'Example till', version: '1', can: CAN };
    },
    find: ({ guest }) => till.find(guest),
    quote: (asked) => till.quote(asked),
    sell: (asked) => till.sell(asked),
    redeem: (asked) => till.redeem(asked),
    divide: async ({ check, parts }) => {
      const parted = [];
      for (const [at, { guest, lines, total }] of parts.entries()) {
        const part = { number: at + 1, of: parts.length, receiptAmount: check.total };
        parted.push(await till.sell({ check: { number: check.number, lines, total }, guest, part }));
      }
      return { ...(parted.find(({ outcome }) => outcome !== 'DONE') ?? { outcome: 'DONE' }), parts: parted };
    },
    refund: ({ lines: items, ...asked }) => till.refund({ ...asked, items }),
    deliver: () => till.deliver(),
    // The till loses its memory and keeps the file.
    restart: () => {
      till = new Till(place, file);
      return till.restart();
    },
  };
}
