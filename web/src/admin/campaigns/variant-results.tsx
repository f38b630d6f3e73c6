import type { CampaignResults } from '../../entities/campaign/campaign.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, DataTable } from '../../shared/ui/data-table';
import classes from './campaigns.module.css';

type Variant = CampaignResults['variants'][number];
type Compared = Variant['against'][number]['compared'];

/** Each variant with its effect against the control group, and the variants beside one another in sentences. */
export function VariantResults({ variants }: { readonly variants: readonly Variant[] }) {
  const { t } = useTranslation('admin');
  const columns = useColumns();
  const wordsOf = useDifferenceWords();
  return (
    <>
      <h3>{t('campaigns.variants')}</h3>
      <DataTable
        caption={t('campaigns.variants')}
        columns={columns}
        rows={variants}
        rowKey={({ variant }) => variant}
        empty={null}
      />
      <ul className={classes.list}>
        {variants.flatMap(({ variant, against }) =>
          against.map(({ variant: other, compared }) => (
            <li key={`${variant} ${other}`}>
              {t('campaigns.variantAgainst', { variant, other, text: wordsOf(compared) })}
            </li>
          )),
        )}
      </ul>
      <p className={classes.help}>{t('campaigns.variantsHelp')}</p>
    </>
  );
}

/** The difference in money per guest in words: "+120 ₽ per guest (40 to 200)", or why there is none yet. */
function useDifferenceWords(): (compared: Compared) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = (value: number) => format.money(Math.round(value));
  return ({ money: { interval, verdict } }) => {
    if (verdict.because !== null || interval === null)
      return t(`campaigns.obstacle.${verdict.because ?? 'TOO_FEW'}`, { guests: format.number(verdict.guests ?? 0) });
    return t(`campaigns.difference.${verdict.kind === 'NOT_YET' ? 'NO_EFFECT' : verdict.kind}`, {
      money: money(Math.abs(interval.estimate)),
      low: money(interval.low),
      high: money(interval.high),
    });
  };
}

function useColumns(): Column<Variant>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const wordsOf = useDifferenceWords();
  return [
    { key: 'variant', title: t('campaigns.variant'), cell: ({ variant }) => variant },
    { key: 'guests', title: t('campaigns.guests'), isFigure: true, cell: ({ guests }) => format.number(guests) },
    {
      key: 'told',
      title: t('campaigns.told'),
      isFigure: true,
      isAside: true,
      cell: ({ told }) => format.number(told),
    },
    { key: 'came', title: t('campaigns.came'), isFigure: true, cell: ({ came }) => format.number(came) },
    {
      key: 'money',
      title: t('campaigns.moneyPerGuest'),
      isFigure: true,
      cell: ({ money, guests }) => format.money(guests === 0 ? 0 : Math.round(money / guests)),
    },
    {
      key: 'points',
      title: t('campaigns.pointsGiven'),
      isFigure: true,
      isAside: true,
      cell: ({ points }) => format.number(points),
    },
    {
      key: 'effect',
      title: t('campaigns.effect'),
      isAside: true,
      cell: ({ againstControl }) => (againstControl === null ? t('campaigns.noControl') : wordsOf(againstControl)),
    },
  ];
}
