import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Attempt, OutgoingMessage } from '../../security';
import { callProvider, failedAttempt } from './call-provider';
import { reportAddressOf } from './delivery-report';
import { READY_GATEWAYS } from './ready-gateways';
import {
  acceptedId,
  answerRule,
  failureOf,
  filled,
  filledBody,
  gatewayForm,
  type GatewayForm,
  type GatewayValues,
} from './sms-gateway-form.rules';
import { SmsProvider, type SmsSettings } from './sms-provider';

export interface GatewaySettings extends SmsSettings {
  readonly login: string | undefined;
  readonly secret: string;
  readonly sender: string | undefined;
  /** The secret in the address for reports on all messages of the account; undefined: there is no such address. */
  readonly reportSecret: string | undefined;
  /** Scheme and host that replace those in the form's address. */
  readonly baseUrl: string;
}

/**
 * Reads and checks the form of a gateway.
 *
 * @param name the name of a built-in form, or the path of a JSON file with a form
 * @throws Error that names the form and each of its faults
 */
export function readGatewayForm(name: string): GatewayForm {
  const parsed = gatewayForm.safeParse(READY_GATEWAYS[name] ?? jsonOf(name));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the form'}: ${message}`);
  throw new Error(`SMS_GATEWAY_URL: ${name} is no form of a gateway: ${faults.join('; ')}`);
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    const ready = Object.keys(READY_GATEWAYS).join(', ');
    throw new Error(
      `form of SMS_GATEWAY_URL is ${ready}, or a JSON file that can be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

/** Sends SMS by a gateway's HTTP call, as the gateway's form describes it. */
export class SmsGateway extends SmsProvider {
  readonly name: string;

  constructor(
    readonly form: GatewayForm,
    private readonly settings: GatewaySettings,
  ) {
    super({ ...settings, reportUrl: reportUrlOf(form, settings) });
    this.name = form.name;
  }

  async send(message: OutgoingMessage): Promise<Attempt> {
    const { request } = this.form;
    const values = this.valuesOf(message);
    const address = filled(request.url, values, encodeURIComponent);
    if (address === undefined) return { outcome: 'REFUSED', failure: `${this.name} address` };
    const headers: Record<string, string> = {};
    for (const [name, source] of Object.entries(request.headers)) {
      const value = filled(source, values);
      if (value !== undefined) headers[name] = value;
    }
    if (request.json !== undefined) headers['Content-Type'] = 'application/json';
    if (request.form !== undefined) headers['Content-Type'] = 'application/x-www-form-urlencoded';
    const { baseUrl } = this.settings;
    const url = address.replace(/^https?:\/\/[^/?]+/, () => baseUrl);
    const answer = await callProvider(url, { method: request.method, headers, body: this.bodyOf(values) });
    if ('outcome' in answer) return answer;
    const providerId = acceptedId(this.form, answer);
    if (providerId !== undefined) return { outcome: 'SENT', providerId };
    const failure = failureOf(this.form, answer);
    const rule = answerRule(this.form, answer);
    if (rule?.outcome === 'REFUSED') return { outcome: 'REFUSED', failure, stops: rule.stops };
    return rule === undefined ? failedAttempt(answer, failure) : { outcome: 'RETRY', failure };
  }

  /** Whether the token in a report's address was made for this message. */
  isTokenOf(networkId: string, messageId: string, token: string): boolean {
    return areEqual(token, this.tokenOf(networkId, messageId));
  }

  /** Whether the token in an account's report address is its secret. */
  isTokenOfAccount(token: string): boolean {
    return areEqual(token, this.settings.reportSecret ?? '');
  }

  private tokenOf(networkId: string, messageId: string): string {
    return createHmac('sha256', this.settings.secret).update(`report ${networkId} ${messageId}`).digest('base64url');
  }

  private valuesOf(message: OutgoingMessage): GatewayValues {
    const { id, networkId, recipient, text } = message;
    const { login, secret, sender, reportUrl } = this.settings;
    return {
      recipient,
      digits: recipient.replace(/\D/g, ''),
      text,
      id,
      sender,
      login,
      secret,
      basic: login === undefined ? undefined : Buffer.from(`${login}:${secret}`).toString('base64'),
      reportUrl:
        reportUrl === undefined || this.form.reports?.to !== 'message'
          ? undefined
          : reportAddressOf(`${reportUrl}/${this.tokenOf(networkId, id)}`, message),
    };
  }

  private bodyOf(values: GatewayValues): string | undefined {
    const { form, json } = this.form.request;
    if (json !== undefined) return JSON.stringify(filledBody(json, values));
    if (form === undefined) return undefined;
    const fields = new URLSearchParams();
    for (const [name, source] of Object.entries(form)) {
      const value = filled(source, values);
      if (value !== undefined) fields.set(name, value);
    }
    return fields.toString();
  }
}

/** The address for the gateway's reports; undefined: the gateway does not report. */
function reportUrlOf({ reports }: GatewayForm, { reportUrl, reportSecret }: GatewaySettings): string | undefined {
  if (reports === undefined || (reports.to === 'account' && reportSecret === undefined)) return undefined;
  return reportUrl;
}

function areEqual(one: string, other: string): boolean {
  const [given, expected] = [Buffer.from(one), Buffer.from(other)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
