import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Partner = Schemas['Partner'];
export type PartnerSettlement = Schemas['PartnerSettlement'];

const SETTLEMENTS_A_PAGE = 10;

export const partnerKeys = { each: ['partners'], accounts: ['partner-accounts'] };

export const partnersQuery = queryOptions({
  queryKey: [...partnerKeys.each, 'all'],
  queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/partners', { params: { query }, signal }))),
});

export const partnerAccountQuery = (id: string) =>
  queryOptions({
    queryKey: [...partnerKeys.accounts, id, 'now'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/partners/{id}/account', { params: { path: { id } }, signal })),
  });

export const settlementsQuery = (id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...partnerKeys.accounts, id, 'settlements', cursor],
    queryFn: ({ signal }) => {
      const query = pageAfter(cursor, SETTLEMENTS_A_PAGE);
      return answerOf(api.GET('/api/partners/{id}/settlements', { params: { path: { id }, query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const createPartner: Send<Schemas['CreatePartner'], Partner> = ({ key, body }) =>
  answerOf(api.POST('/api/partners', { params: { header: keyHeader(key) }, body }));

/** More points that a partner may give wait for a second person. */
export const changePartner =
  (id: string): Send<Schemas['ChangePartner'], Partner | Schemas['ChangeRequest']> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/partners/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));

export const settlePartner =
  (id: string): Send<Schemas['SettlePartner'], PartnerSettlement> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/partners/{id}/settlements', { params: { path: { id }, header: keyHeader(key) }, body }));

export async function readSettlementFile({ partnerId: id, id: settlementId }: PartnerSettlement): Promise<Blob> {
  const params = { path: { id, settlementId } };
  const call = api.GET('/api/partners/{id}/settlements/{settlementId}/file', { params, parseAs: 'blob' });
  return (await answerOf<unknown>(call)) as Blob;
}
