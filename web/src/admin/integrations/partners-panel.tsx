import { changePartner, createApiKey, createPartner, listPartners } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './integrations.module.css';
import { PartnerForm } from './partner-form';
import { PartnerKey } from './partner-key';
import { PartnerSettlements } from './partner-settlements';

/** Businesses beside the network that give and take its points. */
export function PartnersPanel() {
  const { t } = useTranslation('admin');
  return (
    <ListPanel
      of={listPartners}
      isWhole
      title={t('partners.title')}
      caption={t('partners.list')}
      empty={[t('partners.emptyTitle'), t('partners.emptyHelp')]}
      add={{
        of: createPartner,
        look: 'plain',
        text: t('partners.new'),
        dialog: (close) => <PartnerForm onClose={close} />,
      }}
      columns={[
        {
          title: t('integrations.name'),
          cell: ({ name, code, closed }) => (
            <>
              {name}
              <span className={classes.soft}>{closed ? t('partners.closed', { code }) : code}</span>
            </>
          ),
        },
        { of: 'earnPerDay', title: t('partners.earnPerDay'), as: 'number', isAside: true },
        { of: 'burnPerDay', title: t('partners.burnPerDay'), as: 'number', isAside: true },
      ]}
      actsTitle={t('integrations.acts')}
      acts={[
        {
          text: t('partners.settlements'),
          name: ({ name }) => t('partners.settlementsOf', { name }),
          dialog: (partner, close) => <PartnerSettlements partner={partner} onClose={close} />,
        },
        {
          of: changePartner,
          text: t('partners.change'),
          name: ({ name }) => t('partners.changeOf', { name }),
          dialog: (partner, close) => <PartnerForm partner={partner} onClose={close} />,
        },
        {
          of: createApiKey,
          text: t('partners.key'),
          name: ({ name }) => t('partners.keyOf', { name }),
          dialog: (partner, close) => <PartnerKey partner={partner} onClose={close} />,
        },
      ]}
    >
      <p className={classes.soft}>{t('partners.help')}</p>
    </ListPanel>
  );
}
