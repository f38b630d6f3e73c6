import { z } from 'zod';
import { guestShape } from '../../../identity';
import { uuid, objectNamed } from '../../../platform/http/schemas';
import { dueWarningSchema } from '../../accounts/warnings/till-warning.dto';
import { guestBalanceSchema } from '../history/history.dto';

/** A reward that the guest could have now. */
const rewardSchema = z.strictObject({
  id: uuid.describe('Reward'),
  name: z.string().describe('Name of the reward'),
  points: z.int().describe('Price in points'),
});

export const foundGuestSchema = objectNamed('FoundGuest', 'The guest who stands at the till.', {
  ...guestShape,
  rewards: z.array(rewardSchema).describe('Empty; the rewards that a guest can have are a call of their own'),
  account: guestBalanceSchema.describe('The same as the answer of `getGuestBalance`'),
  dueWarnings: z
    .array(dueWarningSchema)
    .describe('Expiry warnings that the guest has not received, as of `listDueWarnings`'),
});

export type FoundGuestAnswer = z.infer<typeof foundGuestSchema>;
