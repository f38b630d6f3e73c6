import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Guest, registerGuest } from '../../entities/guest/guest.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { ApiProblem } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';
import classes from '../../shared/ui/form.module.css';

interface NewGuestProps {
  readonly phone: string;
  readonly restaurantId: string;
  readonly onRegistered: (guest: Guest) => void;
  /** The phone is taken: the guest who has it is taken instead. */
  readonly onKnown: (guestId: string) => void;
  readonly onClose: () => void;
}

/** A guest in two fields. */
export function NewGuest({ phone: firstPhone, restaurantId, onRegistered, onKnown, onClose }: NewGuestProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [phone, setPhone] = useState(firstPhone);
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const act = useAct({ storedAt: 'loyalty.act.registration', send: registerGuest, onDone: onRegistered });
  const knownGuest =
    act.error instanceof ApiProblem && act.error.code === 'guest_exists'
      ? (act.error.textBeside('guestId') ?? act.error.textBeside('id'))
      : null;

  function submit(): void {
    setAsked(true);
    const trimmed = name.trim();
    if (phone.trim() === '') return;
    act.submit({ phone: phone.trim(), restaurantId, ...(trimmed === '' ? {} : { name: trimmed }) });
  }

  return (
    <Dialog title={t('newGuest.title')} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <TextInput
          label={t('newGuest.phone')}
          description={t('newGuest.phoneHelp')}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          data-autofocus={firstPhone === '' ? true : undefined}
          value={phone}
          onChange={(event) => {
            setPhone(event.currentTarget.value);
            act.clearError();
          }}
          error={asked && phone.trim() === '' ? t('newGuest.phoneNeeded') : undefined}
        />
        <TextInput
          label={t('newGuest.name')}
          autoComplete="off"
          data-autofocus={firstPhone === '' ? undefined : true}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {act.error !== null && (
          <ProblemNotice words={words(act.error)}>
            {knownGuest !== null && (
              <Button className={classes.inNotice ?? ''} variant="default" onClick={() => onKnown(knownGuest)}>
                {t('newGuest.takeKnown')}
              </Button>
            )}
          </ProblemNotice>
        )}
        <Button type="submit" size="lg" loading={act.isPending}>
          {t('newGuest.submit')}
        </Button>
      </Form>
    </Dialog>
  );
}
