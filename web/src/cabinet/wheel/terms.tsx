import { useChance } from '../../entities/wheel/use-chance';
import type { PublicWheelEpoch } from '../../entities/wheel/wheel.api';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Column } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import classes from './wheel-page.module.css';

type Prize = PublicWheelEpoch['prizes'][number];

/** The published odds of a wheel, its terms, and the commitment that keeps both from changing. */
export function Terms({ epoch }: { readonly epoch: PublicWheelEpoch }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const spoken = useSpoken();
  const fallback = epoch.prizes.find(({ isFallback }) => isFallback);
  return (
    <div>
      <Panel title={t('wheel.odds')}>
        <Odds epoch={epoch} />
        {fallback !== undefined && (
          <p className={classes.under}>{t('wheel.fallbackHelp', { name: spoken(fallback.name) })}</p>
        )}
        {epoch.endsAt !== null && (
          <p className={classes.soft}>{t('wheel.endsAt', { at: format.dateTime(epoch.endsAt) })}</p>
        )}
      </Panel>
      <Panel title={t('wheel.fair')}>
        <p className={classes.text}>{t('wheel.fairHelp')}</p>
        <p className={classes.soft}>{t('wheel.commitment')}</p>
        <code className={classes.bytes}>{epoch.commitment}</code>
      </Panel>
    </div>
  );
}

function Odds({ epoch: { prizes, total } }: { readonly epoch: PublicWheelEpoch }) {
  const { t } = useTranslation('cabinet');
  const spoken = useSpoken();
  const chanceOf = useChance();
  const columns: Column<Prize>[] = [
    {
      key: 'prize',
      title: t('wheel.prize'),
      isName: true,
      cell: ({ name, points, stock }) => (
        <>
          {spoken(name)}
          {points !== null && <small className={classes.small}>{t('wheel.points', { points: points })}</small>}
          {stock !== null && <small className={classes.small}>{t('wheel.atMost', { count: stock })}</small>}
        </>
      ),
    },
    { key: 'chance', title: t('wheel.chance'), isFigure: true, cell: ({ weight }) => chanceOf(weight, total) },
    {
      key: 'weight',
      title: t('wheel.weight'),
      isFigure: true,
      cell: ({ weight }) => t('wheel.weightOf', { weight, total }),
    },
  ];
  return (
    <DataTable
      caption={t('wheel.oddsTable')}
      columns={columns}
      rows={prizes}
      rowKey={({ number }) => String(number)}
      empty={null}
    />
  );
}
