import { z } from 'zod';
import { asAnswer } from '../../../platform/http/as-answer';
import { newestFirst } from '../../../platform/http/list-query';
import { pageOf } from '../../../platform/http/schemas';
import type { SubjectActor } from '../../../security';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';

const statuses = z.enum(['PENDING', 'READY', 'FULFILLED', 'CANCELLED', 'EXPIRED']);

export const redemptionAnswerSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the redemption'),
    guestId: z.uuid().describe('Guest who has the reward'),
    redemptionItemId: z.uuid().describe('Reward of the catalogue'),
    code: z.string().describe('Code of the reward in the catalogue'),
    kind: z.string().describe('`DISCOUNT`, `SHIPPING`, `PRODUCT`, `EXPERIENCE` or `FREE_ITEM`'),
    quantity: z.int().describe('Number of pieces'),
    points: z.int().describe('Points that were spent on it; 0: paid by a coupon or full stamp cards'),
    status: statuses.describe(
      'PENDING: to be made ready. READY: to be handed over, or used at a sale. FULFILLED: handed over or used. ' +
        'CANCELLED: given back. EXPIRED: past its time, given back',
    ),
    usableAtSale: z.boolean().describe('Whether a sale can name it in `redemptionIds` now'),
    minimumOrder: z.int().describe('Least gross amount of the sale in minor units; 0: any'),
    byCoupon: z.boolean().describe('Whether a coupon gave it'),
    slotId: z.uuid().nullable().describe('Time slot of a reward by appointment; null: none'),
    saleId: z.uuid().nullable().describe('Sale that used it; null: not used at a sale'),
    shippingAddress: z
      .string()
      .nullable()
      .describe(
        'Where it is sent: READY is on its way then, and FULFILLED delivered. Null: it is handed over or used, the ' +
          'address was erased, or the reader is an employee or key without `deliveries.manage`',
      ),
    createdAt: z.string().describe('When it was redeemed (RFC 3339)'),
    readyAt: z.string().nullable().describe('When it became ready (RFC 3339); null: not yet'),
    expiresAt: z.string().nullable().describe('Until when it is good (RFC 3339); null: without an end'),
    endedAt: z
      .string()
      .nullable()
      .describe('When it was handed over, used or given back (RFC 3339); null: it is still open'),
    handedOverBy: z
      .object({
        kind: z.enum(['user', 'guest', 'key', 'system']).describe('Member of staff, guest, API key or the platform'),
        id: z.uuid().nullable().describe('Its id; null: the platform'),
        name: z.string().nullable().describe('Its name; null: not known'),
        device: z.string().nullable().describe('User agent with which the person signed in; null: not known'),
      })
      .nullable()
      .meta({
        id: 'HandedOverBy',
        description:
          'The person or service that handed it over. Null before that, when a sale used it, and where a guest reads',
      }),
  })
  .meta({ id: 'Redemption', description: 'A reward that a guest has redeemed, and what became of it.' });
export const redemptionPageSchema = pageOf(redemptionAnswerSchema).meta({
  id: 'RedemptionPage',
  description: 'A page of redemptions.',
});

export const guestRedemptionPageSchema = pageOf(
  redemptionAnswerSchema
    .extend({
      name: z.string().nullable().describe('Name of the reward in the language of the request; null: it has none'),
    })
    .meta({ id: 'NamedRedemption', description: 'A reward that a guest has redeemed, with its name of today.' }),
).meta({ id: 'GuestRedemptionPage', description: 'A page of the rewards that a guest has redeemed.' });

export const redemptionListQuery = z.strictObject({
  ...newestFirst,
  open: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: only those that are to be handed over or can be used'),
});

export type RedemptionAnswer = z.infer<typeof redemptionAnswerSchema>;

export function redemptionAnswer(
  row: RedemptionRow,
  shippingAddress: string | null,
  handedOver: SubjectActor | undefined,
): RedemptionAnswer {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return asAnswer(redemptionAnswerSchema, {
    ...row,
    redemptionItemId: row.rewardId,
    code: row.terms.code,
    kind: row.terms.kind,
    // A redemption past its time is expired at once; the job only writes it down.
    status: isOpen && row.isPast ? 'EXPIRED' : row.status,
    usableAtSale: row.terms.gift !== null && row.status === 'READY' && !row.isPast,
    minimumOrder: row.terms.minimumOrder,
    byCoupon: row.coupon !== null,
    saleId: row.status === 'FULFILLED' ? row.saleId : null,
    shippingAddress,
    handedOverBy: handedOver === undefined ? null : actorAnswer(handedOver),
  });
}

function actorAnswer({ kind, id, name, device }: SubjectActor): RedemptionAnswer['handedOverBy'] {
  return { kind, id, name, device };
}
