import { z } from 'zod';
import { instant, line, points, uuid, objectNamed } from '../../../platform/http/schemas';

const deviceId = line(100).describe('Name of the device, the same as in its offline batches');

export const giveAllowanceSchema = z
  .strictObject({
    points: points.describe('Points in all; at most `limits.tillAllowance` of the network'),
    until: instant.describe('When the allowance ends, RFC 3339 with zone; at most 31 days ahead'),
  })
  .meta({ id: 'GiveTillAllowance', description: 'Points that a till may let be spent offline beyond balances.' });
export const askTokenSchema = z
  .strictObject({ deviceId })
  .meta({ id: 'AskTillAllowanceToken', description: 'The device that keeps the token for its time offline.' });

const count = z.int().min(0);

export const allowanceSchema = z
  .strictObject({
    pointOfSaleId: uuid.describe('The till'),
    points: count.describe('Points in all; 0: the till has no allowance'),
    used: count.describe('Points of it that acts have used'),
    left: count.describe('Points of it that are left'),
    grantedAt: instant.nullable().describe('When it was given (RFC 3339); null: the till has none'),
    until: instant.nullable().describe('When it ends (RFC 3339); null: the till has none'),
  })
  .meta({
    id: 'TillAllowance',
    description: 'The most points that guests can spend at a till while it is offline beyond what they have.',
  });

export const tokenSchema = objectNamed('TillAllowanceToken', "A device's proof of its till's allowance.", {
  token: z
    .string()
    .nullable()
    .describe('Signed text to send as `allowance` of an offline batch; null: the till has no points left'),
  points: count.describe('Points that can be spent beyond balances until the next token'),
  until: instant.nullable().describe('When the token ends (RFC 3339); null: there is no token'),
});

export type GiveAllowanceDto = z.infer<typeof giveAllowanceSchema>;
export type AskTokenDto = z.infer<typeof askTokenSchema>;
export type AllowanceAnswer = z.infer<typeof allowanceSchema>;
export type TokenAnswer = z.infer<typeof tokenSchema>;
