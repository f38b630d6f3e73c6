import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { RequestContext } from '../../../security';
import { Subjects } from '../cases/subjects';
import type { FraudRuleList, FraudTrial } from '../cases/fraud.dto';
import { ReadFacts } from '../facts/read-facts';
import { CASE_LIMITS, casesOf } from '../signals/cases.rules';
import type { NetworkLimits, Params } from '../signals/facts';
import { readsGiftCards } from '../signals/gift-cards.rules';
import { judgeActs } from '../judging/judge-acts';
import { paramsInNetwork, RULES } from '../signals/rules';
import { requireParams, requireRule, ruleAnswer } from './fraud-rules.rules';
import { listRules } from './fraud-rules.sql';
import { countShifts } from '../cases/cases.sql';

const DAY_MS = 86_400_000;
const TRIAL_DAYS = 90;
/** The most acts that a trial reads, so that it ends while its caller waits. */
const MOST_FACTS = 200_000;
const MOST_EXAMPLES = 20;

/** The rules of a network, and trials of a rule on past acts. */
@Injectable()
export class FraudRules {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly facts: ReadFacts,
    private readonly subjects: Subjects,
    private readonly clock: Clock,
  ) {}

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
