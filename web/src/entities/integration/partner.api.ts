import { keepPreviousData } from '@tanstack/react-query';
import { ask, fileOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Partner = Schemas['Partner'];
export type PartnerSettlement = Schemas['PartnerSettlement'];

const SETTLEMENTS_A_PAGE = 10;

export const settlementsQuery = (id: string, cursor: string | undefined) =>
  ask(
    '/api/partners/{id}/settlements',
    { id, limit: SETTLEMENTS_A_PAGE, cursor },
    { placeholderData: keepPreviousData },
  );

export const readSettlementFile = ({ partnerId: id, id: settlementId }: PartnerSettlement) =>
  fileOf('/api/partners/{id}/settlements/{settlementId}/file', { id, settlementId });
