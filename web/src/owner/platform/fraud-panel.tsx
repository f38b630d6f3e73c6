import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { networksFraudQuery } from '../../entities/fraud/fraud.api';
import { ownTimeZone } from '../../entities/platform/places';
import { usePlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable, ListPager } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import networks from '../networks/networks.module.css';
import classes from './platform.module.css';

/** How each network decides the cases of fraud watch. */
export function FraudPanel() {
  const { t } = useTranslation('owner');
  const format = usePlainFormat(ownTimeZone());
  const [cursor, setCursor] = useState<string>();
  const reading = useQuery(networksFraudQuery(cursor));
  return (
    <Panel title={t('platform.fraud')}>
      <p className={classes.help}>{t('platform.fraudHelp')}</p>
      <DataTable
        reading={reading}
        caption={t('platform.tableOf', { title: t('platform.fraud') })}
        rows={reading.data?.items}
        rowKey={({ networkId }) => networkId}
        empty={<p className={classes.help}>{t('platform.fraudNone')}</p>}
        columns={[
          {
            key: 'network',
            title: t('platform.fraudNetwork'),
            isName: true,
            cell: ({ networkId, name }) => (
              <Link className={networks.name ?? ''} to={`/networks/${networkId}`}>
                {name}
              </Link>
            ),
          },
          { key: 'open', title: t('platform.fraudOpen'), isFigure: true, cell: ({ open }) => format.number(open) },
          {
            key: 'confirmed',
            title: t('platform.fraudConfirmed'),
            isFigure: true,
            cell: ({ confirmed }) => format.number(confirmed),
          },
          {
            key: 'dismissed',
            title: t('platform.fraudDismissed'),
            isFigure: true,
            cell: ({ dismissed }) => format.number(dismissed),
          },
          {
            key: 'days',
            title: t('platform.fraudDays'),
            isFigure: true,
            isAside: true,
            cell: ({ medianDaysToDecide: days }) => (days === null ? '' : format.number(days)),
          },
        ]}
      />
      <ListPager list={reading.data} cursor={cursor} onTurn={setCursor} />
    </Panel>
  );
}
