import { NativeSelect } from '@mantine/core';
import { BadgePicture } from '../../../entities/campaign/badge-picture';
import type { Badge } from '../../../entities/campaign/badges';
import { type NamedChoice, oneOf } from '../../../entities/document/choice-inputs';
import { DOCUMENT_INPUTS } from '../../../entities/document/document-inputs';
import { useInForce } from '../../../entities/program/program.api';
import { campaignDraft } from '../../../shared/api/documents';
import { type Inputs, type Layout, useDocumentStore, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import type { EditedCampaign } from '../document/campaign-document.rules';
import {
  anotherTask,
  anotherVariant,
  demandOf,
  FIRST_MONEY_OFF,
  FIRST_PART,
  FIRST_RECURRENCES,
  type Task,
  type TaskDemand,
  unitOf,
  withDemand,
} from '../document/campaign-parts.rules';
import { firstPayouts } from '../document/payouts.rules';
import { ControlField } from './control-field';
import { GiftDay } from './gift-day';
import { ValidityFields } from './validity-fields';
import { VariantFields, VariantMessage, VariantOffer } from './variant-fields';

interface PartProps {
  readonly path: DocumentPath;
}

/** The words and the unit of a cap while the campaign takes money off, when caps count money instead of points. */
const capOf =
  (named: string) =>
  (_: unknown, { gives }: EditedCampaign) =>
    gives === 'MONEY_OFF' ? ({ named, as: 'money' } as const) : undefined;

/**
 * How the kit lays out a campaign: the first values of its parts, and the parts that components of this folder draw. `isDivided`: the campaign has
 * divided its guests among its variants, so the variants and their shares stay.
 */
export function campaignLayout(isDivided: boolean): Layout {
  return {
    firsts: {
      recurrence: FIRST_RECURRENCES,
      moneyOff: FIRST_MONEY_OFF,
      parts: () => FIRST_PART,
      tasks: anotherTask,
      payouts: firstPayouts(),
      steps: () => ({ sharePpm: 500_000, points: '' }),
      group: { mode: 'EXCLUSIVE' },
      stopBelow: {},
      shrinkAbove: { sharePpm: 50_000 },
      visitCost: { visits: 100 },
      variants: anotherVariant,
    },
    looks: {
      segments: { isWide: true },
      tiers: { isWide: true },
      restaurantIds: { isWide: true },
      weekdays: { isWide: true },
      'recurrence.days': () => false,
      join: { checked: 'JOINED', isWide: true },
      onShortBudget: (_, { gives }: EditedCampaign) => ({
        checked: 'CUT',
        isWide: true,
        ...(gives === 'MONEY_OFF' && { named: 'isCutOff' }),
      }),
      'group.mode': { checked: 'EXCLUSIVE' },
      'caps.perSale': capOf('offPerSale'),
      'caps.perDay': capOf('offPerDay'),
      'caps.perGuest': capOf('offPerGuest'),
      'tasks.target': (task: Task) => {
        const unit = unitOf(demandOf(task));
        const named = `target.${demandOf(task)}`;
        return { named, as: unit === null ? 'money' : unit === 1 ? 'whole' : 'quantity' };
      },
      'tasks.freezes': (task: Task) => demandOf(task) === 'WEEKS' && {},
      variants: { isFixed: isDivided },
      'variants.sharePpm': { isDisabled: isDivided },
    },
    parts: {
      tasksKind: Demand,
      payoutsUntil: TierEnd,
      payoutsBadge: DrawnBadge,
      control: ControlField,
      validity: ValidityFields,
      variants: VariantFields,
      variantsOffer: VariantOffer,
      variantsAnnouncement: VariantMessage,
    },
    last: ['categories', 'skus', 'pieces', 'parts', 'steps'],
    anew: [],
  };
}

function useActivities(): readonly NamedChoice[] {
  const reported = useInForce().data?.document.activities.reported ?? [];
  return reported.map(({ code }) => ({ value: code, label: code }));
}

/** The lowest tier is no payout, because every guest has it. */
function useTiers(): readonly NamedChoice[] {
  const tiers = useInForce().data?.document.tiers.slice(1) ?? [];
  return tiers.map(({ code }) => ({ value: code, label: code }));
}

export const CAMPAIGN_INPUTS: Inputs = {
  ...DOCUMENT_INPUTS,
  tasksCode: oneOf(useActivities),
  payoutsTier: oneOf(useTiers),
};

const DEMANDS = [
  'VISITS',
  ...campaignDraft.challenge.members.tasks.of.kinds.BUY.measure.values.filter((measure) => measure !== 'VISITS'),
  'ACTIVITY',
] as const satisfies readonly TaskDemand[];

/** The select of what a task asks of the guest. One select has both the activities and the measures of what the guest buys. */
function Demand({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const task = useValue<Task>(path);
  return (
    <NativeSelect
      label={t('campaigns.field.tasksKind')}
      {...bound(demandOf(task), (demand) => store.set(path, withDemand(task, demand as TaskDemand)))}
      data={DEMANDS.map((value) => ({ value, label: t(`campaigns.deed.${value}`) }))}
    />
  );
}

/** The end of a tier that is a payout: for some days or until a date, the guest has at least this tier. */
function TierEnd({ path }: PartProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <GiftDay path={path} by="days" label={t('campaigns.field.tierDays')} />
      <GiftDay path={path} by="date" label={t('campaigns.field.tierUntil')} />
    </>
  );
}

function DrawnBadge({ path }: PartProps) {
  const { icon, colour } = useValue<Badge>(path);
  return (
    <>
      <BadgePicture icon={icon} colour={colour} />
      <PartsOf path={path} />
    </>
  );
}
