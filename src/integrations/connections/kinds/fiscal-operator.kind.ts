import { line, objectNamed } from '../../../platform/http/schemas';
import type { TillSystemKind } from './till-system-kind';

const credentials = objectNamed('FiscalOperatorCredentials', 'Secrets of a fiscal operator.', {
  token: line(1_000).optional().describe('Bearer token by which the operator knows the network'),
});
const options = objectNamed('FiscalOperatorOptions', 'Options of a fiscal operator: there are none.', {});

/** It calls nothing of ours. Its places are the retail places of its receipts. */
export const FISCAL_OPERATOR = { credentials, options, paths: {} } as const satisfies TillSystemKind;
