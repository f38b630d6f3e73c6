import { z } from 'zod';
import { pageFields, pageOf } from '../../../platform/http/schemas';
import type { SubjectActor } from '../../../security';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';

const statuses = z.enum(['PENDING', 'READY', 'FULFILLED', 'CANCELLED', 'EXPIRED']);

export const redemptionAnswerSchema = z
  .strictObject({
    id: z.uuid(),
    guestId: z.uuid(),
    redemptionItemId: z.uuid(),
    code: z.string(),
    kind: z.string(),
    quantity: z.int(),
    points: z.int(),
    status: statuses,
    usableAtSale: z.boolean(),
    minimumOrder: z.int(),
    byCoupon: z.boolean(),
    slotId: z.uuid().nullable(),
    saleId: z.uuid().nullable(),
    createdAt: z.string(),
    readyAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    handedOverBy: z
      .object({
        kind: z.enum(['user', 'guest', 'key', 'system']),
        id: z.uuid().nullable(),
        name: z.string().nullable(),
        device: z.string().nullable(),
      })
      .nullable()
      .meta({
        id: 'HandedOverBy',
        description:
          'The colleague or service that handed it over. Null before that, for use at a sale, and for a guest',
      }),
  })
  .meta({ id: 'Redemption', description: 'A reward in the hands of a guest, and what became of it.' });
export const redemptionPageSchema = pageOf(redemptionAnswerSchema).meta({ id: 'RedemptionPage' });

export const redemptionListQuery = z.strictObject({
  ...pageFields,
  open: z.enum(['true', 'false']).default('false').meta({ description: 'Only those that wait or may be used' }),
});

export type RedemptionAnswer = z.infer<typeof redemptionAnswerSchema>;

export function redemptionAnswer(row: RedemptionRow, handedOver: SubjectActor | undefined): RedemptionAnswer {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return {
    id: row.id,
    guestId: row.guestId,
    redemptionItemId: row.rewardId,
    code: row.terms.code,
    kind: row.terms.kind,
    quantity: row.quantity,
    points: row.points,
    // What is past its time is so at once; the job only writes it down.
    status: isOpen && row.isPast ? 'EXPIRED' : row.status,
    usableAtSale: row.terms.gift !== null && row.status === 'READY' && !row.isPast,
    minimumOrder: row.terms.minimumOrder,
    byCoupon: row.coupon !== null,
    slotId: row.slotId,
    saleId: row.status === 'FULFILLED' ? row.saleId : null,
    createdAt: row.createdAt.toISOString(),
    readyAt: row.readyAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    handedOverBy: handedOver === undefined ? null : actorAnswer(handedOver),
  };
}

function actorAnswer({ kind, id, name, device }: SubjectActor): RedemptionAnswer['handedOverBy'] {
  return { kind, id, name, device };
}
