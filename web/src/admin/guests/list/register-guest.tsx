import { Button, Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { CONSENT_BASES, type ConsentBasis } from '../../../entities/guest/guest.api';
import { actOf, ask } from '../../../shared/api/calls';
import { ApiProblem } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import { PhoneInput, usePhone } from '../../../shared/ui/phone-input';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useFields } from '../../../shared/ui/use-fields';

const MOST_OF_NAME = 200;

/** Registers a guest by phone and name with the consents of the network, and opens the page of the guest. */
export function RegisterGuest({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useTranslation('admin');
  const navigate = useNavigate();
  const phone = usePhone(useNetwork().country, '');
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const open = (id: string) => void navigate(`/guests/${id}`);
  const register = useChange(actOf('POST', '/api/guests'), ({ id }) => open(id));
  const { error } = register;
  const knownGuest =
    error instanceof ApiProblem && error.code === 'guest_exists'
      ? (error.textBeside('guestId') ?? error.textBeside('id'))
      : null;
  const consents = terms.data?.consents ?? [];
  const isMissing = (given: readonly string[]) =>
    consents.some(({ kind, required }) => required && !given.includes(kind));
  const { field, values, onSubmit } = useFields({
    initial: { name: '', consents: [] as string[], basis: '' as ConsentBasis | '' },
    check: ({ consents: given, basis }) => ({
      basis: isMissing(given) && basis === '' && t('guests.register.consentNeeded'),
    }),
  });
  const submit = onSubmit(({ name, consents: given, basis }) => {
    const number = phone.take();
    if (number === null) return;
    const agreed = consents.filter(({ kind }) => given.includes(kind)).map(({ kind, version }) => ({ kind, version }));
    register.mutate({
      phone: number,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(agreed.length > 0 && { consents: agreed }),
      ...(isMissing(given) && basis !== '' && { consentBasis: basis }),
    });
  }, phone.take);

  return (
    <Dialog title={t('guests.register.title')} onClose={onClose}>
      <Form onSubmit={submit}>
        <PhoneInput label={t('guests.register.phone')} data-autofocus phone={phone} onEdit={register.reset} />
        <TextInput label={t('guests.register.name')} autoComplete="off" maxLength={MOST_OF_NAME} {...field('name')} />
        {consents.length > 0 && (
          <Checkbox.Group
            label={t('guests.register.consents')}
            description={t('guests.register.consentsHelp')}
            {...field('consents')}
          >
            <Stack gap={16}>
              {consents.map(({ kind, text }) => (
                <Checkbox key={kind} value={kind} size="md" label={text} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {isMissing(values.consents) && (
          <NativeSelect
            label={t('guests.register.basis')}
            description={t('guests.register.basisHelp')}
            {...field('basis')}
            data={[
              { value: '', label: t('guests.register.basisNone') },
              ...CONSENT_BASES.map((one) => ({ value: one, label: t(`consentBasis.${one}`) })),
            ]}
          />
        )}
        <FailureNotice error={error} />
        {knownGuest === null ? (
          <Button type="submit" loading={register.isPending} disabled={terms.data === undefined}>
            {t('guests.register.submit')}
          </Button>
        ) : (
          <Button onClick={() => open(knownGuest)}>{t('guests.register.openKnown')}</Button>
        )}
      </Form>
    </Dialog>
  );
}
