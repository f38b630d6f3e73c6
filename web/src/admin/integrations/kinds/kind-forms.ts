import { CONNECTION_KINDS, type ConnectionKind } from '../../../entities/integration/connection.api';
import { FISCAL_OPERATOR_FORM } from './fiscal-operator';
import { IIKO_FORM } from './iiko';
import type { KindForm } from './kind-form';
import { RKEEPER_FORM } from './rkeeper';

const FORMS = { RKEEPER: RKEEPER_FORM, IIKO: IIKO_FORM, FISCAL_OPERATOR: FISCAL_OPERATOR_FORM } satisfies Record<
  ConnectionKind,
  unknown
>;

export const FIRST_KIND: ConnectionKind = CONNECTION_KINDS[0];

/** Its values are known to itself alone. */
export function formOf(kind: ConnectionKind): KindForm<unknown> {
  return FORMS[kind] as unknown as KindForm<unknown>;
}
