import { z } from 'zod';
import type { FaultReason } from '../../platform/http/catalogue/reasons.ru';
import { instant, line, pageFields, pageOf, uuid } from '../../platform/http/schemas';
import { rewardDocumentSchema, rewardShape } from '../reward-document/reward-document.schema';
import type { RewardRow, RewardVersionRow, SlotRow } from '../reward-document/reward.sql';
import { MAX_PICTURE_BYTES } from './picture.rules';

const MAX_STOCK = 1_000_000_000;
const BASE64_PER_BYTE = 4 / 3;

/** `POST /api/redemption-items`: the item, and how many there are of it (left out: as many as are wanted). */
export const createRewardSchema = z
  .strictObject({
    ...rewardShape,
    code: line(50).optional(),
    stock: z.int().min(0).max(MAX_STOCK).nullable().default(null),
  })
  .meta({ id: 'CreateRedemptionItem' });

/** `PATCH /api/redemption-items/{id}`: what is left out stays. */
export const changeRewardSchema = z
  .strictObject({
    name: rewardShape.name,
    description: rewardShape.description.unwrap(),
    kind: rewardShape.kind,
    gift: rewardShape.gift.unwrap(),
    cost: rewardShape.cost,
    minimumOrder: rewardShape.minimumOrder.unwrap(),
    validFrom: rewardShape.validFrom.unwrap(),
    validUntil: rewardShape.validUntil.unwrap(),
    earlyFrom: rewardShape.earlyFrom.unwrap(),
    usableDays: rewardShape.usableDays.unwrap(),
    tiers: rewardShape.tiers.unwrap(),
    exclusive: z.boolean(),
    segments: rewardShape.segments.unwrap(),
    limits: rewardShape.limits.unwrap(),
    shippingRequired: z.boolean(),
    byAppointment: z.boolean(),
    code: line(50),
    archived: z.boolean(),
    expectedVersion: z.int().min(1),
  })
  .partial()
  .meta({ id: 'ChangeRedemptionItem' });

export const changeStockSchema = z
  .strictObject({ change: z.int().min(-MAX_STOCK).max(MAX_STOCK) })
  .meta({ id: 'ChangeStock', description: 'How many are put in (above 0) or taken out (below 0).' });

export const pictureSchema = z
  .strictObject({ data: z.base64().max(Math.ceil(MAX_PICTURE_BYTES * BASE64_PER_BYTE) + 4) })
  .meta({ id: 'Picture', description: 'A PNG, JPEG or WebP of at most 256 KiB, in base64.' });

export const createSlotSchema = z
  .strictObject({
    restaurantId: uuid.nullable().default(null),
    startsAt: instant,
    endsAt: instant,
    capacity: z.int().min(1).max(100_000),
  })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    path: ['endsAt'],
    params: { code: 'not_valid', reason: 'It ends before it begins.' satisfies FaultReason },
  })
  .meta({ id: 'CreateSlot' });

export const rewardListQuery = z.strictObject({
  ...pageFields,
  archived: z.enum(['true', 'false']).default('false').meta({ description: 'The items that are offered no more' }),
});

export const rewardSchema = z
  .strictObject({
    id: z.uuid(),
    code: z.string(),
    version: z.int(),
    ...rewardDocumentSchema.shape,
    stock: z.strictObject({ supplied: z.int(), remaining: z.int() }).nullable(),
    picture: z.strictObject({ hash: z.string() }).nullable(),
    archived: z.boolean(),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'RedemptionItem' });
export const rewardPageSchema = pageOf(rewardSchema).meta({ id: 'RedemptionItemPage' });

export const rewardVersionSchema = z
  .strictObject({
    version: z.int(),
    document: rewardDocumentSchema,
    changedBy: z.uuid().nullable(),
    changedAt: z.string(),
  })
  .meta({ id: 'RedemptionItemVersion' });
export const rewardVersionPageSchema = pageOf(rewardVersionSchema).meta({ id: 'RedemptionItemVersionPage' });

export const slotSchema = z
  .strictObject({
    id: z.uuid(),
    restaurantId: z.uuid().nullable(),
    startsAt: z.string(),
    endsAt: z.string(),
    capacity: z.int(),
    left: z.int(),
    closed: z.boolean(),
  })
  .meta({ id: 'RedemptionSlot' });
export const slotPageSchema = pageOf(slotSchema).meta({ id: 'RedemptionSlotPage' });

export type CreateRewardBody = z.infer<typeof createRewardSchema>;
export type ChangeRewardBody = z.infer<typeof changeRewardSchema>;
export type RewardAnswer = z.infer<typeof rewardSchema>;
export type SlotAnswer = z.infer<typeof slotSchema>;

export function rewardAnswer(row: RewardRow): RewardAnswer {
  return {
    id: row.id,
    code: row.code,
    version: row.version,
    // An item of an earlier version lacks members that came since.
    ...rewardDocumentSchema.parse(row.document),
    stock:
      row.supplied === null || row.remaining === null ? null : { supplied: row.supplied, remaining: row.remaining },
    picture: row.pictureHash === null ? null : { hash: row.pictureHash },
    archived: row.archivedAt !== null,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  };
}

export function rewardVersionAnswer(row: RewardVersionRow): z.infer<typeof rewardVersionSchema> {
  return { ...row, document: rewardDocumentSchema.parse(row.document), changedAt: row.changedAt.toISOString() };
}

export function slotAnswer(row: SlotRow): SlotAnswer {
  return {
    id: row.id,
    restaurantId: row.restaurantId,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    capacity: row.capacity,
    left: row.closed ? 0 : row.capacity - row.taken,
    closed: row.closed,
  };
}
