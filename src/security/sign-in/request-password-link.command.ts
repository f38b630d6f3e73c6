import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import * as dto from './auth.dto';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../../platform/database/database';
import { Messages } from '../messages/messages';
import { normalizeEmail, Pii } from '../personal-data/pii';
import { RateLimiter } from '../rate-limits/rate-limiter';
import {
  PASSWORD_LINKS_PER_ACCOUNT,
  PASSWORD_LINKS_PER_ADDRESS,
  PASSWORD_LINKS_WINDOW_SECONDS,
} from '../rate-limits/rate-limits.rules';
import { listUsersByEmail } from '../sessions/sessions.sql';
import { Staff } from '../staff/staff';

/** Longer than the letters of all accounts take, so that the time of the answer says nothing about the address. */
const ANSWERS_AFTER_MS = 400;

/** Sends a password link to the accounts of an e-mail address. The caller does not learn whether there is one. */
export class RequestPasswordLink extends Command<void> {
  constructor(
    readonly body: dto.RequestPasswordLinkBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(RequestPasswordLink)
export class RequestPasswordLinkHandler implements ICommandHandler<RequestPasswordLink> {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly limiter: RateLimiter,
    private readonly messages: Messages,
    private readonly staff: Staff,
  ) {}

  /** @throws ProblemError `no_message_channel`, `rate_limited` */
  async execute({ body, origin }: RequestPasswordLink): Promise<void> {
    this.messages.requireChannel('EMAIL');
    const emailIndex = this.pii.blindIndex(null, 'email', normalizeEmail(body.email));
    const address = this.pii.blindIndex(null, 'address', origin.address ?? '');
    await this.count('address', address, PASSWORD_LINKS_PER_ADDRESS);
    await this.count('account', emailIndex, PASSWORD_LINKS_PER_ACCOUNT);
    await Promise.all([this.sendLinks(emailIndex, origin), pause(ANSWERS_AFTER_MS)]);
  }

  private count(kind: 'account' | 'address', index: Buffer, limit: number): Promise<void> {
    const subject = `password-link:${kind}:${index.toString('base64url')}`;
    return this.limiter.hit(subject, limit, PASSWORD_LINKS_WINDOW_SECONDS);
  }

  /** No network can send a letter to an owner of the installation, who resets the password by the command line. */
  private async sendLinks(emailIndex: Buffer, origin: Origin): Promise<void> {
    const accounts = await this.database.asPlatform((tx) => listUsersByEmail(tx, emailIndex));
    for (const { id, networkId, closed, byProviderAlone } of accounts) {
      if (networkId === null || closed || byProviderAlone) continue;
      await this.database.inNetwork(networkId, (tx) =>
        this.staff.sendLinkTo(tx, networkId, id, { actor: 'system', origin }),
      );
    }
  }
}
