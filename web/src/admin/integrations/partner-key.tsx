import type { Partner } from '../../entities/integration/partner.api';
import { keyOf } from '../../shared/api/calls';
import { createApiKey } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './integrations.module.css';

/** A key by which a partner calls; another manager lets it through. */
export function PartnerKey({ partner, onClose }: { readonly partner: Partner; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  return (
    <ActDialog
      of={createApiKey}
      title={t('partners.keyOf', { name: partner.name })}
      above={<p className={classes.soft}>{t('partners.keyHelp')}</p>}
      fields={{ name: { label: t('keys.name'), needed: t('keys.nameNeeded'), initial: partner.name } }}
      body={() => ({ scopes: ['partner' as const], partnerId: partner.id })}
      submit={t('keys.create')}
      anew={[keyOf('/api/approvals')]}
      result={() => <p role="status">{t('keys.waits')}</p>}
      resultClose={t('keys.done')}
      onClose={onClose}
    />
  );
}
