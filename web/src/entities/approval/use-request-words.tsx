import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { campaignName } from '../campaign/campaign.api';
import { CONSENT_BASES } from '../guest/guest.api';
import { Link } from 'react-router';
import type { ApprovalRequest } from './approval.api';
import { knownIn, PARAMETERS, RULES } from '../fraud/catalogue.rules';
import { GROUPS } from '../network/settings.fields';
import { MANUAL_REASONS } from '../transaction/manual-reasons';
import { useRestaurantNames } from '../restaurant/use-restaurant-names';
import { EMPLOYEE_ROLES } from '../staff/staff.api';
import { ROLE_PERMISSIONS } from '../staff/role-permissions';
import { useMay } from '../session/use-may-manage';
import type { Approval, ExpectedRefund } from '../transaction/transaction.api';
import { useRefundWords } from '../transaction/use-refund-words';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

const CHANGES_SHOWN = 4;
const LIMITS = [
  'cashierManualAtOnce',
  'cashierManualPerShift',
  'managerManualAtOnce',
  'managerManualPerDay',
  'managerMoneyPerDay',
  'saleAtOnce',
  'managerApprovedPerDay',
  'keyManualPerDay',
  'cashierRefund',
  'cashierRefundPerDay',
  'approvalCoolingHours',
  'tillAllowance',
  'campaignBudget',
] as const;
const SETTINGS = Object.values(GROUPS).flatMap((group) => group.map(({ path }) => path));
const SECOND_FACTORS = ['OPTIONAL', 'MANAGERS', 'STAFF'] as const;
const PROVIDER_LABELS = { issuer: 'issuer', clientId: 'clientId', onlyProvider: 'only', groups: 'groups' } as const;
const PROVIDER_FIELDS = ['issuer', 'clientId', 'onlyProvider', 'groups'] as const;
const ROLE_FIELDS = ['permissions', 'places', 'manualAtOnce', 'manualPerDay'] as const;
const STAFF_FIELDS = ['role', 'ownRole', 'disabled', 'restaurantGroup'] as const;
const GIFT_LIMITS = [
  'cashierGiftAtOnce',
  'cashierGiftPerDay',
  'managerGiftAtOnce',
  'managerGiftPerDay',
  'keyGiftPerDay',
];
const IN_MONEY: readonly string[] = [
  'limits.cashierRefund',
  'limits.cashierRefundPerDay',
  'limits.campaignBudget',
  'limits.managerMoneyPerDay',
  'limits.saleAtOnce',
  ...GIFT_LIMITS.map((limit) => `limits.${limit}`),
];
const GIFT_FIELDS = ['act', 'amount', 'receiptNumber', 'reason'] as const;
const GIFT_ACTS = ['SOLD', 'TOPPED_UP', 'CORRECTED', 'MOVED_OUT', 'REFUNDED'] as const;

type CampaignBudget = NonNullable<NonNullable<ApprovalRequest['change']>['budget']>;

interface RequestWords {
  /** The effect of the request in one line without links: the name of its buttons. */
  readonly title: string;
  readonly details: readonly ReactNode[];
}

/** A request in words: what it will do, and everything that its approver needs to know. */
export function useRequestWords(request: ApprovalRequest): RequestWords {
  const nameOfCampaign = useCampaignName(request);
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const format = useFormat();
  const refundWords = useRefundWords();
  const reasonOf = useReasonOf();
  const settingWords = useSettingWords();

  function toRefund(refund: ExpectedRefund | null): string {
    if (refund === null) return t('approvals.refund');
    return refund.amount === 0
      ? t('approvals.refundPoints', { count: refund.pointsReturned })
      : t('approvals.refundOf', { amount: format.money(refund.payable) });
  }

  function budgetWords(campaignId: string, { worth, max }: CampaignBudget): ReactNode[] {
    return [
      worth === null ? t('approvals.budgetOpen') : t('approvals.budgetWorth', { worth: format.money(worth) }),
      t('approvals.budgetMax', { max: format.money(max) }),
      <Link key="campaign" to={`/campaigns/${campaignId}`}>
        {t('approvals.showCampaign')}
      </Link>,
    ];
  }

  const { act, program, change, kind, status } = request;
  if (act !== null) {
    const { direction, points, refund, sale } = act;
    const isGone = direction === null && refund === null && status === 'WAITING';
    return {
      title: direction === null ? toRefund(refund) : shared(`manual.submit.${direction}`, { count: points }),
      details: [
        reasonOf(act),
        ...(act.beginsOn === null ? [] : [t('approvals.beginsOn', { day: format.day(act.beginsOn) })]),
        ...(act.endsOn === null ? [] : [t('approvals.endsOn', { day: format.day(act.endsOn) })]),
        ...(act.restaurantIds === null ? [] : [<Places key="places" restaurantIds={act.restaurantIds} />]),
        ...(act.categories === null ? [] : [t('approvals.spendableOn', { names: act.categories.join(', ') })]),
        ...(isGone ? [t('approvals.refundNone')] : []),
        ...(refund === null ? [] : refundWords(refund)),
        ...(sale === null ? [] : [<RefundedSale key="sale" sale={sale} />]),
      ],
    };
  }
  if (program !== null) {
    const { version, name, effectiveFrom, changes } = program;
    const takes = changes.filter(({ direction }) => direction === 'TAKES');
    // A version that takes nothing from guests waits because it pays more.
    const told = takes.length > 0 ? takes : changes.filter(({ direction }) => direction === 'GIVES');
    return {
      title: t('approvals.publish', { version, name }),
      details: [
        ...told.slice(0, CHANGES_SHOWN).map(({ text }) => text),
        ...(told.length > CHANGES_SHOWN ? [t('approvals.more', { count: told.length - CHANGES_SHOWN })] : []),
        effectiveFrom === null
          ? t('approvals.effectiveNow')
          : t('program.awaiting.at', { at: format.dateTime(effectiveFrom) }),
        <Link key="version" to={`/programs/${String(version)}/changes`}>
          {t('approvals.showVersion')}
        </Link>,
      ],
    };
  }
  if (kind === 'MANUAL' || kind === 'REFUND' || kind === 'PROGRAM')
    return { title: t(`approvals.kind.${kind}`), details: [] };
  const rule = kind === 'FRAUD_RULE' ? knownIn(RULES, change?.name ?? '') : undefined;
  const named = nameOfCampaign ?? change?.name ?? t('program.list.colleague');
  const name = rule === undefined ? named : t(`fraud.rule.${rule}.name`);
  const said = { name, scopes: change?.scopes.join(', ') ?? '' };
  return {
    title: kind === 'SETTINGS' && change?.name != null ? t('changes.partner', said) : t(`changes.${kind}`, said),
    details: [
      ...(change?.settings ?? []).map((setting) => settingWords(setting, status)),
      ...(change?.budget == null ? [] : budgetWords(change.subjectId, change.budget)),
      ...(kind !== 'GIFT_CARD' || change === null
        ? []
        : [
            <Link key="card" to={`/gift-cards/${change.subjectId}`}>
              {t('approvals.showGiftCard')}
            </Link>,
          ]),
    ],
  };
}

/** The campaign's name in the reader's language. A request has only its code, which stays for readers who may not see campaigns. */
function useCampaignName({ kind, change }: ApprovalRequest): string | undefined {
  const { language } = useTranslation();
  const mayRead = useMay()('campaigns.read');
  const id = kind === 'CAMPAIGN' && mayRead ? change?.subjectId : undefined;
  const { data } = useQuery(ask('/api/campaigns/{id}', { id: id ?? '' }, { enabled: id !== undefined }));
  return data && campaignName(data.document, language);
}

/** For example "Points a cashier adds at once: 500 → 5,000". */
function useSettingWords() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  type Setting = NonNullable<ApprovalRequest['change']>['settings'][number];
  const roleValue = (name: string, value: Setting['after']) => {
    if (name === 'role.permissions') return String(value).split(', ').map(permissionWords).join(', ');
    if (name === 'role.places') return t(value === 'ALL' ? 'ownRoles.placesAll' : 'ownRoles.placesChosen');
    return typeof value === 'number' ? format.number(value) : t('approvals.asCashier');
  };
  const permissionWords = (name: string) => {
    const known = ROLE_PERMISSIONS.find((one) => one === name);
    return known === undefined ? name : t(`permissions.${known}`);
  };
  const staffValue = (value: Setting['after']) => {
    const role = EMPLOYEE_ROLES.find((one) => one === value);
    if (role !== undefined) return t(`staff.roles.${role}`);
    if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
    return value === null ? t('staff.wholeNetwork') : String(value);
  };
  const giftValue = (value: Setting['after']) => {
    const act = GIFT_ACTS.find((one) => one === value);
    if (act !== undefined) return t(`approvals.giftAct.${act}`);
    return typeof value === 'number' ? format.money(value) : String(value);
  };
  const valueOf = (name: string, value: Setting['after']) => {
    const demanded = SECOND_FACTORS.find((one) => name === 'secondFactor' && one === value);
    if (demanded !== undefined) return t(`settings.secondFactor.${demanded}`);
    if (name === 'consentBasisOfServices') {
      const basis = CONSENT_BASES.find((one) => one === value);
      return basis === undefined ? t('settings.consentBasisNone') : t(`consentBasis.${basis}`);
    }
    if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
    if (typeof value === 'number') return IN_MONEY.includes(name) ? format.money(value) : format.number(value);
    return value ?? t('approvals.noLimit');
  };
  const providerField = (name: string) => {
    const field = PROVIDER_FIELDS.find((one) => name === `provider.${one}`);
    return field === undefined ? name : t(`provider.${PROVIDER_LABELS[field]}`);
  };
  const providerValue = (value: Setting['after']) =>
    typeof value === 'boolean' ? t(value ? 'settings.yes' : 'settings.no') : String(value ?? '');
  return ({ name, before, after }: Setting, status: ApprovalRequest['status']): string => {
    const ofRole = ROLE_FIELDS.find((field) => name === `role.${field}`);
    if (ofRole !== undefined)
      return t('approvals.settingTo', { name: t(`approvals.role.${ofRole}`), after: roleValue(name, after) });
    if (name === 'fraudRule.isOn') return t(after === true ? 'fraud.on' : 'fraud.off');
    const parameter = PARAMETERS.find((one) => name === `fraudRule.${one}`);
    if (parameter !== undefined)
      return t('approvals.settingTo', { name: t(`fraud.parameter.${parameter}`), after: format.number(Number(after)) });
    const ofStaff = STAFF_FIELDS.find((field) => name === `staff.${field}`);
    if (ofStaff !== undefined)
      return t('approvals.settingTo', { name: t(`approvals.staff.${ofStaff}`), after: staffValue(after) });
    const ofGift = GIFT_FIELDS.find((field) => name === `gift.${field}`);
    if (ofGift !== undefined)
      return t('approvals.settingTo', { name: t(`approvals.gift.${ofGift}`), after: giftValue(after) });
    const known = LIMITS.find((limit) => `limits.${limit}` === name);
    const setting = SETTINGS.find((path) => path === name || path === `settings.${name}`);
    const ofOthers = name === 'partner.earnPerDay' ? t('partners.earnPerDay') : providerField(name);
    const ofSetting = setting === undefined ? ofOthers : t(`settings.label.${setting}`);
    const said = known === undefined ? ofSetting : t(`approvals.limits.${known}`);
    if (name.startsWith('provider.')) return t('approvals.settingTo', { name: said, after: providerValue(after) });
    // The value of that time is not kept.
    if (status !== 'WAITING') return t('approvals.settingTo', { name: said, after: valueOf(name, after) });
    return t('approvals.setting', {
      name: said,
      before: valueOf(name, before),
      after: valueOf(name, after),
    });
  };
}

/** Where alone points by hand may be spent. */
function Places({ restaurantIds }: { readonly restaurantIds: readonly string[] }) {
  const { t } = useTranslation('admin');
  const nameOf = useRestaurantNames();
  return t('approvals.spendableIn', { names: restaurantIds.map(nameOf).join(', ') });
}

/** The refunded sale, with its receipt number if it has one. */
function RefundedSale({ sale }: { readonly sale: NonNullable<Approval['sale']> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const at = format.dateTime(sale.occurredAt);
  if (sale.type === 'REDEMPTION') return t('approvals.ofRedemption', { at });
  const said = { amount: format.money(sale.amount), at };
  return (
    <Link to={`/receipts/${sale.id}`}>
      {sale.receiptNumber === null
        ? t('approvals.ofSale', said)
        : t('approvals.ofReceipt', { ...said, number: sale.receiptNumber })}
    </Link>
  );
}

/** The reason in the words of the person who asked; points by hand name one of the network's reasons besides. */
function useReasonOf(): (act: Approval) => string {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  return ({ reasonCode, comment }) => {
    const said = comment === null ? t('approvals.noComment') : t('approvals.said', { comment });
    if (reasonCode === null) return said;
    const known = MANUAL_REASONS.find((code) => code === reasonCode);
    const reason = known === undefined ? reasonCode : shared(`manual.reasons.${known}`);
    return t('approvals.because', { reason, said });
  };
}
