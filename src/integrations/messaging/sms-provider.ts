import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';

/** Settings that every SMS service has. */
export interface SmsSettings {
  /** Messages a second that the service takes; undefined: no limit. */
  readonly perSecond: number | undefined;
  /** Our address at which the service reports deliveries; undefined: no reports are asked for. */
  readonly reportUrl: string | undefined;
}

/**
 * An SMS service. None recognizes a second attempt as the same message, so an attempt of unknown outcome is not repeated.
 */
export abstract class SmsProvider implements MessageProvider {
  abstract readonly name: string;
  readonly channel = 'SMS';
  readonly repeatable = false;
  readonly reports: boolean;
  readonly perSecond: number | undefined;

  constructor({ perSecond, reportUrl }: SmsSettings) {
    this.perSecond = perSecond;
    this.reports = reportUrl !== undefined;
  }

  abstract send(message: OutgoingMessage): Promise<Attempt>;
}
