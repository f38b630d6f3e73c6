import { z } from 'zod';
import { line, points, uuid } from '../../../platform/http/schemas';
import { shownFaceSchema } from '../../till/intake/act.dto';

export const transferBodySchema = z
  .strictObject({ toGuestId: uuid, points, comment: line(200).nullish(), confirmation: shownFaceSchema.nullish() })
  .meta({ id: 'TransferBody', description: 'Points of the guest in the path for another guest of the network.' });

export const ownTransferBodySchema = z
  .strictObject({ phone: line(30).nullish(), cardNumber: line(64).nullish(), points })
  .refine(({ phone, cardNumber }) => (phone ?? null) !== null || (cardNumber ?? null) !== null, {
    path: ['phone'],
    params: { code: 'required' },
  })
  .meta({ id: 'OwnTransferBody', description: 'Own points for whoever has this phone or card number.' });

export const undoTransferBodySchema = z.strictObject({ reason: line(200) }).meta({ id: 'UndoTransferBody' });

export type TransferDto = z.infer<typeof transferBodySchema>;
export type OwnTransferDto = z.infer<typeof ownTransferBodySchema>;
export type UndoTransferDto = z.infer<typeof undoTransferBodySchema>;
