import type { Settings } from '../settings/settings';
import { error, type Finding, text, warning } from './finding';

export type SettingsSeen = Pick<
  Settings,
  | 'production'
  | 'demo'
  | 'publicUrl'
  | 'metricsToken'
  | 'jwtKeys'
  | 'qrKeys'
  | 'piiKeys'
  | 'indexKey'
  | 'sealKeys'
  | 'smtpUrl'
  | 'sendgrid'
  | 'twilio'
  | 'vonage'
  | 'smsGateway'
  | 'telegramBotToken'
> & {
  /** Names in the environment that nothing reads any more. */
  readonly removedNames: readonly string[];
};

/** Faults that the settings alone show. Development allows nearly all settings. */
export function examineSettings(seen: SettingsSeen): Finding[] {
  if (!seen.production) return [];
  const missing = missingKeys(seen);
  const findings = [
    seen.demo !== '0' && error('demo', text('demo.found', {})),
    missing.length > 0 && error('keysMissing', text('keysMissing.found', { names: missing })),
    !(seen.publicUrl ?? '').startsWith('https://') && warning('publicAddress', text('publicAddress.found', {})),
    seen.metricsToken === undefined && warning('metricsToken', text('metricsToken.found', {})),
    !hasChannel(seen) && warning('messageChannel', text('messageChannel.found', {})),
    seen.removedNames.length > 0 &&
      warning('removedSettings', text('removedSettings.found', { names: seen.removedNames })),
  ];
  return findings.filter((finding) => finding !== false);
}

function missingKeys({ jwtKeys, qrKeys, piiKeys, indexKey, sealKeys }: SettingsSeen): string[] {
  const keys = { JWT_KEYS: jwtKeys, QR_KEYS: qrKeys, PII_KEYS: piiKeys, INDEX_KEY: indexKey, SEAL_KEYS: sealKeys };
  return Object.entries(keys).flatMap(([name, value]) => (value === undefined ? [name] : []));
}

function hasChannel(seen: SettingsSeen): boolean {
  const { smtpUrl, sendgrid, twilio, vonage, smsGateway, telegramBotToken } = seen;
  return [smtpUrl, sendgrid, twilio, vonage, smsGateway, telegramBotToken].some((setting) => setting !== undefined);
}
