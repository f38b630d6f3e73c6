import { z } from 'zod';
import { ITEM_TYPES } from '../../../decision';
import { pageOf } from '../../../platform/http/schemas';
import {
  anyTransactionSchema,
  balanceSchema,
  tierSchema,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { familyBalanceSchema } from '../../accounts/families/family.dto';

export const transferSchema = z
  .object({
    n: z.int(),
    code: z.string(),
    debit: z.object({ account: z.string(), ownerId: z.uuid() }),
    credit: z.object({ account: z.string(), ownerId: z.uuid() }),
    amount: z.int(),
    /** The stamp card whose stamps are moved; null: points. */
    unit: z.uuid().nullable(),
    lotId: z.uuid().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'LedgerTransfer',
    description: 'One immutable movement of points from the debited to the credited account.',
  });

export const itemAnswerSchema = z
  .object({
    line: z.int(),
    sku: z.string().nullable(),
    name: z.string().nullable(),
    category: z.string().nullable(),
    /** What it is, as the till said it: `ALCOHOL`, `TOBACCO`, `DELIVERY` and others that a program treats apart. */
    type: z.enum(ITEM_TYPES).nullable(),
    /** The part of the total that is tax, as the till said it. */
    tax: z.int().nullable(),
    quantity: z.number(),
    unitPrice: z.int(),
    total: z.int(),
    discount: z.int(),
    pointsValue: z.int(),
    payable: z.int(),
    pointsEarned: z.int(),
  })
  .meta({ id: 'TransactionItem' });

/** Who did it; for staff, and in part for keys. */
const doneSchema = z.object({
  actor: z
    .object({
      kind: z.enum(['user', 'guest', 'key', 'system']),
      id: z.uuid().nullable(),
      name: z.string().nullable(),
      channel: z.string(),
      /** The user agent with which the actor signed in. */
      device: z.string().nullable(),
      /** From where they signed in; for managers. */
      address: z.string().nullable(),
    })
    .nullable()
    .meta({
      id: 'TransactionActor',
      description: 'Null for a guest who reads. An address is shown to managers alone.',
    }),
});

export const transactionDetailSchema = z
  .union([
    anyTransactionSchema.and(
      doneSchema.extend({
        items: z.array(itemAnswerSchema),
        transfers: z.array(transferSchema),
        comment: z.string().nullable(),
        refunds: z.array(z.object({ id: z.uuid(), amount: z.int(), payable: z.int() })),
      }),
    ),
    waitingSchema,
  ])
  .meta({ id: 'TransactionDetail' });

export const historySchema = pageOf(anyTransactionSchema.and(doneSchema)).meta({ id: 'History' });

const stampsSchema = z
  .object({
    cardId: z.uuid(),
    name: z.string(),
    /** Below zero: owed after a refund. */
    collected: z.int(),
    size: z.int(),
    completed: z.int(),
    rewards: z.array(z.object({ code: z.string(), count: z.int() })),
    endsAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Stamps',
    description: 'A stamp card: what is on the one that is begun, and rewards of full ones that wait to be taken.',
  });

export const guestBalanceSchema = z
  .object({
    guestId: z.uuid(),
    ...balanceSchema.shape,
    expiring: z.array(z.object({ points: z.int(), at: z.iso.datetime() })),
    stamps: z.array(stampsSchema),
    tier: tierSchema,
    family: familyBalanceSchema.nullable(),
  })
  .meta({ id: 'GuestBalance' });

export type Done = z.infer<typeof doneSchema>;
export type TransactionDetail = z.infer<typeof transactionDetailSchema>;
export type History = z.infer<typeof historySchema>;
export type GuestBalanceAnswer = z.infer<typeof guestBalanceSchema>;
