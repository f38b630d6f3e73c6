import { z } from 'zod';
import { objectNamed } from 'loyalty-platform/platform/http/schemas';
import { refreshCookie } from 'loyalty-platform/security';
import { MOST_PERCENT } from './demo-filling';

const person = z.strictObject({
  email: z.string().describe('E-mail address to sign in with'),
  name: z.string().describe('Name of the user'),
  role: z.enum(['owner', 'manager', 'cashier']).describe('Role of the user'),
  network: z.string().nullable().describe('Code of the network of the user; null for an owner of the installation'),
  pin: z.string().nullable().describe('PIN of the user at bound tills; null: there is none'),
});
const till = z.strictObject({
  network: z.string().describe('Code of the network of the till'),
  name: z.string().describe('Name of the till'),
  key: z.string().describe('Key of the till, which a page takes to become this till'),
});
const guest = z.strictObject({
  network: z.string().describe('Code of the network of the guest'),
  name: z.string().describe('Made-up name of the guest'),
  phone: z.string().describe('Phone in E.164 that belongs to no person'),
  part: z
    .enum(['SAVER', 'REGULAR', 'FAMILY', 'BLOCKED'])
    .describe('Purpose of the guest: many points to spend, a few points, the pool of a family, or a blocked account'),
});
/** `POST /api/demo/session`. */
export const demoSessionSchema = objectNamed('OpenDemoGuest', {
  network: z.string().min(1).max(50).describe('Code of the network of the guest'),
  phone: z.string().min(1).max(40).describe('Phone of a guest in the list of the demonstration'),
  refreshCookie: refreshCookie.optional(),
});
export type DemoSessionBody = z.infer<typeof demoSessionSchema>;

export const demoSchema = objectNamed('Demonstration', 'People and guests of the demonstration.', {
  password: z.string().nullable().describe('Password of all people of the demonstration; null without one'),
  people: z.array(person).describe('People who can sign in'),
  tills: z.array(till).describe('Bound tills, at which users sign in by PIN'),
  guests: z.array(guest).describe('Guests to try the till with'),
  filling: z
    .int()
    .min(0)
    .max(MOST_PERCENT)
    .nullable()
    .describe('Percent of the receipts that are there while the demonstration is being filled; else null'),
  isIncomplete: z
    .boolean()
    .describe(
      'Whether the filling broke off, so that figures lack a part of the year; the next start of the server goes on',
    ),
});
export type DemoAnswer = z.infer<typeof demoSchema>;
