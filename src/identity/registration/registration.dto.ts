import { z } from 'zod';
import { line, uuid, objectNamed } from '../../platform/http/schemas';
import { MAX_TYPED_CODE } from '../referral-codes/referral-code.rules';
import { codeChannel, givenCodeFields, sentCodeFields } from '../one-time-codes/one-time-code.dto';
import { consentsGiven, createGuestSchema, guestSchema, phone, referralResult } from '../profiles/guest.dto';

/** `POST /api/auth/register`: registers a guest, or signs in a registered one. */
export const registerSchema = objectNamed('Register', {
  networkId: uuid.describe('Network with which the guest registers'),
  phone,
  name: line(200).optional().describe('Name of the guest, for a new guest alone'),
  birthDate: createGuestSchema.shape.birthDate,
  referralCode: z
    .string()
    .min(1)
    .max(MAX_TYPED_CODE)
    .optional()
    .describe(
      'Code of the guest who brought this one, for a new guest alone. A code that no guest has is kept as refused, and the guest is registered',
    ),
  channel: codeChannel.optional(),
  consents: consentsGiven.default([]),
});

export const registrationSchema = objectNamed('Registration', {
  ...sentCodeFields,
  membersOnly: z
    .boolean()
    .describe('Whether the network takes no new guests now, so that a code reaches only the phone of a guest'),
});

/** `POST /api/auth/verify`. */
export const verifySchema = objectNamed('Verify', {
  ...givenCodeFields,
  consents: consentsGiven
    .optional()
    .describe('Consents of a new guest; left out: those of the call that sent the code'),
  name: line(200).optional().describe('Name of a new guest; left out: that of the call that sent the code'),
  onlyKnown: z
    .literal(true)
    .optional()
    .describe(
      'Only a known guest signs in: a phone that is new in the network is `registration_needed`, and its code stays good. ' +
        'Left out: a new guest is registered',
    ),
});

export const verifiedSchema = objectNamed('Verified', 'The tokens of the new session, and the guest.', {
  accessToken: z.string().describe('Token for the header `Authorization: Bearer …`'),
  refreshToken: z.string().describe('Token that is exchanged once for the next pair of tokens'),
  expiresIn: z.int().describe('Seconds until the access token ends'),
  guest: guestSchema.describe('Guest who has signed in'),
  isNew: z.boolean().describe('Whether the guest was registered by this call; false: the phone was known'),
  referral: referralResult,
});

/** The encrypted registration that waits for the code. */
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
