import { z } from 'zod';
import { instant, uuid } from '../../platform/http/schemas';

const CHANNELS = ['SMS', 'TELEGRAM'] as const;

/** The way of a code, as a caller may choose it. */
export const codeChannel = z
  .enum(CHANNELS)
  .describe('How the code is sent; left out: by SMS, or by Telegram where only Telegram is set up');

/** The answer to a call that sends a code. */
export const sentCodeFields = {
  verificationId: uuid.describe('Verification to which the code belongs; send it back with the code'),
  expiresAt: instant.describe('Moment at which the code ends, ten minutes after it was sent'),
  channel: z.enum(CHANNELS).describe('How the code is sent'),
};

/** The body of a call that brings the code back. */
export const givenCodeFields = {
  verificationId: uuid.describe('`verificationId` from the answer of the call that sent the code'),
  code: z.string().min(1).max(20).describe('Six digits that the guest received'),
};
