import type { CampaignResults } from '../../entities/campaign/campaign.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Column } from '../../shared/ui/columns';

type GroupFigures = Omit<CampaignResults['arms'][number], 'arm'>;

/** The columns that tables of groups and of variants share. */
export function useGroupColumns() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return {
    guests: {
      key: 'guests',
      title: t('campaigns.guests'),
      isFigure: true,
      cell: ({ guests }) => format.number(guests),
    },
    told: {
      key: 'told',
      title: t('campaigns.told'),
      isFigure: true,
      isAside: true,
      cell: ({ told }) => format.number(told),
    },
    came: { key: 'came', title: t('campaigns.came'), isFigure: true, cell: ({ came }) => format.number(came) },
    money: {
      key: 'money',
      title: t('campaigns.moneyPerGuest'),
      isFigure: true,
      cell: ({ money, guests }) => format.money(guests === 0 ? 0 : Math.round(money / guests)),
    },
    points: {
      key: 'points',
      title: t('campaigns.pointsGiven'),
      isFigure: true,
      isAside: true,
      cell: ({ points }) => format.number(points),
    },
  } satisfies Record<string, Column<GroupFigures>>;
}
