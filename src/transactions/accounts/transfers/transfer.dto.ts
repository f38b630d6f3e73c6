import { z } from 'zod';
import { line, points, uuid, objectNamed } from '../../../platform/http/schemas';
import { shownFaceSchema } from '../../till/intake/act.dto';

export const transferBodySchema = z
  .strictObject({
    toGuestId: uuid.describe('Guest who receives the points'),
    points: points.describe('Points to give'),
    comment: line(200).nullish().describe('Remark for colleagues; guests do not see it'),
    confirmation: shownFaceSchema.nullish().describe("Live QR or code of the giver's card; a cashier must send it"),
  })
  .meta({ id: 'TransferBody', description: 'Points of the guest in the path for another guest of the network.' });

export const ownTransferBodySchema = z
  .strictObject({
    phone: line(30)
      .nullish()
      .describe('Phone of the guest who receives: E.164, or without `+` a number of the network’s country'),
    cardNumber: line(64).nullish().describe('Card number of the guest who receives; not read when `phone` is sent'),
    points: points.describe('Points to give'),
  })
  .refine(({ phone, cardNumber }) => (phone ?? null) !== null || (cardNumber ?? null) !== null, {
    path: ['phone'],
    params: { code: 'required' },
  })
  .meta({
    id: 'OwnTransferBody',
    description: 'Own points for the guest with this `phone` or `cardNumber`; one of the two is required.',
  });

export const undoTransferBodySchema = objectNamed('UndoTransferBody', 'Why a transfer is undone.', {
  reason: line(200).describe('Why the points go back, for colleagues'),
});

export type TransferDto = z.infer<typeof transferBodySchema>;
export type OwnTransferDto = z.infer<typeof ownTransferBodySchema>;
export type UndoTransferDto = z.infer<typeof undoTransferBodySchema>;
