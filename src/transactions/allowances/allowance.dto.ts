import { z } from 'zod';
import { instant, line, points, uuid } from '../../platform/http/schemas';

/** A device's name is that of its batches. */
const deviceId = line(100);

export const giveAllowanceSchema = z.strictObject({ points, until: instant }).meta({ id: 'GiveTillAllowance' });
export const askTokenSchema = z.strictObject({ deviceId }).meta({ id: 'AskTillAllowanceToken' });

/** 0 and null where the till has none. */
export const allowanceSchema = z
  .strictObject({
    pointOfSaleId: uuid,
    points: z.int(),
    used: z.int(),
    left: z.int(),
    grantedAt: instant.nullable(),
    until: instant.nullable(),
  })
  .meta({ id: 'TillAllowance' });

/** What a till keeps for when it is offline; `token` null: it has no allowance, so nothing may be spent beyond a balance. */
export const tokenSchema = z
  .strictObject({ token: z.string().nullable(), points: z.int(), until: instant.nullable() })
  .meta({ id: 'TillAllowanceToken' });

export type GiveAllowanceDto = z.infer<typeof giveAllowanceSchema>;
export type AskTokenDto = z.infer<typeof askTokenSchema>;
export type AllowanceAnswer = z.infer<typeof allowanceSchema>;
export type TokenAnswer = z.infer<typeof tokenSchema>;
