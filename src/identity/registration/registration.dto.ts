import { z } from 'zod';
import { instant, line, uuid } from '../../platform/http/schemas';
import { consentsGiven, createGuestSchema, guestSchema } from '../profiles/guest.dto';

/** `POST /api/auth/register`: a guest's registration, and the sign-in of one who is registered. */
export const registerSchema = z
  .strictObject({
    networkId: uuid,
    phone: z.string().min(1).max(40),
    name: line(200).optional(),
    birthDate: createGuestSchema.shape.birthDate,
    referralCode: z.string().min(1).max(50).optional(),
    channel: z.enum(['SMS', 'TELEGRAM']).optional().meta({ description: 'Left out: SMS where it is set up' }),
    consents: consentsGiven.default([]),
  })
  .meta({ id: 'Register' });

export const registrationSchema = z
  .strictObject({ verificationId: uuid, expiresAt: instant, channel: z.enum(['SMS', 'TELEGRAM']) })
  .meta({ id: 'Registration' });

/** `POST /api/auth/verify`. */
export const verifySchema = z
  .strictObject({ verificationId: uuid, code: z.string().min(1).max(20) })
  .meta({ id: 'Verify' });

export const verifiedSchema = z
  .strictObject({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.int(), guest: guestSchema })
  .meta({ id: 'Verified' });

/** The encrypted registration that waits for its code. */
export const pendingRegistrationSchema = z.strictObject({
  phone: z.string(),
  name: z.string().nullable(),
  birthDate: z.string().nullable(),
  referralCode: z.string().nullable(),
  consents: consentsGiven,
});

export type RegisterBody = z.infer<typeof registerSchema>;
export type RegistrationAnswer = z.infer<typeof registrationSchema>;
export type VerifyBody = z.infer<typeof verifySchema>;
export type VerifiedAnswer = z.infer<typeof verifiedSchema>;
export type PendingRegistration = z.infer<typeof pendingRegistrationSchema>;
