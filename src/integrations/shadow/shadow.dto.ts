import { z } from 'zod';
import { line, listOf, localDate, objectNamed, objectOf, pageFields, pageOf, uuid } from '../../platform/http/schemas';
import { versionParameterSchema } from '../../configuration';
import { DIFFERENCE_REASONS, RATE_BASES } from '../shadow-receipts';

const MOST_RESTAURANTS = 200;
const MOST_RECEIPTS = 200;
const MOST_LINES = 500;
const MOST_MONEY = 100_000_000_000;
const MOST_TEXT = 200;

const points = (text: string) => z.int().min(0).max(MOST_MONEY).describe(text);
const money = (text: string) => z.int().min(0).max(MOST_MONEY).describe(text);
const count = (text: string) => z.int().describe(text);
const differenceReason = z
  .enum(DIFFERENCE_REASONS)
  .describe(
    'Why receipts differ: `NO_FIGURES`, the earlier system has not said what it gave; `NOT_RECORDED`, our programme refused the receipt; ' +
      '`GUEST_UNKNOWN`, the earlier system gave points and the receipt names no guest; `SPENDING`, other points were spent; `RULE`, the ' +
      'earlier system does not know one of our rules; `RATE`, it gives points by another rate; `ROUNDING`, one point more or less; ' +
      '`RETURN`, a credit note took back other points; `EARNING`, other points for a reason that nothing explains yet; `BALANCE`, equal points, and the balance differs all the same, ' +
      'or balances of a file parted for a reason that nothing explains',
  );

export const shadowSchema = objectNamed(
  'Shadow',
  'Shadow run of a network, in which receipts are decided without effect.',
  {
    id: uuid.describe('Id of the shadow, which is a network of its own'),
    code: z.string().describe('Code of the shadow, by which commands name it, such as the import of receipts'),
    startedAt: z.string().describe('When it began (RFC 3339)'),
    restaurants: listOf('Restaurants of the network that are in the shadow', {
      id: uuid.describe('Restaurant'),
      since: z.string().describe('Since when its tills refuse and its receipts are compared (RFC 3339)'),
    }),
  },
);
export type ShadowAnswer = z.infer<typeof shadowSchema>;

export const shadowStateSchema = objectNamed('ShadowState', 'Whether the network has a shadow run.', {
  shadow: shadowSchema.nullable().describe('Shadow run that is under way; null: there is none'),
});
export type ShadowState = z.infer<typeof shadowStateSchema>;

export const startShadowSchema = objectNamed('StartShadow', 'Restaurants that begin in the shadow.', {
  restaurantIds: z
    .array(uuid)
    .min(1)
    .max(MOST_RESTAURANTS)
    .describe('Restaurants where the earlier system decides for now; their tills refuse until they are switched over'),
});
export type StartShadowBody = z.infer<typeof startShadowSchema>;

export const switchRestaurantSchema = objectNamed('SwitchRestaurant', 'How a restaurant is switched over.', {
  guestFileId: uuid
    .nullable()
    .describe(
      'File of balances of the earlier system that was imported before (`startGuestFile`); null: no balances come',
    ),
});
export type SwitchRestaurantBody = z.infer<typeof switchRestaurantSchema>;

export const shadowProgramSchema = objectNamed(
  'ShadowProgram',
  'Version of the programme by which the shadow decides.',
  {
    version: versionParameterSchema.describe('Version of the network’s programme, also a draft'),
  },
);
export type ShadowProgramBody = z.infer<typeof shadowProgramSchema>;

const oldFigures = objectOf('Figures of the earlier system for the receipt', {
  earned: points('Points that it gave'),
  spent: points('Points that it took'),
  balance: z.int().nullable().describe('Points of the guest there after the receipt; null: not known'),
});

const toldReceipt = objectOf('A paid receipt', {
  number: line(100).describe('Number of the receipt'),
  occurredAt: z.iso.datetime({ offset: true }).describe('When it was paid (RFC 3339)'),
  pointOfSaleId: uuid.describe('Till of the network where it was paid'),
  amount: money('Price before discount and points, in minor units'),
  guest: objectOf('How the receipt names the guest; the surest key counts, and only a digest of it is kept', {
    id: line(MOST_TEXT).optional().describe('Id of the guest in the earlier system'),
    card: line(100).optional().describe('Number of a card'),
    phone: line(50).optional().describe('Phone of the guest'),
  })
    .nullable()
    .describe('How the receipt names the guest; null: an anonymous receipt'),
  items: listOf('Lines of the receipt', {
    sku: line(MOST_TEXT).nullable().describe('Article; null: none'),
    name: line(MOST_TEXT).nullable().describe('Name; null: none'),
    category: line(MOST_TEXT).nullable().describe('Category; null: none'),
    quantity: z.int().min(1).max(1_000_000_000).describe('Quantity in thousandths'),
    total: money('Total of the line in minor units'),
  })
    .max(MOST_LINES)
    .nullable()
    .describe('Lines of the receipt, which add up to the amount; null: not known'),
  old: oldFigures
    .nullable()
    .describe('Figures of the earlier system; null: they are not known, and may come later with the same receipt'),
});

export const takeReceiptsSchema = objectNamed(
  'TakeShadowReceipts',
  'Receipts for the shadow, in the order of their time.',
  {
    receipts: z.array(toldReceipt).min(1).max(MOST_RECEIPTS).describe('Receipts of restaurants that are in the shadow'),
  },
);
export type TakeReceiptsBody = z.infer<typeof takeReceiptsSchema>;

export const takenReceiptsSchema = objectNamed(
  'TakenShadowReceipts',
  'Result of each receipt, in the order of the call.',
  {
    receipts: listOf('Result of each receipt', {
      number: z.string().describe('Number of the receipt'),
      reason: differenceReason
        .nullable()
        .describe('Why it differs from the earlier system; null: it is equal, or there is nothing to compare'),
    }),
  },
);
export type TakenReceipts = z.infer<typeof takenReceiptsSchema>;

export const shadowDaysQuery = z.strictObject({
  from: localDate.describe('First business date'),
  to: localDate.describe('Last business date; at most 366 days'),
});

export const shadowDaysSchema = objectNamed('ShadowDays', 'How the receipts of each day compare.', {
  days: listOf('Business dates with receipts, oldest first', {
    date: z.string().describe('Business date'),
    equal: count('Receipts that are equal'),
    accepted: count('Receipts that differ for a reason that was accepted'),
    differing: count('Receipts that differ for another reason'),
    balances: objectOf('Balances of files for this day, of guests who have receipts', {
      equal: count('Balances that parted no further since the balance before'),
      accepted: count('Balances that parted for a reason that was accepted'),
      differing: count('Balances that parted for another reason'),
    }),
    money: count('What receipts and balances of the day give guests beyond the earlier system, in minor units'),
    reasons: listOf('Differing and accepted receipts by reason, the most frequent first', {
      reason: differenceReason,
      count: count('Receipts'),
    }),
  }),
  guests: objectOf('Guests whose receipts were compared', {
    compared: count('All of them'),
    parted: count('Guests whose balance differs now'),
    unknown: count('Guests in files of balances without any receipt, so that nothing is compared'),
  }),
});
export type ShadowDays = z.infer<typeof shadowDaysSchema>;

export const shadowGroupSchema = objectNamed(
  'ShadowGroup',
  'Receipts that differ from the earlier system for one reason.',
  {
    id: uuid.describe('Group'),
    reason: differenceReason,
    detail: z
      .string()
      .describe(
        'Code of our refusal or rule; `MORE` or `LESS` points with us; of `BALANCE` also `OPENING`, the guest may have had points before the first ' +
          'receipt, and `NO_RECEIPT`, no receipt lies between the balances; else empty',
      ),
    rate: objectOf('Rate of the earlier system', {
      base: z
        .enum(RATE_BASES)
        .describe(
          'Money that it counts from: the price, the price after our discount, or the money that is left to pay',
        ),
      step: count('Minor units of a full step'),
      points: z.string().describe('Points for a step, a decimal'),
    })
      .nullable()
      .describe('Rate of the earlier system, of a group of reason `RATE`; null: another reason'),
    receipts: count('Receipts of the group'),
    balances: count('Balances of files that parted for this reason'),
    guests: count('Guests of these receipts and balances'),
    money: count('What these receipts and balances give beyond the earlier system, in minor units'),
    createdAt: z.string().describe('When the first of them was compared (RFC 3339)'),
    acceptedAt: z.string().nullable().describe('When the difference was accepted (RFC 3339); null: it is not'),
    acceptedBy: uuid.nullable().describe('User who accepted it; null: nobody, or a key'),
    note: z.string().nullable().describe('Why it was accepted; null: no note'),
  },
);
export type ShadowGroupAnswer = z.infer<typeof shadowGroupSchema>;
export const shadowGroupsSchema = objectNamed('ShadowGroups', 'Groups of receipts that differ, the largest first.', {
  groups: z.array(shadowGroupSchema).describe('At most 100 groups'),
});

export const acceptGroupSchema = objectNamed('AcceptShadowGroup', 'Why the difference is right as it is.', {
  note: line(500).nullable().describe('Note for others; null: none'),
});
export type AcceptGroupBody = z.infer<typeof acceptGroupSchema>;

const shadowReceiptSchema = objectNamed('ShadowReceipt', 'A receipt beside what the earlier system gave for it.', {
  id: uuid.describe('Compared receipt'),
  number: z.string().describe('Number of the receipt'),
  restaurantId: uuid.describe('Restaurant'),
  businessDate: z.string().describe('Business date'),
  occurredAt: z.string().describe('When it was paid (RFC 3339)'),
  guestId: uuid.nullable().describe('Guest in the shadow; null: none'),
  groupId: uuid.nullable().describe('Group of its difference; null: it is equal'),
  reason: differenceReason.nullable().describe('Why it differs; null: it is equal'),
  refusal: z.string().nullable().describe('Code of our refusal of the receipt or of its points; null: none'),
  isReturn: z.boolean().describe('Whether it is a credit note, whose points stand below zero'),
  amount: count('Price in minor units; of a credit note the money that was given back'),
  earned: count('Points that our programme gives'),
  spent: count('Points that our programme takes'),
  balance: z.int().nullable().describe('Points of the guest with us afterwards; null: not recorded'),
  oldEarned: z.int().nullable().describe('Points that the earlier system gave; null: not known'),
  oldSpent: z.int().nullable().describe('Points that the earlier system took; null: not known'),
  oldBalance: z.int().nullable().describe('Points of the guest there afterwards; null: not known'),
  gap: count('Points that the guest has with us beyond the earlier system afterwards'),
  partedId: uuid.nullable().describe('Receipt that first parted the two balances; null: they are equal'),
  money: count('What the receipt gives beyond the earlier system, in minor units'),
});
export type ShadowReceiptAnswer = z.infer<typeof shadowReceiptSchema>;
export const shadowReceiptPageSchema = pageOf(shadowReceiptSchema).meta({ id: 'ShadowReceiptPage' });

export const shadowReceiptsQuery = z.strictObject({
  ...pageFields,
  groupId: uuid.optional().describe('Only receipts of this group'),
  guestId: uuid.optional().describe('Only receipts of this guest'),
  businessDate: localDate.optional().describe('Only receipts of this day'),
});
export type ShadowReceiptsQuery = z.infer<typeof shadowReceiptsQuery>;

export const explainedReceiptSchema = objectNamed(
  'ExplainedShadowReceipt',
  'A compared receipt with the explanation of our decision.',
  {
    receipt: shadowReceiptSchema,
    sentences: z
      .array(z.string())
      .describe('How our programme decided it, sentence by sentence; empty: it was not recorded'),
  },
);
export type ExplainedReceipt = z.infer<typeof explainedReceiptSchema>;

export const partedGuestPageSchema = pageOf(
  objectNamed('PartedGuest', 'A guest whose balance differs from the earlier system.', {
    guestId: uuid.describe('Guest in the shadow, who has neither name nor phone there'),
    gap: count('Points that the guest has with us beyond the earlier system'),
    money: count('The same in minor units'),
    balance: z.int().nullable().describe('Points with us; null: the last receipt was not recorded'),
    oldBalance: z.int().nullable().describe('Points there; null: not known'),
    agreedOn: z
      .string()
      .nullable()
      .describe('Last day of a file of balances on which both were equal; null: none was, or receipts alone tell'),
    differsOn: z
      .string()
      .nullable()
      .describe('First day of a file on which they differ since then; null: receipts alone tell'),
    first: shadowReceiptSchema
      .nullable()
      .describe('Receipt that first parted the two; null: none lies between `agreedOn` and `differsOn`'),
    last: shadowReceiptSchema.nullable().describe('Last receipt of the guest; null: none was compared'),
  }),
).meta({ id: 'PartedGuestPage' });
export type PartedGuestPage = z.infer<typeof partedGuestPageSchema>;

export const pageQueryOfGuests = z.strictObject(pageFields);
