import { z } from 'zod';
import { ITEM_TYPES, taskUnits } from '../../../decision';
import { limitedShape } from '../../../identity';
import { openListOf, openObjectNamed, pageOf } from '../../../platform/http/schemas';
import {
  balanceSchema,
  refundSchema,
  tierSchema,
  transactionSchema,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { familyBalanceSchema } from '../../accounts/families/family.dto';

const accountSchema = z.object({
  account: z.string().describe('Kind of account, such as `GUEST_AVAILABLE` or `RESTAURANT_ISSUED`'),
  ownerId: z.uuid().describe('Guest, restaurant or network whose account it is'),
});

const transferSchema = z
  .object({
    n: z.int().describe('Number of the movement within its transaction, from 0'),
    code: z.string().describe('Kind of movement, such as `ACCRUAL`, `REDEMPTION`, `EXPIRY` or `ADJUSTMENT`'),
    debit: accountSchema.describe('Account that is debited'),
    credit: accountSchema.describe('Account that is credited'),
    amount: z.int().describe('Points, or stamps of a stamp card; always above 0'),
    unit: z.uuid().nullable().describe('Stamp card whose stamps are moved; null: points'),
    lotId: z.uuid().nullable().describe('Lot of points that is moved; null: none'),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .describe('When the points of the lot expire (RFC 3339); null: never, or by inactivity'),
  })
  .meta({
    id: 'LedgerTransfer',
    description: 'One immutable movement of points from the debited to the credited account.',
  });

const itemAnswerSchema = z
  .object({
    line: z.int().describe('Number of the line on the receipt, from 1'),
    sku: z.string().nullable().describe('Article number of the till system; null: it was not sent'),
    name: z.string().nullable().describe('Name of the dish or product; null: it was not sent'),
    category: z.string().nullable().describe('Menu category; null: it was not sent'),
    type: z.enum(ITEM_TYPES).nullable().describe('Kind of line that a programme may exclude; null: ordinary goods'),
    tax: z.int().nullable().describe('Part of `total` that is tax, in minor units; null: it was not sent'),
    combo: z.string().nullable().describe('Id of the combo that the line is a part of; null: none'),
    quantity: z.number().describe('Number of units, or weight, with at most three decimals'),
    unitPrice: z.int().describe('Price of one unit in minor units'),
    total: z.int().describe('Price of the whole line in minor units, before discount and points'),
    discount: z.int().describe("The line's part of the discount, in minor units"),
    pointsValue: z.int().describe("The line's part of the worth of the redeemed points, in minor units"),
    payable: z.int().describe("The line's part of what the guest pays, in minor units"),
    pointsEarned: z.int().describe('Points that the line earned'),
  })
  .meta({ id: 'TransactionItem', description: 'One line of a receipt, with its part of each effect.' });

const doneSchema = z.object({
  actor: z
    .object({
      kind: z.enum(['user', 'guest', 'key', 'system']).describe('Member of staff, guest, API key or the platform'),
      id: z.uuid().nullable().describe('Its id; null: the platform'),
      name: z.string().nullable().describe('Its name; null: the platform, or a name that is not known any more'),
      channel: z.string().describe('`TILL`, `API`, `OFFLINE`, `IMPORT` or `SYSTEM`'),
      device: z
        .string()
        .nullable()
        .describe('User agent with which the actor signed in; null: not signed in, or the session is long over'),
      address: z
        .string()
        .nullable()
        .describe('IP address from which the actor signed in; null for readers who are no manager or owner'),
    })
    .nullable()
    .meta({
      id: 'TransactionActor',
      description: 'The person or system that did it; null for guests, and for readers of reports alone.',
    }),
});

const pastShape = {
  ...doneSchema.shape,
  restaurantName: z.string().nullable().describe('Name of the restaurant; null: it happened at none'),
  items: z.array(itemAnswerSchema).describe('Lines of the receipt; empty without'),
};

const detailShape = {
  ...pastShape,
  transfers: z.array(transferSchema).describe('Movements of the ledger, in their order'),
  comment: z.string().nullable().describe('Remark for colleagues; null: none, or a guest reads'),
  refunds: openListOf('Refunds of this sale or redemption, oldest first', {
    id: z.uuid().describe('Transaction of the refund'),
    amount: z.int().describe('Gross amount that was refunded, in minor units'),
    payable: z.int().describe('Money that was handed back, in minor units'),
  }),
};

export const transactionDetailSchema = z
  .union([
    transactionSchema
      .extend(detailShape)
      .meta({ id: 'DetailedTransaction', description: 'A transaction with its lines, ledger movements and refunds.' }),
    refundSchema
      .extend(detailShape)
      .meta({ id: 'DetailedRefund', description: 'A refund with its lines and ledger movements.' }),
    waitingSchema,
  ])
  .meta({
    id: 'TransactionDetail',
    description: 'A transaction or refund with all that belongs to it, or an act that waits for approval.',
  });

export const historySchema = pageOf(
  z.union([
    transactionSchema.extend(pastShape).meta({
      id: 'PastTransaction',
      description: 'A transaction with its lines, and the person or system that did it.',
    }),
    refundSchema
      .extend(pastShape)
      .meta({ id: 'PastRefund', description: 'A refund with its lines, and the person or system that did it.' }),
  ]),
).meta({ id: 'History', description: 'A page of transactions, each with the person or system that did it.' });

const stampsSchema = openObjectNamed('Stamps', "The guest's progress on one stamp card.", {
  cardId: z.uuid().describe('Stamp card of the programme; `stampCardId` of a redemption'),
  name: z.string().describe("Name in the language of the request, else in the network's"),
  collected: z.int().describe('Stamps on the card that is not full yet; below zero: owed after a refund'),
  size: z.int().describe('Stamps of a full card'),
  completed: z.int().describe('Cards that the guest has filled so far'),
  rewards: openListOf('Rewards that full cards of the guest can pay for', {
    code: z.string().describe('Code of the reward in the catalogue'),
    count: z.int().describe('Full cards that can still pay for it'),
  }),
  endsAt: z.iso
    .datetime()
    .nullable()
    .describe('When the stamps on the card expire (RFC 3339); null: never, or no stamps'),
});

const openCampaignSchema = openObjectNamed('OpenCampaign', 'A campaign of which the guest gets something now.', {
  code: z.string().describe('Code of the campaign'),
  name: z.string().describe("Name in the language of the request, else in the network's"),
  lastDay: z.iso
    .date()
    .nullable()
    .describe('Last local day (`YYYY-MM-DD`) of it, or of its occurrence that runs now; null: no end'),
  restaurantIds: z.array(z.uuid()).describe('Restaurants in which it gives something; empty: all'),
  tasks: openListOf('Progress of its tasks; empty: it gives something at the sale itself', {
    collected: z.int().describe('Collected so far, in the unit'),
    target: z.int().describe('Needed in all, in the unit'),
    unit: z
      .enum(taskUnits())
      .describe('QUANTITY in thousandths of an item, AMOUNT in minor units, WEEKS as weeks in a row'),
  }),
});

/** Points with a limit, which few guests have. */
const limitedSchema = z
  .array(
    z
      .object({
        ...limitedShape,
        restaurantNames: z.array(z.string()).describe('Their names, in the same order'),
      })
      .meta({
        id: 'NamedLimitedPoints',
        description: 'Points that can be spent in some restaurants, which are named, or on some menu categories alone.',
      }),
  )
  .optional()
  .describe(
    'The part of `available` that can be spent in some restaurants or on some menu categories alone, the most first; left out: none',
  );

export const guestBalanceSchema = z
  .object({
    guestId: z.uuid().describe('The guest'),
    ...balanceSchema.omit({ elsewhere: true }).shape,
    reviewEndsAt: z.iso
      .datetime()
      .optional()
      .describe('When the last points in review are free again by themselves (RFC 3339); left out: none are in review'),
    limited: limitedSchema,
    expiring: openListOf('The next 100 expirations, soonest first; points without a date are left out', {
      points: z.int().describe('Points that expire then, if they are not spent before'),
      at: z.iso.datetime().describe('When they expire (RFC 3339)'),
    }),
    beginning: z
      .array(
        z.object({
          points: z.int().describe('Pending points that may be spent from then on'),
          at: z.iso.datetime().describe('When they begin (RFC 3339)'),
        }),
      )
      .describe(
        'The next 100 beginnings of pending points, soonest first; points that wait for a payment are left out',
      ),
    stamps: z
      .array(stampsSchema)
      .describe('Stamp cards of the programme, and earlier cards on which something is left'),
    campaigns: z
      .array(openCampaignSchema)
      .describe(
        'Campaigns of which the guest gets something at a sale now, as far as budgets last; campaigns that have the guest in a control group are left out',
      ),
    tier: tierSchema,
    family: familyBalanceSchema.nullable().describe("The guest's family; null: none"),
  })
  .meta({ id: 'GuestBalance', description: "The guest's points, tier, stamp cards, campaigns and family as of now." });

export type ActOutcome = z.infer<typeof doneSchema>;
export type TransactionDetail = z.infer<typeof transactionDetailSchema>;
export type History = z.infer<typeof historySchema>;
export type GuestBalanceAnswer = z.infer<typeof guestBalanceSchema>;
