import { Button, Checkbox, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { type ConsentBasis } from '../../../entities/guest/guest.api';
import { ask } from '../../../shared/api/calls';
import { createGuest } from '../../../shared/api/operations';
import { ApiProblem } from '../../../shared/api/problem';
import { ActDialog } from '../../../shared/described/act-form';
import { usePhoneField } from '../../../shared/described/use-phone-field';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';

/** Registers a guest by phone and name with the consents of the network, and opens the page of the guest. */
export function RegisterGuest({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const navigate = useNavigate();
  const { country } = useNetwork();
  const phone = usePhoneField({ label: t('guests.register.phone'), needed: shared('form.needed'), country });
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const open = (id: string) => void navigate(`/guests/${id}`);
  const consents = terms.data?.consents ?? [];
  const isMissing = (given: readonly { readonly kind?: unknown }[]) =>
    consents.some(({ kind, required }) => required && given.every((one) => one.kind !== kind));
  return (
    <ActDialog
      of={createGuest}
      title={t('guests.register.title')}
      fields={{
        phone: phone.field,
        name: { label: t('guests.register.name') },
        consents: {
          label: t('guests.register.consents'),
          help: t('guests.register.consentsHelp'),
          isShown: () => consents.length > 0,
          control: ({ label, description, value, onChange }) => (
            <Checkbox.Group
              label={label}
              description={description}
              value={value.map(({ kind }) => String(kind))}
              onChange={(kinds) =>
                onChange(
                  consents.filter(({ kind }) => kinds.includes(kind)).map(({ kind, version }) => ({ kind, version })),
                )
              }
            >
              <Stack gap={16}>
                {consents.map(({ kind, text }) => (
                  <Checkbox key={kind} value={kind} size="md" label={text} />
                ))}
              </Stack>
            </Checkbox.Group>
          ),
        },
        consentBasis: {
          label: t('guests.register.basis'),
          help: t('guests.register.basisHelp'),
          none: t('guests.register.basisNone'),
          needed: t('guests.register.consentNeeded'),
          words: (basis: ConsentBasis) => t(`consentBasis.${basis}`),
          isShown: ({ consents: given }) => isMissing(given),
        },
      }}
      body={() => ({ phone: phone.takeNumber() ?? '' })}
      isDisabled={() => terms.data === undefined}
      submit={t('guests.register.submit')}
      onFailure={(error) => {
        const known =
          error instanceof ApiProblem && error.code === 'guest_exists'
            ? (error.textBeside('guestId') ?? error.textBeside('id'))
            : undefined;
        return known != null && <Button onClick={() => open(known)}>{t('guests.register.openKnown')}</Button>;
      }}
      onDone={({ id }) => open(id)}
      onClose={onClose}
    />
  );
}
