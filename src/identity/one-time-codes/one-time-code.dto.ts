import { z } from 'zod';
import { instant, uuid } from '../../platform/http/schemas';
import { CODE_CHANNELS } from '../../security';

/** The channel of a code, which the caller may choose. */
export const codeChannel = z
  .enum(CODE_CHANNELS)
  .describe(
    'How the code is sent; left out: by SMS, else by the first messenger that is set up and may bring codes of the network. By `MAX` only with a contract of the network',
  );

/** The answer to a call that sends a code. */
export const sentCodeFields = {
  verificationId: uuid.describe('Verification to which the code belongs; send it back with the code'),
  expiresAt: instant.describe('Moment at which the code ends, ten minutes after it was sent'),
  channel: z
    .enum(CODE_CHANNELS)
    .describe(
      'How the code reaches the guest. By a messenger it comes once the phone is known to the bot; that may have happened before',
    ),
  staysInOutbox: z
    .boolean()
    .describe('Whether nothing is sent, because the network is a sandbox or the server has no provider of messages'),
  botLink: z
    .string()
    .nullable()
    .describe(
      'Link that opens the bot in the messenger, which asks for the phone and brings the code; null: by SMS, or the name of the bot is not known',
    ),
};

/** The body of a call that brings back the code. */
export const givenCodeFields = {
  verificationId: uuid.describe('`verificationId` from the answer of the call that sent the code'),
  code: z.string().min(1).max(20).describe('Six digits that the guest received'),
};
