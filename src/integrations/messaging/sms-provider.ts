import type { Attempt, MessageProvider, OutgoingMessage } from '../../security';

/** Settings that every SMS service has. */
export interface SmsSettings {
  /** How many messages a second the service accepts; undefined: no limit. */
  readonly perSecond: number | undefined;
  /** Our address for the service's delivery reports; undefined: no reports are requested. */
  readonly reportUrl: string | undefined;
}

/** An SMS service. None recognises a repeated message, so an attempt with unknown outcome is not repeated. */
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
