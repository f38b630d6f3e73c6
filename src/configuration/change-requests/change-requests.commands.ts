import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import {
  ApiKeys,
  appendFactorRemoved,
  Approvers,
  askedApiKeySchema,
  askedRotationSchema,
  Audit,
  type ChangeRequestAnswer,
  type ChangeRequestRow,
  ChangeRequests,
  changeRoleSchema,
  changeUserSchema,
  type CreatedApiKeyAnswer,
  createRoleSchema,
  IssuedKeys,
  OwnRoles,
  type PasswordLink,
  Providers,
  putProviderSchema,
  type RequestContext,
  SecondFactors,
  Sessions,
  Staff,
  StaffAccounts,
  UseCase,
} from '../../security';
import { changeNetworkSchema } from '../networks/network.dto';
import { NetworkChanges } from '../networks/network-changes';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { askedStartSchema } from '../campaigns/campaign.dto';
import { confirmSource } from '../revisions/snapshot.sql';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { ApprovedChange } from './approved-change.dto';
import { AUTOMATION_STARTS, type AutomationStarts } from './automation-starts';
import { FRAUD_RULE_CHANGES, type FraudRuleChanges } from './fraud-rule-changes';
import { GIFT_ACTS, type GiftActs } from './gift-acts';
import { PARTNER_LIMITS, type PartnerLimits } from './partner-limits';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

/** Work to do after the commit of a change, and the part of its answer that is shown. */
interface Made {
  readonly endedSessions?: readonly string[];
  readonly link?: PasswordLink;
  readonly apiKey?: ApprovedChange['apiKey'];
}

/** A second person lets a change happen, which is made now as it was asked for. */
export class ApproveChange extends UseCase<ApprovedChange, { id: string }> {}

/** The answer without the secret, which is made when the requester fetches it. */
function withoutSecret({ key: _key, ...apiKey }: CreatedApiKeyAnswer): Made {
  return { apiKey };
}

function withoutLink(answer: ApprovedChange): ApprovedChange {
  return { ...answer, passwordLink: null };
}

/** Refuses a waiting change; the requester withdraws it by the same call. */
export class RejectChange extends UseCase<ChangeRequestAnswer, { id: string; reason: string | null }> {}

@Injectable()
export class ChangeRequestsHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly requests: ChangeRequests,
    private readonly approvers: Approvers,
    private readonly networks: NetworkChanges,
    private readonly campaigns: CampaignEditor,
    private readonly staff: Staff,
    private readonly accounts: StaffAccounts,
    private readonly sessions: Sessions,
    private readonly secondFactors: SecondFactors,
    private readonly issuedKeys: IssuedKeys,
    private readonly apiKeys: ApiKeys,
    private readonly providers: Providers,
    private readonly roles: OwnRoles,
    private readonly audit: Audit,
    private readonly modules: ModuleRef,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided`, those of `Approvers`, and those of the change itself */
  @Handles(ApproveChange)
  async approveChange({ context, input: { id } }: ApproveChange): Promise<ApprovedChange> {
    const { networkId, call } = context;
    const row = await this.requests.get(networkId, id);
    await this.approvers.require(context, [row.requestedBy], row.subjectId);
    const { hasPassword } = (await this.accounts.of(networkId, [row.subjectId]))(row.subjectId);
    let ended: readonly string[] = [];
    const work = async (tx: Tx): Promise<ApprovedChange> => {
      const closed = await this.requests.approve(tx, context, row);
      const { endedSessions = [], link, apiKey = null } = await this.make(tx, context, row, hasPassword);
      ended = endedSessions;
      return {
        ...closed,
        passwordLink: link === undefined ? null : { ...link, expiresAt: link.expiresAt.toISOString() },
        apiKey,
      };
    };
    const answer = await this.changes.run(networkId, call, 200, work, withoutLink);
    if (row.kind === 'SECOND_FACTOR') await this.secondFactors.remove(row.subjectId);
    if (row.kind === 'API_KEY_ROTATION') this.apiKeys.forget();
    this.sessions.noteEnded(ended);
    return answer;
  }

  /** @throws ProblemError `not_found`, `already_decided` */
  @Handles(RejectChange)
  async rejectChange({ context, input: { id, reason } }: RejectChange): Promise<ChangeRequestAnswer> {
    const { networkId, call } = context;
    const row = await this.requests.get(networkId, id);
    return this.keyed.run(networkId, call, 200, (tx) => this.requests.reject(tx, context, row, reason));
  }

  private async make(tx: Tx, context: RequestContext, row: ChangeRequestRow, hasPassword: boolean): Promise<Made> {
    const { networkId, author } = context;
    const { kind, subjectId, change, requestedBy } = row;
    switch (kind) {
      case 'PASSWORD_LINK':
        if ('invites' in change) await this.staff.change(tx, networkId, subjectId, { disabled: false }, author);
        if (!(await this.staff.canSendLinks(tx, networkId)))
          return { link: await this.staff.linkTo(tx, networkId, { id: subjectId, hasPassword }, author) };
        await this.staff.sendLinkTo(tx, networkId, subjectId, author);
        return {};
      case 'SECOND_FACTOR':
        await appendFactorRemoved(this.audit, tx, networkId, subjectId, author);
        return {};
      case 'MANAGER_RIGHTS': {
        const asked = changeUserSchema.parse(change);
        const { endedSessions } = await this.staff.change(tx, networkId, subjectId, asked, author);
        return { endedSessions };
      }
      case 'SETTINGS':
        if (subjectId === networkId)
          await this.networks.apply(tx, networkId, changeNetworkSchema.parse(change), author);
        else await this.partnerLimits.applyLimits(tx, context, subjectId, change);
        return {};
      case 'API_KEY':
        return withoutSecret(await this.issuedKeys.create(tx, context, askedApiKeySchema.parse(change), requestedBy));
      case 'API_KEY_ROTATION':
        return withoutSecret(
          await this.issuedKeys.rotate(tx, context, subjectId, askedRotationSchema.parse(change), requestedBy),
        );
      case 'SIGN_IN_PROVIDER': {
        // The server's settings, such as the addresses that it may call, may have changed since the request.
        const { success, data } = putProviderSchema.safeParse(change);
        if (!success) throw new ProblemError('version_conflict');
        await this.providers.put(tx, networkId, data, author);
        return {};
      }
      case 'OWN_ROLE': {
        if (subjectId === networkId) {
          await this.roles.create(tx, networkId, createRoleSchema.parse(change), author);
          return {};
        }
        const asked = changeRoleSchema.parse(change);
        const { endedSessions } = await this.roles.change(tx, networkId, subjectId, asked, author);
        return { endedSessions };
      }
      case 'CAMPAIGN': {
        const start = askedStartSchema.parse(change);
        const { code, runningVersion } = await this.campaigns.setState(tx, networkId, subjectId, start, author);
        const source = `CAMPAIGN ${code} ${String(runningVersion)}`;
        await confirmSource(tx, networkId, source, author.actor.id);
        return {};
      }
      case 'AUTOMATION':
        await this.modules
          .get<AutomationStarts>(AUTOMATION_STARTS, { strict: false })
          .applyStart(tx, context, subjectId, change);
        return {};
      case 'FRAUD_RULE':
        await this.modules.get<FraudRuleChanges>(FRAUD_RULE_CHANGES, { strict: false }).applyRule(tx, context, change);
        return {};
      case 'GIFT_CARD':
        await this.modules.get<GiftActs>(GIFT_ACTS, { strict: false }).applyRequested(tx, context, row);
        return {};
    }
  }

  /** Looked up at first use, because its layer depends on this one. */
  private get partnerLimits(): PartnerLimits {
    return this.modules.get<PartnerLimits>(PARTNER_LIMITS, { strict: false });
  }
}
