import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { type Guest, guestKeys } from './guest.api';

/** A guest's card as it is printed, with the static QR. */
export function printedCardQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'card'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/card', { params: { path: { id } }, signal })),
  });
}

export const replaceCard =
  (id: string): Send<null, Guest> =>
  ({ key }) =>
    answerOf(api.POST('/api/guests/{id}/card/replace', { params: { path: { id }, header: keyHeader(key) } }));

/** Sends a code to the phone that is to be the guest's. */
export const sendPhoneCode =
  (id: string): Send<Schemas['ChangePhone'], Schemas['PhoneCode']> =>
  ({ body }) =>
    answerOf(api.POST('/api/guests/{id}/phone', { params: { path: { id } }, body }));

export const confirmPhone =
  (id: string): Send<Schemas['ConfirmPhone'], Guest> =>
  ({ body }) =>
    answerOf(api.POST('/api/guests/{id}/phone/confirm', { params: { path: { id } }, body }));

export const blockGuest =
  (id: string, word: 'block' | 'unblock'): Send<Schemas['BlockGuest'], Schemas['GuestBlock']> =>
  ({ key, body }) => {
    const params = { path: { id }, header: keyHeader(key) };
    return word === 'block'
      ? answerOf(api.POST('/api/guests/{id}/block', { params, body }))
      : answerOf(api.POST('/api/guests/{id}/unblock', { params, body }));
  };
