import { z } from 'zod';
import { objectNamed } from '../../platform/http/schemas';
import { createNetworkSchema, firstRestaurantSchema } from '../../configuration';

/** `POST /api/sign-up`: a network as its first manager describes it. */
export const signUpSchema = createNetworkSchema
  .pick({
    name: true,
    currency: true,
    timeZone: true,
    country: true,
    language: true,
    preset: true,
    scale: true,
    personalDataConsent: true,
    manager: true,
  })
  .extend({ restaurant: firstRestaurantSchema.describe('The first restaurant and its till') })
  .meta({
    id: 'SignUp',
    description: 'A new network with its first programme, manager, restaurant and till.',
    example: {
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      country: 'IT',
      language: 'en',
      preset: 'hybrid-5',
      manager: { email: 'anna@osteria.example', name: 'Anna Conti' },
      restaurant: { name: 'Osteria on the harbour', pointOfSale: 'Till 1' },
    },
  });
export type SignUpBody = z.infer<typeof signUpSchema>;

export const signUpStateSchema = objectNamed('SignUpState', {
  open: z.boolean().describe('Whether a network can sign up by itself at this installation'),
});
export type SignUpState = z.infer<typeof signUpStateSchema>;

export const signedUpSchema = z
  .strictObject({
    status: z.literal('SENT').describe('The link to set a password was sent to the address of the manager'),
    expiresAt: z.string().describe('When the link ends, and with it an unused network (RFC 3339)'),
  })
  .meta({
    id: 'SignedUp',
    description: 'The network is there; its manager sets a password by the link of the letter.',
  });
export type SignedUp = z.infer<typeof signedUpSchema>;
