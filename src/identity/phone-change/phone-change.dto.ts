import { z } from 'zod';
import { objectNamed, uuid } from '../../platform/http/schemas';
import { codeChannel, givenCodeFields, sentCodeFields } from '../one-time-codes/one-time-code.dto';
import { phone } from '../profiles/guest.dto';

export const changePhoneSchema = objectNamed('ChangePhone', { phone, channel: codeChannel.optional() });
export type ChangePhoneBody = z.infer<typeof changePhoneSchema>;

export const phoneCodeSchema = z.strictObject(sentCodeFields).meta({ id: 'PhoneCode' });
export type PhoneCodeAnswer = z.infer<typeof phoneCodeSchema>;

export const confirmPhoneSchema = z.strictObject(givenCodeFields).meta({ id: 'ConfirmPhone' });
export type ConfirmPhoneBody = z.infer<typeof confirmPhoneSchema>;

/** Stored encrypted until the code is given. */
export const pendingPhoneSchema = z.strictObject({ guestId: uuid, phone: z.string() });
