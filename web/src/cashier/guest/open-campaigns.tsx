import { IconConfetti } from '../../shared/icons/icon-confetti';
import type { OpenCampaign } from '../../entities/guest/guest.api';
import { useFormat } from '../../shared/format/use-format';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import type { Till } from '../till/till';

/** The most campaigns that fit on the guest's card. */
const MOST_SHOWN = 2;
const THOUSANDTHS = 1_000;

interface OpenCampaignsProps {
  readonly campaigns: readonly OpenCampaign[];
  readonly till: Till;
}

/** Campaigns that give the guest something at this till now, as items of a list. */
export function OpenCampaigns({ campaigns, till }: OpenCampaignsProps) {
  const { t } = useTranslation('cashier');
  const here = campaigns.filter(
    ({ restaurantIds }) => restaurantIds.length === 0 || restaurantIds.includes(till.restaurantId),
  );
  const rest = here.length - MOST_SHOWN;
  return (
    <>
      {here.slice(0, MOST_SHOWN).map((campaign) => (
        <li key={campaign.code}>
          <IconConfetti size={20} stroke={1.75} aria-hidden />
          <Line campaign={campaign} />
        </li>
      ))}
      {rest > 0 && <li>{t('campaign.more', { count: rest })}</li>}
    </>
  );
}

function Line({ campaign: { name, lastDay, tasks } }: { readonly campaign: OpenCampaign }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const valueOf = (value: number, unit: OpenCampaign['tasks'][number]['unit']) => {
    if (unit === 'AMOUNT') return format.money(value);
    return format.number(unit === 'QUANTITY' ? value / THOUSANDTHS : value);
  };
  const progress = tasks
    .map(({ collected, target, unit }) =>
      t('campaign.progress', { collected: valueOf(Math.min(collected, target), unit), target: valueOf(target, unit) }),
    )
    .join(', ');
  const line = progress === '' ? name : t('campaign.tasks', { name, progress });
  if (lastDay === null) return line;
  if (localTime(new Date().toISOString(), timeZone).startsWith(lastDay)) return t('campaign.today', { line });
  return t('campaign.until', { line, day: format.day(lastDay) });
}
