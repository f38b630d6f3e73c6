import { Link } from 'react-router';
import { getNetworkFraud } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import networks from '../networks/networks.module.css';
import classes from './platform.module.css';

/** How each network decides the cases of fraud watch. */
export function FraudPanel() {
  const { t } = useTranslation('owner');
  return (
    <ListPanel
      of={getNetworkFraud}
      limit={20}
      title={t('platform.fraud')}
      caption={t('platform.tableOf', { title: t('platform.fraud') })}
      rowKey={({ networkId }) => networkId}
      empty={<p className={classes.help}>{t('platform.fraudNone')}</p>}
      columns={[
        {
          title: t('platform.fraudNetwork'),
          isName: true,
          cell: ({ networkId, name }) => (
            <Link className={networks.name ?? ''} to={`/networks/${networkId}`}>
              {name}
            </Link>
          ),
        },
        { of: 'open', title: t('platform.fraudOpen'), as: 'number' },
        { of: 'confirmed', title: t('platform.fraudConfirmed'), as: 'number' },
        { of: 'dismissed', title: t('platform.fraudDismissed'), as: 'number' },
        { of: 'medianDaysToDecide', title: t('platform.fraudDays'), as: 'number', none: '', isAside: true },
      ]}
    >
      <p className={classes.help}>{t('platform.fraudHelp')}</p>
    </ListPanel>
  );
}
