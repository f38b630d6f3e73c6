import { z } from 'zod';
import { settings } from '../../platform/settings/settings';

/** A `+` in a query means a space, so a phone may arrive without its `+`. */
const recipient = z
  .string()
  .max(254)
  .transform((text) => (/^[ +]?\d+$/.test(text) ? `+${text.trim().replace('+', '')}` : text.trim()));

export const outboxQuerySchema = z.strictObject({
  to: recipient.optional().describe('Only messages to this phone (E.164, the `+` may be left out) or e-mail address'),
});

/** Whether this address may see the outbox: only loopback, and never in production. */
export function isThisMachine(address: string): boolean {
  return !settings.production && /^(?:(?:::ffff:)?127\.|::1$)/.test(address);
}
