import type { Figure } from '../../../../src/transactions/figures/catalogue/figure';
import { FIGURES } from '../../../../src/transactions/figures/catalogue/figures';

/** A figure for tests alone. It shows all that a new figure needs. */
const gifts: Figure = {
  unit: 'share',
  of: ['discount', '-pointsValue'],
  per: ['payable'],
  permission: 'reports.read',
  about: 'Discounts less the money that points paid, as a share of the money paid, in parts per million',
  words: { name: (language) => (language === 'ru' ? 'Доля подарков' : 'Share of gifts') },
  letter: { code: 'gifts', tab: '/gifts', meaning: ({ direction }) => `Gifts went ${direction}.` },
  alert: {
    code: 'GIFTS',
    rule: 'BELOW',
    about: 'the share of gifts falls below `threshold`',
    explained: { day: '/gifts', hour: '/gifts' },
    subject: () => 'fewer gifts',
    intro: ({ bound }) => `The share of gifts fell below ${bound}.`,
  },
};

/** A figure that only some employees may read. */
const secret: Figure = {
  unit: 'money',
  of: ['payable'],
  permission: 'fraud.read',
  about: 'Money paid, of which few may know',
  words: { name: () => 'Secret' },
};

Object.assign(FIGURES, { gifts, secret });
