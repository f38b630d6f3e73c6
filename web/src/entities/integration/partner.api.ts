import { fileOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Partner = Schemas['Partner'];
type PartnerSettlement = Schemas['PartnerSettlement'];

export const readSettlementFile = ({ partnerId: id, id: settlementId }: PartnerSettlement) =>
  fileOf('/api/partners/{id}/settlements/{settlementId}/file', { id, settlementId });
