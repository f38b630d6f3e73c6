import type { ProgramDocument } from '../../../entities/program/program.api';
import { saleKindsOf } from '../../../entities/condition/sale-kinds';
import { useValue } from '../../../shared/document/document-context';

/** The values that conditions of earning rules compare with. */
export const SALE_KINDS = saleKindsOf(useTierCodes);

function useTierCodes(): readonly string[] {
  return useValue<ProgramDocument['tiers']>(['tiers']).map(({ code }) => code);
}
