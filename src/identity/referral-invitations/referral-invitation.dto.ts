import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import { registrationTermsSchema } from '../profiles/guest.dto';
import { MAX_TYPED_CODE } from '../referral-codes/referral-code.rules';

export const typedCodeSchema = z
  .string()
  .min(1)
  .max(MAX_TYPED_CODE)
  .describe('Code of the guest who invites, as it was typed');
export const networkCodeSchema = z.string().min(1).max(MAX_TYPED_CODE).describe('Code of the network');

const offer = {
  code: z.string().describe('The code as people read it'),
  inviter: z
    .string()
    .nullable()
    .describe('First name of the guest who invites; null: none is known, or the network does not show it'),
  friendPoints: z.int().describe('Points for the friend after the first purchase that counts; 0: none'),
  leastSale: z.int().nullable().describe('Least to pay of that purchase, in minor units; null: any purchase'),
  withinDays: z.int().nullable().describe('Days after the registration in which it counts; null: no end'),
};

export const referralOfferSchema = z.strictObject(offer).meta({
  id: 'ReferralOffer',
  description: 'Points that the code of a guest promises to a friend who registers with it now.',
});

export const referralInvitationSchema = z
  .strictObject({
    ...offer,
    referrerPoints: z.int().describe('Points for the guest who invites'),
    networkId: uuid.describe('Network with which the friend registers'),
    network: z.string().describe('Name of the network'),
    currency: z.string().describe('Currency of `leastSale`, ISO 4217'),
    registration: registrationTermsSchema.describe(
      'Consents that the network asks for, and the points of a registration',
    ),
  })
  .meta({ id: 'ReferralInvitation', description: 'The page of a referral link as a friend sees it.' });

export type ReferralOffer = z.infer<typeof referralOfferSchema>;
export type ReferralInvitation = z.infer<typeof referralInvitationSchema>;
