import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Guest } from '../../entities/guest/guest.api';
import { actOf, ask } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { PhoneInput, usePhone } from '../../shared/ui/phone-input';
import { ApiProblem, mistakeAt } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { TouchKeypad } from '../keypad/touch-keypad';
import { useTouch } from '../keypad/use-touch';
import { useScanner } from './use-scanner';
import { referralCodeOf, useFriendCode } from './friend-code';
import { useTillWords } from '../words/use-till-words';
import classes from '../../shared/ui/form.module.css';
import { bound } from '../../shared/ui/bound';

const MOST_OF_A_CODE = 50;

interface NewGuestProps {
  readonly phone: string;
  readonly restaurantId: string;
  readonly onRegistered: (guest: Guest) => void;
  /** The phone is taken: the guest who has it is taken instead. */
  readonly onKnown: (guestId: string) => void;
  readonly onClose: () => void;
}

/** A new guest by phone and name, with the consents that the network asks for and the points that joining gives. */
export function NewGuest({ phone: firstPhone, restaurantId, onRegistered, onKnown, onClose }: NewGuestProps) {
  const { t, language } = useTranslation('cashier');
  const words = useTillWords();
  const phoneField = useRef<HTMLInputElement>(null);
  const touch = useTouch();
  const phone = usePhone(useNetwork().country, firstPhone);
  /** Once true it stays: a keypad that goes away would move a button from under the finger. */
  const [typesPhone, setTypesPhone] = useState(firstPhone === '');
  const [name, setName] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [given, setGiven] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  const [friendCode, setFriendCode] = useState('');
  const friend = useFriendCode(friendCode);
  useScanner({ onScan: (text) => setFriendCode(referralCodeOf(text)) });
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const act = useAct({
    storedAt: 'loyalty.act.registration',
    send: actOf('POST', '/api/guests'),
    onDone: onRegistered,
  });
  const knownGuest =
    act.error instanceof ApiProblem && act.error.code === 'guest_exists'
      ? (act.error.textBeside('guestId') ?? act.error.textBeside('id'))
      : null;
  const isConsentMissing = (terms.data?.consents ?? []).some(({ kind, required }) => required && !given.includes(kind));
  const count = terms.data?.bonus ?? 0;
  const birthdayMistake = mistakeAt(act.error, 'birthDate');

  function submit(): void {
    setAsked(true);
    const number = phone.take();
    if (number === null || isConsentMissing) return;
    const trimmed = name.trim();
    const consents = (terms.data?.consents ?? [])
      .filter(({ kind }) => given.includes(kind))
      .map(({ kind, version }) => ({ kind, version }));
    act.submit({
      phone: number,
      restaurantId,
      ...(trimmed === '' ? {} : { name: trimmed }),
      ...(birthDate === '' ? {} : { birthDate }),
      ...(friendCode.trim() === '' ? {} : { referralCode: friendCode.trim() }),
      ...(consents.length === 0 ? {} : { consents }),
    });
  }

  function submitWords(): string {
    if (phone.isEmpty) return t('newGuest.phoneNeeded');
    return count === 0 ? t('newGuest.submit') : t('newGuest.submitBonus', { count });
  }

  return (
    <Dialog title={t('newGuest.title')} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <PhoneInput
          label={t('newGuest.phone')}
          description={t('newGuest.phoneHelp')}
          inputMode={touch ? 'none' : 'tel'}
          data-keypad="phone"
          ref={phoneField}
          data-autofocus={firstPhone === '' ? true : undefined}
          phone={phone}
          onFocus={() => setTypesPhone(true)}
          onEdit={act.clearError}
        />
        <TextInput
          label={t('newGuest.name')}
          autoComplete="off"
          data-autofocus={firstPhone === '' ? undefined : true}
          {...bound(name, setName)}
        />
        {typesPhone && <TouchKeypad field={phoneField} kind="phone" />}
        <TextInput
          label={t('newGuest.birthDate')}
          description={t('newGuest.birthDateHelp')}
          type="date"
          autoComplete="off"
          value={birthDate}
          error={birthdayMistake}
          onChange={(event) => {
            setBirthDate(event.currentTarget.value);
            act.clearError();
          }}
        />
        <TextInput
          label={t('newGuest.friendCode')}
          description={friend.help ?? t('newGuest.friendCodeHelp')}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={MOST_OF_A_CODE}
          value={friendCode}
          error={friend.error}
          onChange={(event) => setFriendCode(referralCodeOf(event.currentTarget.value))}
        />
        {terms.data !== undefined && terms.data.consents.length > 0 && (
          <Checkbox.Group
            label={t('newGuest.consents')}
            description={t('newGuest.consentsHelp')}
            descriptionProps={{ fz: 14, mb: 8 }}
            error={asked && isConsentMissing ? t('newGuest.consentNeeded') : undefined}
            value={[...given]}
            onChange={setGiven}
          >
            <div className={classes.form}>
              {terms.data.consents.map(({ kind, version, text }) => (
                <Checkbox
                  key={kind}
                  value={kind}
                  size="md"
                  label={text}
                  description={t('newGuest.version', { version })}
                />
              ))}
            </div>
          </Checkbox.Group>
        )}
        {terms.error !== null && <ProblemNotice words={words(terms.error)} />}
        {act.error !== null && birthdayMistake === undefined && (
          <ProblemNotice words={words(act.error)}>
            {knownGuest !== null && (
              <Button className={classes.inNotice ?? ''} variant="default" onClick={() => onKnown(knownGuest)}>
                {t('newGuest.takeKnown')}
              </Button>
            )}
          </ProblemNotice>
        )}
        <Button type="submit" size="lg" loading={act.isPending} disabled={phone.isEmpty || terms.isPending}>
          {submitWords()}
        </Button>
      </Form>
    </Dialog>
  );
}
