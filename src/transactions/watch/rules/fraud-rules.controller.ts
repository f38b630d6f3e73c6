import { Body, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  type ChangeRequestAnswer,
  changeRequestSchema,
  Context,
  KeyedContext,
  NetworkId,
  OnlyReads,
  type RequestContext,
  Route,
  Routes,
} from '../../../security';
import * as dto from '../cases/fraud.dto';
import { FraudRules } from './fraud-rules';
import { PutRule } from './put-rule.command';

const MOST_KEY = 60;
const key = z.string().min(1).max(MOST_KEY).describe('Key of the rule');

/** Rules of fraud watch. Some are on in a new network. The others are off until the network switches them on. */
@Routes('fraud/rules', 'Fraud watch')
export class FraudRulesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly rules: FraudRules,
  ) {}

  @Route('GET', {
    id: 'listFraudRules',
    permission: 'fraud.read',
    summary: 'List the rules of fraud watch',
    ok: dto.fraudRuleListSchema,
  })
  list(@NetworkId() networkId: string): Promise<dto.FraudRuleList> {
    return this.rules.list(networkId);
  }

  @Route('PUT :key', {
    id: 'putFraudRule',
    permission: 'fraud.decide',
    summary: 'Switch a rule on or off, or change it',
    description:
      'A new version of the rule, which judges acts that come after it. A rule that judges is switched off, or given other parameters, by two ' +
      'managers: 202 with the change request.',
    ok: dto.fraudRuleSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'limit_exceeded'],
  })
  put(
    @KeyedContext() context: RequestContext,
    @Param('key', { schema: key }) ruleKey: string,
    @Body({ schema: dto.putFraudRuleSchema }) body: dto.PutFraudRule,
  ): Promise<dto.FraudRule | ChangeRequestAnswer> {
    return this.commands.execute(new PutRule(context, { key: ruleKey, body }));
  }

  @OnlyReads()
  @Route('POST :key/trial', {
    id: 'tryFraudRule',
    permission: 'fraud.decide',
    summary: 'Try a rule on the last 90 days',
    description:
      'Reads the journal in pieces and writes nothing. At most the last 200,000 acts are read; `from` says how far back that is.',
    ok: dto.fraudTrialSchema,
    problems: ['not_found'],
  })
  tryOut(
    @Context() context: RequestContext,
    @Param('key', { schema: key }) ruleKey: string,
    @Body({ schema: dto.tryFraudRuleSchema }) { params }: dto.TryFraudRule,
  ): Promise<dto.FraudTrial> {
    return this.rules.tryOut(context, ruleKey, params);
  }
}
