import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { askedStartSchema } from '../campaigns/campaign.dto';
import { changeNetworkSchema } from '../networks/network.dto';
import { NetworkChanges } from '../networks/network-changes';
import { confirmSource } from '../revisions/snapshot.sql';
import { AUTOMATION_STARTS, type AutomationStarts } from './automation-starts';
import { FRAUD_RULE_CHANGES, type FraudRuleChanges } from './fraud-rule-changes';
import { GIFT_ACTS, type GiftActs } from './gift-acts';
import type { MakersOf } from './made-change';
import { PARTNER_LIMITS, type PartnerLimits } from './partner-limits';

/** Makes approved changes of what the network gives. Those of later layers are looked up at first use. */
@Injectable()
export class ProgramRequests {
  readonly makers: MakersOf<'SETTINGS' | 'CAMPAIGN' | 'AUTOMATION' | 'FRAUD_RULE' | 'GIFT_CARD'> = {
    SETTINGS: async (tx, { context, row: { subjectId, change } }) => {
      const { networkId, author } = context;
      if (subjectId === networkId) await this.networks.apply(tx, networkId, changeNetworkSchema.parse(change), author);
      else await this.later<PartnerLimits>(PARTNER_LIMITS).applyLimits(tx, context, subjectId, change);
      return {};
    },
    CAMPAIGN: async (tx, { context: { networkId, author }, row: { subjectId, change } }) => {
      const start = askedStartSchema.parse(change);
      const { code, runningVersion } = await this.campaigns.setState(tx, networkId, subjectId, start, author);
      await confirmSource(tx, networkId, `CAMPAIGN ${code} ${String(runningVersion)}`, author.actor.id);
      return {};
    },
    AUTOMATION: async (tx, { context, row: { subjectId, change } }) => {
      await this.later<AutomationStarts>(AUTOMATION_STARTS).applyStart(tx, context, subjectId, change);
      return {};
    },
    FRAUD_RULE: async (tx, { context, row: { change } }) => {
      await this.later<FraudRuleChanges>(FRAUD_RULE_CHANGES).applyRule(tx, context, change);
      return {};
    },
    GIFT_CARD: async (tx, { context, row }) => {
      await this.later<GiftActs>(GIFT_ACTS).applyRequested(tx, context, row);
      return {};
    },
  };

  constructor(
    private readonly networks: NetworkChanges,
    private readonly campaigns: CampaignEditor,
    private readonly modules: ModuleRef,
  ) {}

  private later<T>(token: symbol | string): T {
    return this.modules.get<T>(token, { strict: false });
  }
}
