import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type FraudRuleChanges, Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import {
  Audit,
  type ChangeRequestAnswer,
  ChangeRequests,
  type RequestContext,
  statusOr,
  UseCase,
} from '../../../security';
import { Subjects } from '../cases/subjects';
import {
  askedFraudRuleSchema,
  type FraudRule,
  type FraudRuleList,
  type FraudTrial,
  type PutFraudRule,
} from '../cases/fraud.dto';
import { ReadFacts } from '../facts/read-facts';
import { CASE_LIMITS, casesOf } from '../signals/cases.rules';
import type { NetworkLimits, Params } from '../signals/facts';
import type { Rule } from '../signals/define-rule';
import { readsGiftCards } from '../signals/gift-cards.rules';
import { judgeActs } from '../judging/judge-acts';
import { isOnFromBeginning, paramsInNetwork, paramsOf, ruleOf, RULES, wrongParams } from '../signals/rules';
import { listRules, type RuleRow, moveDue, putRule } from './fraud-rules.sql';
import { countShifts } from '../cases/cases.sql';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../../platform/http/handlers-of';

const DAY_MS = 86_400_000;
const TRIAL_DAYS = 90;
/** The most acts that a trial reads, so that it ends while its caller waits. */
const MOST_FACTS = 200_000;
const MOST_EXAMPLES = 20;

type Answer = FraudRule | ChangeRequestAnswer;

/** A network switches a rule on or off, or changes its parameters. */
export class PutRule extends UseCase<Answer, { key: string; body: PutFraudRule }> {}

/** The rules of a network, and trials of a rule on past acts. */
@Injectable()
export class FraudRules implements FraudRuleChanges {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly facts: ReadFacts,
    private readonly subjects: Subjects,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly requests: ChangeRequests,
  ) {}

  /**
   * A rule that judges is switched off or changed by two people, because its parameters can make it blind.
   * @throws ProblemError `not_found`, `invalid_body`; `limit_exceeded` for a key whose change needs a second person
   */
  @Handles(PutRule)
  async putRule({ context, input: { key, body } }: PutRule): Promise<Answer> {
    const { networkId, call, principal } = context;
    const rule = requireRule(key);
    requireParams(rule, body.params);
    if (rule.isAlwaysOn === true && !body.isOn)
      throw new ProblemError('invalid_body', {}, [{ path: 'isOn', code: 'not_allowed', message: '' }]);
    return this.keyed.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      const before = (await listRules(tx, networkId)).find((row) => row.rule === key);
      const isSame = body.isOn && isDeepStrictEqual(body.params, before?.params ?? {});
      if (!(before?.isOn ?? isOnFromBeginning(rule)) || isSame) return this.put(tx, context, rule, body);
      if (principal.kind === 'key') throw new ProblemError('limit_exceeded');
      if (principal.kind === 'user' && principal.role !== 'owner')
        return this.requests.ask(tx, context, { kind: 'FRAUD_RULE', subjectId: networkId, change: { key, ...body } });
      return this.put(tx, context, rule, body);
    });
  }

  /** Changes a rule as two people decided. @throws ProblemError `version_conflict` for a rule that the product no longer has so */
  async applyRule(tx: Tx, context: RequestContext, change: unknown): Promise<void> {
    const { key, ...body } = askedFraudRuleSchema.parse(change);
    const rule = ruleOf(key);
    if (rule === undefined || wrongParams(rule, body.params).length > 0) throw new ProblemError('version_conflict');
    await this.put(tx, context, rule, body);
  }

  private async put(tx: Tx, { networkId, author }: RequestContext, rule: Rule, body: PutFraudRule): Promise<FraudRule> {
    const { key } = rule;
    const rows = await listRules(tx, networkId);
    const before = rows.find((row) => row.rule === key);
    const row = await putRule(tx, networkId, { rule: key, ...body });
    const others = RULES.filter((one) => one !== rule);
    const isAnyOn = row.isOn || others.some((one) => isOnIn(rows, one));
    await moveDue(tx, networkId, isAnyOn);
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'fraud_rule.changed',
      subjectKind: 'fraud_rule',
      before: { rule: key, isOn: isOnIn(rows, rule), params: JSON.stringify(before?.params ?? {}) },
      after: { rule: key, isOn: row.isOn, params: JSON.stringify(row.params) },
    });
    return ruleAnswer(rule, row, await this.limitsOf(networkId));
  }

  async list(networkId: string): Promise<FraudRuleList> {
    const rows = await listRules(this.database.readsOf(networkId), networkId);
    const limits = await this.limitsOf(networkId);
    return {
      items: RULES.map((rule) =>
        ruleAnswer(
          rule,
          rows.find((row) => row.rule === rule.key),
          limits,
        ),
      ),
    };
  }

  private async limitsOf(networkId: string): Promise<NetworkLimits> {
    return (await this.networks.getProfile(networkId)).settings.limits;
  }

  /**
   * Judges day after day like the job, and stores nothing.
   * @throws ProblemError `not_found`, `invalid_body`
   */
  async tryOut({ networkId, principal }: RequestContext, key: string, own: Params): Promise<FraudTrial> {
    const rule = requireRule(key);
    requireParams(rule, own);
    const network = await this.networks.getProfile(networkId);
    const to = this.clock.now().getTime();
    const range = { from: to - TRIAL_DAYS * DAY_MS, to };
    const read = await this.facts.ofRange(network, range, { most: MOST_FACTS });
    const from = read.length === MOST_FACTS ? (read[0]?.acceptedAt ?? to) : range.from;
    const referrals = rule.reads.kinds.includes('REFERRAL') ? await this.facts.referrals(network, range) : [];
    const gifts = readsGiftCards(rule) ? await this.facts.giftCards(network, range) : [];
    const acts = [...read, ...referrals, ...gifts];
    const params = paramsInNetwork(rule, network.settings.limits, own);
    const { signals } = await judgeActs(acts, { kind: 'PAST', rules: [{ key, params }], from });
    const tx = this.database.readsOf(networkId);
    const shifts = await countShifts(tx, networkId, new Date(from));
    const found = casesOf(
      signals,
      { now: to, open: [], decided: [], shifts, opened: 0 },
      { ...CASE_LIMITS, days: TRIAL_DAYS },
    );
    const cases = found.opened.length + found.waiting.length;
    const examples = signals.toSorted((a, b) => b.at - a.at).slice(0, MOST_EXAMPLES);
    const names = await this.subjects.namesOf(
      networkId,
      examples.map(({ subject }) => subject),
    );
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      acts: read.length,
      signals: signals.length,
      cases,
      perThousandShifts: shifts === 0 ? 0 : Math.round((100_000 * cases) / shifts) / 100,
      examples: examples
        .filter(({ subject }) => this.subjects.isShown(principal, subject))
        .map(({ subject, at, inputs }) => ({
          subject: names.of(subject),
          at: new Date(at).toISOString(),
          inputs: { ...inputs },
        })),
    };
  }
}

function isOnIn(rows: readonly RuleRow[], rule: Rule): boolean {
  return rows.find((row) => row.rule === rule.key)?.isOn ?? isOnFromBeginning(rule);
}

/** @throws ProblemError `not_found` */
function requireRule(key: string): Rule {
  const rule = ruleOf(key);
  if (rule === undefined) throw new ProblemError('not_found');
  return rule;
}

/** @throws ProblemError `invalid_body` for parameters that the rule does not have or that are out of bounds */
function requireParams(rule: Rule, own: Params): void {
  const wrong = wrongParams(rule, own);
  if (wrong.length === 0) return;
  const faults = wrong.map((name) => ({ path: `params.${name}`, code: 'not_valid' as const, message: '' }));
  throw new ProblemError('invalid_body', {}, faults);
}

function ruleAnswer(rule: Rule, row: RuleRow | undefined, limits: NetworkLimits): FraudRule {
  const usual = paramsOf(rule, paramsInNetwork(rule, limits));
  return {
    key: rule.key,
    isAlwaysOn: rule.isAlwaysOn ?? false,
    isOn: rule.isAlwaysOn ?? row?.isOn ?? isOnFromBeginning(rule),
    params: { ...usual, ...row?.params },
    defaults: Object.entries(rule.parameters).map(([name, { default: value, unit, from: min, to: max }]) => ({
      name,
      unit,
      value: usual[name] ?? value,
      min,
      max,
    })),
    version: row?.version ?? 0,
    changedAt: row?.changedAt.toISOString() ?? null,
  };
}
