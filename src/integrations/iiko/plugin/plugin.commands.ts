import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { judge } from '../../../platform/http/failure';
import type { Language } from '../../../platform/language/language';
import { Spool } from '../../../platform/spool/spool';
import { Logger } from '../../../platform/telemetry/logger';
import { type CallingConnection, placeOf } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import { keptAnswer, okAnswer, placeUnknownAnswer, refusedAnswer, saleAnswer } from './plugin-answer';
import { PluginCalls } from './plugin-calls';
import { PluginChecks } from './plugin-checks';
import { PluginGifts } from './plugin-gifts';
import type * as dto from './plugin.dto';

/** One call of a plugin, by its kind. */
export type PluginCall =
  | { readonly kind: 'IDENTIFY'; readonly body: dto.IdentifyBody }
  | { readonly kind: 'QUOTE'; readonly body: dto.QuoteCheckBody }
  | { readonly kind: 'RESERVE'; readonly body: dto.ReserveBody }
  | { readonly kind: 'COMMIT'; readonly body: dto.CommitBody }
  | { readonly kind: 'CANCEL'; readonly body: dto.CancelBody }
  | { readonly kind: 'REFUND'; readonly body: dto.RefundCheckBody }
  | { readonly kind: 'GIFT_BALANCE'; readonly body: dto.GiftBalanceBody }
  | { readonly kind: 'GIFT_PAY'; readonly body: dto.GiftPayBody }
  | { readonly kind: 'GIFT_RETURN'; readonly body: dto.GiftReturnBody };

/** Words for an outage by kind of call; other kinds use the common words. */
const OUTAGE = {
  RESERVE: 'spendAway',
  GIFT_BALANCE: 'giftAway',
  GIFT_PAY: 'giftAway',
  GIFT_RETURN: 'giftAway',
} as const satisfies Partial<Record<PluginCall['kind'], string>>;

/** Answers a plugin's call within the till's time budget, whatever the database does. */
export class AnswerPlugin extends Command<dto.PluginAnswer> {
  constructor(
    readonly connection: CallingConnection<'IIKO'>,
    readonly call: PluginCall,
    readonly language: Language,
  ) {
    super();
  }
}

@CommandHandler(AnswerPlugin)
export class AnswerPluginHandler implements ICommandHandler<AnswerPlugin> {
  constructor(
    private readonly spool: Spool,
    private readonly calls: PluginCalls,
    private readonly checks: PluginChecks,
    private readonly gifts: PluginGifts,
    private readonly connections: Connections,
    private readonly logger: Logger,
  ) {}

  async execute({ connection, call, language }: AnswerPlugin): Promise<dto.PluginAnswer> {
    const { body } = call;
    if (
      'organizationId' in body &&
      placeOf(connection, body.organizationId, body.terminalGroupId ?? null) === undefined
    )
      return placeUnknownAnswer(language);
    try {
      const answer = await this.answer(connection, call, language);
      if (answer.deferred) this.connections.noteLate(connection);
      else this.connections.noteAnswered(connection);
      return answer;
    } catch (error) {
      const { code } = judge(error).problem;
      if (code === 'unavailable') this.connections.noteLate(connection);
      if (code === 'internal_error')
        this.logger.event('error', 'a call of a plugin failed', { kind: call.kind, err: error });
      return refusedAnswer(error, language, outageOf(call));
    }
  }

  private async answer(
    connection: CallingConnection<'IIKO'>,
    call: PluginCall,
    language: Language,
  ): Promise<dto.PluginAnswer> {
    const { endsAtMs } = connection;
    switch (call.kind) {
      case 'IDENTIFY':
        return this.spool.doInTime(() => this.calls.identify(connection, call.body, language), endsAtMs);
      case 'QUOTE':
        return this.spool.doInTime(() => this.calls.quote(connection, call.body, language), endsAtMs);
      case 'RESERVE':
        return this.spool.doInTime(() => this.calls.reserve(connection, call.body, language), endsAtMs);
      case 'COMMIT': {
        const sale = await this.checks.close(connection, call.body, language);
        const { guestId = null } = call.body;
        if (sale === 'attached') return okAnswer({ guestId });
        return sale === 'kept' ? keptAnswer(language, guestId) : saleAnswer(sale, language);
      }
      case 'CANCEL':
        return this.spool.doInTime(() => this.calls.cancel(connection, call.body), endsAtMs);
      case 'REFUND':
        return this.spool.doInTime(() => this.calls.refund(connection, call.body), endsAtMs);
      case 'GIFT_BALANCE':
        return this.spool.doInTime(() => this.gifts.balance(connection, call.body), endsAtMs);
      case 'GIFT_PAY':
        return this.spool.doInTime(() => this.gifts.pay(connection, call.body, language), endsAtMs);
      case 'GIFT_RETURN':
        return this.spool.doInTime(() => this.gifts.giveBack(connection, call.body, language), endsAtMs);
    }
  }
}

function outageOf({ kind }: PluginCall): 'away' | 'spendAway' | 'giftAway' {
  return kind in OUTAGE ? OUTAGE[kind as keyof typeof OUTAGE] : 'away';
}
