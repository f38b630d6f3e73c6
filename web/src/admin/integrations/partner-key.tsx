import { Button, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Partner } from '../../entities/integration/partner.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import classes from './integrations.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { Submit } from '../../shared/ui/submit';

/** A key by which a partner calls; another manager lets it through. */
export function PartnerKey({ partner, onClose }: { readonly partner: Partner; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const create = useChange(actOf('POST', '/api/api-keys'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/approvals') }),
  );

  const { field, marked, onSubmit } = useFields({
    initial: { name: partner.name },
    error: create.error,
    check: ({ name }) => ({ name: name.trim() === '' && t('keys.nameNeeded') }),
  });
  const submit = onSubmit(({ name }) =>
    create.mutate({ name: name.trim(), scopes: ['partner'], partnerId: partner.id }),
  );

  return (
    <Dialog title={t('partners.keyOf', { name: partner.name })} onClose={onClose}>
      {create.data === undefined ? (
        <Form onSubmit={submit}>
          <p className={classes.soft}>{t('partners.keyHelp')}</p>
          <TextInput data-autofocus label={t('keys.name')} maxLength={200} autoComplete="off" {...field('name')} />
          <Submit of={create} marked={marked} text={t('keys.create')} />
        </Form>
      ) : (
        <Stack gap={16}>
          <p role="status">{t('keys.waits')}</p>
          <Button onClick={onClose}>{t('keys.done')}</Button>
        </Stack>
      )}
    </Dialog>
  );
}
