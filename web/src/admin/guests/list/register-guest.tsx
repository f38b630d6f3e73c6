import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { actOf, ask } from '../../../shared/api/calls';
import { ApiProblem } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import classes from '../../../shared/ui/form.module.css';
import { PhoneInput, usePhone } from '../../../shared/ui/phone-input';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { bound } from '../../../shared/ui/bound';

const MOST_OF_NAME = 200;

/** Registers a guest by phone and name with the consents of the network, and opens the page of the guest. */
export function RegisterGuest({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useTranslation('admin');
  const navigate = useNavigate();
  const phone = usePhone(useNetwork().country, '');
  const [name, setName] = useState('');
  const [given, setGiven] = useState<readonly string[]>([]);
  const [wasAsked, setWasAsked] = useState(false);
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const open = (id: string) => void navigate(`/guests/${id}`);
  const register = useChange(actOf('POST', '/api/guests'), ({ id }) => open(id));
  const { error } = register;
  const knownGuest =
    error instanceof ApiProblem && error.code === 'guest_exists'
      ? (error.textBeside('guestId') ?? error.textBeside('id'))
      : null;
  const consents = terms.data?.consents ?? [];
  const isConsentMissing = consents.some(({ kind, required }) => required && !given.includes(kind));

  function submit(): void {
    setWasAsked(true);
    const number = phone.take();
    if (number === null || isConsentMissing) return;
    const named = name.trim();
    const agreed = consents.filter(({ kind }) => given.includes(kind)).map(({ kind, version }) => ({ kind, version }));
    register.mutate({
      phone: number,
      ...(named === '' ? {} : { name: named }),
      ...(agreed.length === 0 ? {} : { consents: agreed }),
    });
  }

  return (
    <Dialog title={t('guests.register.title')} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <PhoneInput label={t('guests.register.phone')} data-autofocus phone={phone} onEdit={register.reset} />
        <TextInput
          label={t('guests.register.name')}
          autoComplete="off"
          maxLength={MOST_OF_NAME}
          {...bound(name, setName)}
        />
        {consents.length > 0 && (
          <Checkbox.Group
            label={t('guests.register.consents')}
            description={t('guests.register.consentsHelp')}
            error={wasAsked && isConsentMissing ? t('guests.register.consentNeeded') : undefined}
            value={[...given]}
            onChange={setGiven}
          >
            <div className={classes.form}>
              {consents.map(({ kind, text }) => (
                <Checkbox key={kind} value={kind} size="md" label={text} />
              ))}
            </div>
          </Checkbox.Group>
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
