/**
 * The layers of each side of the product, and the formatters that its texts may use with the TypeScript type of what
 * each writes. `number` and `plural` are on both: `#` of a plural is a `number`.
 */
export const SIDES = {
  server: {
    layers: [
      'figures',
      'faults',
      'problems',
      'reasons',
      'trace',
      'explain',
      'impact',
      'messages',
      'imports',
      'program',
      'doctor',
    ],
    output: 'src/generated/words',
    formatters: {
      number: 'number',
      /** A number by the rules of the language, a text as it is. */
      value: 'string | number',
      money: 'number',
      percent: 'number',
      factor: 'number',
      date: 'number',
      /** Money in millionths of a minor unit. */
      worth: 'number',
      /** Thousandths. */
      quantity: 'number',
      list: 'readonly string[]',
      /** The first characters of an id. */
      id: 'string',
      /** With their noun, from the layer `figures`. */
      points: 'number',
      days: 'number',
      guests: 'number',
    },
    loads: false,
    /** Gets a list of the codes that audit entries may have, read from the texts of the console. */
    hasAuditCodes: true,
  },
  web: {
    layers: ['shared', 'entry', 'cabinet', 'cashier', 'admin', 'dev', 'password', 'join', 'owner'],
    output: 'web/src/generated/words',
    /** Money, dates and shares come written: the page knows the network's currency and time zone. */
    formatters: { number: 'number' },
    /** Pages fetch one language, so each is a chunk of its own. */
    loads: true,
    hasAuditCodes: true,
  },
};
