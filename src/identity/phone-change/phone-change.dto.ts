import { z } from 'zod';
import { instant, uuid } from '../../platform/http/schemas';

export const changePhoneSchema = z
  .strictObject({ phone: z.string().min(1).max(40), channel: z.enum(['SMS', 'TELEGRAM']).optional() })
  .meta({ id: 'ChangePhone' });
export type ChangePhoneBody = z.infer<typeof changePhoneSchema>;

export const phoneCodeSchema = z
  .strictObject({ verificationId: uuid, expiresAt: instant, channel: z.enum(['SMS', 'TELEGRAM']) })
  .meta({ id: 'PhoneCode' });
export type PhoneCodeAnswer = z.infer<typeof phoneCodeSchema>;

export const confirmPhoneSchema = z
  .strictObject({ verificationId: uuid, code: z.string().min(1).max(20) })
  .meta({ id: 'ConfirmPhone' });
export type ConfirmPhoneBody = z.infer<typeof confirmPhoneSchema>;

/** Kept, encrypted, until the code is given. */
export const pendingPhoneSchema = z.strictObject({ guestId: uuid, phone: z.string() });
