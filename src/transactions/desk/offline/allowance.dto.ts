import { z } from 'zod';
import { instant, line, points, uuid } from '../../../platform/http/schemas';

const deviceId = line(100).meta({ description: 'As in the batches of the device' });

export const giveAllowanceSchema = z
  .strictObject({
    points: points.meta({ description: 'In all; at most `limits.tillAllowance` of the network' }),
    until: instant.meta({ description: 'At most 31 days ahead' }),
  })
  .meta({ id: 'GiveTillAllowance' });
export const askTokenSchema = z.strictObject({ deviceId }).meta({ id: 'AskTillAllowanceToken' });

const count = z.int().min(0);

/** 0 and null where the till has none. */
export const allowanceSchema = z
  .strictObject({
    pointOfSaleId: uuid,
    points: count,
    used: count,
    left: count,
    grantedAt: instant.nullable(),
    until: instant.nullable(),
  })
  .meta({ id: 'TillAllowance' });

/** What a till keeps for when it is offline. */
export const tokenSchema = z
  .strictObject({
    token: z.string().nullable().meta({ description: 'Null: nothing may be spent beyond a balance' }),
    points: count.meta({ description: 'That may be spent beyond balances until it asks again' }),
    until: instant.nullable(),
  })
  .meta({ id: 'TillAllowanceToken' });

export type GiveAllowanceDto = z.infer<typeof giveAllowanceSchema>;
export type AskTokenDto = z.infer<typeof askTokenSchema>;
export type AllowanceAnswer = z.infer<typeof allowanceSchema>;
export type TokenAnswer = z.infer<typeof tokenSchema>;
