import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import type { RewardVersion } from '../../generated/prisma/client';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { oldestFirst } from '../../platform/http/list-query';
import { instant, line, pageOf, uuid, objectOrNull, objectNamed } from '../../platform/http/schemas';
import { severalShape } from '../../platform/http/several';
import { REWARD_RULES, rewardDocumentSchema, rewardShape } from '../reward-document/reward-document.schema';
import type { RewardRow, SlotRow } from '../reward-document/reward.sql';
import { pictureAnswer, pictureSchema } from '../pictures/picture.dto';

const MAX_STOCK = 1_000_000_000;
const rewardCode = line(50).describe(
  'Code of the reward, unique in the network, by which programmes and imports name it',
);

/** `POST /api/redemption-items`: the reward and its stock (left out: unlimited). */
export const createRewardSchema = z
  .strictObject({
    ...rewardShape,
    code: rewardCode.optional(),
    stock: z
      .int()
      .min(0)
      .max(MAX_STOCK)
      .nullable()
      .describe('Items in stock; null: as many as guests take')
      .default(null),
  })
  .meta({
    id: 'CreateRedemptionItem',
    description: `A new reward of the catalogue. A code that is left out is made. ${REWARD_RULES}`,
  });

/** `PATCH /api/redemption-items/{id}`: members left out stay unchanged. */
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
    exclusive: rewardShape.exclusive.unwrap(),
    segments: rewardShape.segments.unwrap(),
    limits: rewardShape.limits.unwrap(),
    shippingRequired: rewardShape.shippingRequired.unwrap(),
    byAppointment: rewardShape.byAppointment.unwrap(),
    code: rewardCode,
    archived: z.boolean().describe('True archives the reward, false offers it again'),
    expectedVersion: z
      .int()
      .min(1)
      .describe(
        '`version` of the reward as it was read; another one by now is `version_conflict`. Left out: not compared',
      ),
  })
  .partial()
  .meta({
    id: 'ChangeRedemptionItem',
    description: `Members to change; those that are left out stay as they are. ${REWARD_RULES}`,
  });

export const severalRewardsSchema = objectNamed('ChangeSeveralRewards', {
  ...severalShape,
  act: z
    .enum(['ARCHIVE', 'RESTORE'])
    .describe('ARCHIVE: they are offered no more; RESTORE: archived ones are offered again'),
});

export const changeStockSchema = objectNamed('ChangeStock', {
  change: z.int().min(-MAX_STOCK).max(MAX_STOCK).describe('Items that are put in (above 0) or taken out (below 0)'),
});

/** The longest picture in the JSON form of version 0.3: a file of at most 256 KiB in base64. */
export const MAX_BASE64_LENGTH = 349_530;
export const pictureInJsonSchema = objectNamed('Picture', {
  data: z
    .base64()
    .max(MAX_BASE64_LENGTH)
    .describe('Bytes of a PNG, JPEG or WebP of at most 256 KiB, in base64; larger files go as `image/*`'),
});

export const createSlotSchema = z
  .strictObject({
    restaurantId: uuid.nullable().describe('Restaurant of the appointment; null: none in particular').default(null),
    startsAt: instant.describe('Start (RFC 3339)'),
    endsAt: instant.describe('End (RFC 3339), after the start'),
    capacity: z.int().min(1).max(100_000).describe('Number of guests who may take it'),
  })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    path: ['endsAt'],
    params: { code: 'not_valid', reason: 'endsBeforeBegins' satisfies FaultReason },
  })
  .meta({ id: 'CreateSlot', description: 'An appointment at which guests take the reward; it ends after it begins.' });

export const rewardListQuery = z.strictObject({
  ...oldestFirst,
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the rewards that are archived; `false`: the others'),
});

export const rewardSchema = z
  .strictObject({
    id: z.uuid().describe('Id of the reward, which redemptions name as `redemptionItemId`'),
    code: z.string().describe('Code of the reward, unique in the network'),
    version: z.int().describe('Number of the version, which rises with every change'),
    ...rewardDocumentSchema.shape,
    stock: objectOrNull('Stock of the reward; null: guests take as many as they like', {
      supplied: z.int().describe('Items that were put into stock in all, less those taken out'),
      remaining: z.int().describe('Items that guests have not taken'),
    }),
    picture: pictureSchema.nullable().describe('Picture of the reward; null: none'),
    archived: z.boolean().describe('Whether the reward is offered no more'),
    createdAt: z.string().describe('When the reward was created (RFC 3339)'),
    changedAt: z.string().describe('When the reward was last changed (RFC 3339)'),
  })
  .meta({
    id: 'RedemptionItem',
    description: 'A reward of the catalogue, which points, coupons and full stamp cards buy.',
  });
export const rewardPageSchema = pageOf(rewardSchema).meta({ id: 'RedemptionItemPage' });

export const rewardVersionSchema = objectNamed('RedemptionItemVersion', {
  version: z.int().describe('Number of the version'),
  document: rewardDocumentSchema,
  changedBy: z.uuid().nullable().describe('User or key that made the version; null: the system'),
  changedAt: z.string().describe('When the version was made (RFC 3339)'),
});
export const rewardVersionPageSchema = pageOf(rewardVersionSchema).meta({ id: 'RedemptionItemVersionPage' });

export const slotSchema = objectNamed('RedemptionSlot', 'An appointment at which guests take a reward.', {
  id: z.uuid().describe('Id of the appointment, which redemptions name as `slotId`'),
  restaurantId: z.uuid().nullable().describe('Restaurant of the appointment; null: none in particular'),
  startsAt: z.string().describe('Start (RFC 3339)'),
  endsAt: z.string().describe('End (RFC 3339)'),
  capacity: z.int().describe('Number of guests who may take it'),
  left: z.int().describe('Number of guests who may still take it; 0 where it is closed'),
  closed: z.boolean().describe('Whether it is offered no more'),
});
export const slotPageSchema = pageOf(slotSchema).meta({ id: 'RedemptionSlotPage' });

export type CreateRewardBody = z.infer<typeof createRewardSchema>;
export type ChangeRewardBody = z.infer<typeof changeRewardSchema>;
export type SeveralRewardsBody = z.infer<typeof severalRewardsSchema>;
export type RewardAnswer = z.infer<typeof rewardSchema>;
export type SlotAnswer = z.infer<typeof slotSchema>;

/** Every change of a reward raises its version; stock and picture have calls of their own. */
export const changeableOfReward = ({ id, version }: { readonly id: string; readonly version: number }) => ({
  id,
  version,
});

export const rewardAnswer = (row: RewardRow): RewardAnswer =>
  asAnswer(rewardSchema, {
    ...row,
    // A document of an earlier version lacks members that were added since.
    ...rewardDocumentSchema.parse(row.document),
    stock: row.supplied === null ? null : { supplied: row.supplied, remaining: row.remaining },
    picture: pictureAnswer(row.picture),
    archived: row.archivedAt !== null,
  });

export const rewardVersionAnswer = (
  row: Pick<RewardVersion, 'version' | 'document' | 'changedBy' | 'changedAt'>,
): z.infer<typeof rewardVersionSchema> =>
  asAnswer(rewardVersionSchema, { ...row, document: rewardDocumentSchema.parse(row.document) });

export const slotAnswer = (row: SlotRow): SlotAnswer =>
  asAnswer(slotSchema, { ...row, left: row.closed ? 0 : row.capacity - row.taken });
