import { randomInt } from 'node:crypto';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CreateNetwork } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Messages, normalizeEmail, type Origin, Pii, RateLimiter } from '../../security';
import { findSeller } from '../invoices/seller.sql';
import type { PlanCode } from '../life/terms';
import { SubscriptionDesk } from '../subscription/subscription-desk';
import type { SignedUp, SignUpBody } from './sign-up.dto';

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;
const PER_ADDRESS_AN_HOUR = 5;
const PER_EMAIL_A_DAY = 3;
const OF_ALL_A_DAY = 100;
const TRIAL_PLAN: PlanCode = 'PRO';
const FREE_PLAN: PlanCode = 'FREE';
const CODE_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 10;

/** A network starts by itself: with its programme, first restaurant and till. Its manager proves the address by the letter. */
export class SignUpNetwork extends Command<SignedUp> {
  constructor(
    readonly body: SignUpBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(SignUpNetwork)
export class SignUpNetworkHandler implements ICommandHandler<SignUpNetwork> {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
    private readonly messages: Messages,
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
    private readonly clock: Clock,
    private readonly desk: SubscriptionDesk,
  ) {}

  /** @throws ProblemError `sign_up_closed`, `no_message_channel`, `rate_limited`; `invalid_body` as `CreateNetwork` */
  async execute({ body, origin }: SignUpNetwork): Promise<SignedUp> {
    if (!settings.signUp) throw new ProblemError('sign_up_closed');
    this.messages.requireChannel('EMAIL');
    const email = normalizeEmail(body.manager.email);
    await this.countUse(email, origin);
    const { preset, scale, ...network } = body;
    const program = { name: preset, scale: scale ?? null };
    const opened = { ...network, program, code: makeCode(), signedUpAt: this.clock.now() };
    const { id, passwordLink } = await this.commands.execute(new CreateNetwork(opened, { actor: 'system', origin }));
    const words = messages[body.language];
    const expiresAt = Date.parse(passwordLink.expiresAt);
    await this.database.inNetwork(id, async (tx) => {
      await this.beginPlan(tx, id, body, origin);
      await this.messages.append(tx, id, {
        guestId: null,
        channel: 'EMAIL',
        recipient: email,
        subject: words['signUp.subject'](FORMATTERS, {}),
        body: words['signUp.body'](FORMATTERS, { network: body.name, url: passwordLink.url }),
        secret: true,
        purpose: 'SERVICE',
        validForSeconds: Math.floor((expiresAt - this.clock.now().getTime()) / 1_000),
      });
    });
    return { status: 'SENT', expiresAt: passwordLink.expiresAt };
  }

  /** A trial; FREE where trials are off, or where no seller could bill a plan after one. */
  private async beginPlan(tx: Tx, networkId: string, { name }: SignUpBody, origin: Origin): Promise<void> {
    const trialDays = settings.signUpTrialDays;
    const tries = trialDays > 0 && (await findSeller(tx)) !== null;
    const asked = tries ? { planCode: TRIAL_PLAN, trialDays } : { planCode: FREE_PLAN, trialDays: 0 };
    const payer = { name, taxId: null, kpp: null, address: null };
    await this.desk.begin(tx, networkId, { ...asked, payer }, { actor: 'system', origin });
  }

  private async countUse(email: string, origin: Origin): Promise<void> {
    const address = this.pii.blindIndex(null, 'address', origin.address ?? '').toString('base64url');
    const account = this.pii.blindIndex(null, 'email', email).toString('base64url');
    await this.limiter.hit(`sign-up:address:${address}`, PER_ADDRESS_AN_HOUR, HOUR_S);
    await this.limiter.hit(`sign-up:email:${account}`, PER_EMAIL_A_DAY, DAY_S);
    await this.limiter.hit('sign-up:all', OF_ALL_A_DAY, DAY_S);
  }
}

/** The code of a network, which its manager did not choose; without letters that look like digits. */
function makeCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS.charAt(randomInt(CODE_LETTERS.length))).join('');
}
