import { isStorable } from '../../platform/http/json-body';
import type { StopReason } from '../../security';
import { type GatewayForm, valueAt } from './sms-gateway-form.rules';

/** One report of a gateway as its form reads it; `code` is the status by the gateway's own name. */
export interface GatewayReport {
  readonly providerId: string;
  readonly code: string;
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED';
  readonly stops?: StopReason | undefined;
}

/** Most reports that one call brings; SMS.ru brings up to 100. */
const MOST_REPORTS = 1_000;
/** As long as the ids that are kept of accepted messages. */
const LONGEST_ID = 200;

/**
 * The reports in the fields of a call; those without an id or with a status that the form does not list are left out.
 *
 * @param fields names and values in the order of the body; a name may come more than once
 */
export function reportsIn(
  { id, status, statuses, lines }: NonNullable<GatewayForm['reports']>,
  fields: readonly (readonly [string, unknown])[],
): readonly GatewayReport[] {
  const bodies = lines === undefined ? [Object.fromEntries(fields)] : linesIn(lines, fields);
  return bodies.flatMap((body) => {
    const [providerId = '', code = ''] = [valueAt(body, id), valueAt(body, status)];
    const meaning = Object.hasOwn(statuses, code) ? statuses[code] : undefined;
    const isRead = providerId !== '' && isStorable(providerId) && meaning !== undefined;
    return isRead ? [{ ...meaning, providerId: providerId.slice(0, LONGEST_ID), code }] : [];
  });
}

function linesIn(
  { field, first }: { readonly field: string; readonly first: string },
  fields: readonly (readonly [string, unknown])[],
): string[][] {
  return fields
    .filter(([name]) => name === field || name.startsWith(`${field}[`))
    .slice(0, MOST_REPORTS)
    .map(([, value]) => (typeof value === 'string' ? value.split(/\r?\n/) : []))
    .filter(([line]) => line === first);
}
