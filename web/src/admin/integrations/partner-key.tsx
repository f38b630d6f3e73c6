import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Partner } from '../../entities/integration/partner.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import classes from './integrations.module.css';

/** A key by which a partner calls; another manager lets it through. */
export function PartnerKey({ partner, onClose }: { readonly partner: Partner; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [name, setName] = useState(partner.name);
  const [asked, setAsked] = useState(false);
  const create = useChange(actOf('POST', '/api/api-keys'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/approvals') }),
  );

  function submit(): void {
    setAsked(true);
    if (name.trim() !== '') create.mutate({ name: name.trim(), scopes: ['partner'], partnerId: partner.id });
  }

  return (
    <Dialog title={t('partners.keyOf', { name: partner.name })} onClose={onClose}>
      {create.data === undefined ? (
        <Form className={classes.fields} onSubmit={submit}>
          <p className={classes.soft}>{t('partners.keyHelp')}</p>
          <TextInput
            data-autofocus
            label={t('keys.name')}
            maxLength={200}
            autoComplete="off"
            {...bound(name, setName)}
            error={asked && name.trim() === '' ? t('keys.nameNeeded') : mistakeAt(create.error, 'name')}
          />
          <FailureNotice error={create.error} marked={['name']} />
          <Button type="submit" loading={create.isPending}>
            {t('keys.create')}
          </Button>
        </Form>
      ) : (
        <div className={classes.fields}>
          <p role="status">{t('keys.waits')}</p>
          <Button onClick={onClose}>{t('keys.done')}</Button>
        </div>
      )}
    </Dialog>
  );
}
