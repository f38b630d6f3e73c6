import { isStorable } from '../../platform/http/json-body';
import type { StopReason } from '../../security';
import { type GatewayForm, valueAt } from './sms-gateway-form.rules';

/** One report of a gateway, read by its form; `code` is the gateway's own name of the status. */
export interface GatewayReport {
  readonly providerId: string;
  readonly code: string;
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED';
  readonly stops?: StopReason | undefined;
}

/** The most reports in one call; SMS.ru sends up to 100. */
const MOST_REPORTS = 1_000;
/** The longest stored id of an accepted message. */
const LONGEST_ID = 200;

/**
 * The reports in a call's fields, without those that lack an id or have a status that the form does not list.
 *
 * @param fields names and values in the body's order; a name may come more than once
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
