import { z } from 'zod';
import { listOf, objectNamed, objectOf } from '../../platform/http/schemas';
import type { NetworkProfile } from '../../configuration';
import { TEST_CODE } from '../../identity';
import { refreshCookie } from '../../security';
import { SINGLE_CODES_OF_COPY } from '../../transactions';
import { testGuestsOf } from './test-guests.rules';

const count = (text: string) => z.int().describe(text);

const sandboxShape = z.strictObject({
  id: z.uuid().describe('Id of the sandbox, which is a network of its own'),
  code: z.string().describe('Code of the sandbox, by which files, commands and pages of guests name it'),
  name: z.string().describe('Name of the sandbox'),
  createdAt: z.string().describe('When it was made or cleared last (RFC 3339)'),
  testGuests: listOf('Guests with which the sandbox begins', {
    externalId: z.string().describe('External id, the same in every sandbox'),
    name: z.string().describe('Name of the test guest'),
    phone: z.string().describe('Phone of a range that is never assigned, E.164'),
    cardNumber: z.string().describe('Number of the test card'),
  }),
  testCode: z.string().describe('One-time code of every test phone, since no message leaves a sandbox'),
});

const sandboxSchema = sandboxShape.meta({
  id: 'Sandbox',
  description: 'A network beside the real one, to try things out with test cards.',
});
type SandboxAnswer = z.infer<typeof sandboxSchema>;

export const sandboxStateSchema = objectNamed('SandboxState', 'Whether the network has a sandbox.', {
  isSandbox: z.boolean().describe('Whether the network of the caller is itself a sandbox'),
  sandbox: sandboxSchema.nullable().describe('Sandbox of the network; null: it has none'),
});
export type SandboxState = z.infer<typeof sandboxStateSchema>;

export const madeSandboxSchema = sandboxShape
  .extend({
    copied: objectOf('Number of things that the sandbox got', {
      restaurants: count('Restaurants with their tills'),
      restaurantGroups: count('Groups of restaurants, without their managers'),
      roles: count('Own roles, without their people'),
      segments: count('Segments, lists without their members'),
      rewards: count('Rewards of the catalogue'),
      couponBatches: count(
        `Batches of coupons: shared codes as they are, and at most ${String(SINGLE_CODES_OF_COPY)} new codes in place of single ones`,
      ),
      campaigns: count('Campaigns that are not over'),
      menuItems: count('Items of the menu'),
    }),
    leftOut: z
      .array(z.string())
      .describe(
        'Codes of segments, rewards and campaigns, and names of coupon batches, that name something that is no more, and were not copied',
      ),
  })
  .meta({ id: 'MadeSandbox', description: 'A new sandbox, and what was copied to it.' });
export type MadeSandboxAnswer = z.infer<typeof madeSandboxSchema>;

export const enterSandboxSchema = z
  .strictObject({ refreshCookie: refreshCookie.optional() })
  .meta({ id: 'EnterSandbox', example: { refreshCookie: 'SESSION' } });
export type EnterSandboxBody = z.infer<typeof enterSandboxSchema>;

export function sandboxAnswer(profile: NetworkProfile): SandboxAnswer {
  return {
    id: profile.id,
    code: profile.code,
    name: profile.name,
    createdAt: profile.createdAt.toISOString(),
    testGuests: testGuestsOf(profile).map((guest) => ({ ...guest })),
    testCode: TEST_CODE,
  };
}
