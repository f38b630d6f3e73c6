import { z } from 'zod';
import { objectNamed } from '../../platform/http/schemas';
import { STOP_REASONS, STOPPED_CHANNELS } from '../../security';

export const channelSchema = z.enum(STOPPED_CHANNELS).describe('Way by which nothing but codes is sent');

const stop = z.object({
  channel: channelSchema,
  reason: z
    .enum([...STOP_REASONS, 'BOT_STOPPED'])
    .describe(
      'BOUNCED: the address does not exist; COMPLAINT: reported as spam; OPTED_OUT: the person answered STOP; BOT_STOPPED: the person stopped the bot',
    ),
  failure: z.string().describe('Answer of the provider'),
  stoppedAt: z.iso.datetime().describe('Since when (RFC 3339)'),
  mayFree: z.boolean().describe('Whether staff may free it; of another one the guest decides'),
});

export const stoppedAddressesSchema = z
  .object({ items: z.array(stop).describe('Addresses that are stopped, at most one of each channel') })
  .meta({ id: 'StoppedAddresses', description: 'Addresses of a guest to which nothing but codes is sent.' });

export const freeAddressSchema = objectNamed('FreeAddress', {
  reason: z.string().trim().min(1).max(200).describe('Why messages may go there again, for the audit'),
});

export type Channel = z.infer<typeof channelSchema>;
export type StoppedAddressesAnswer = z.infer<typeof stoppedAddressesSchema>;
export type FreeAddressBody = z.infer<typeof freeAddressSchema>;
