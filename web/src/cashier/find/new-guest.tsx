import { Box, Button, Checkbox, type CheckboxGroupProps, Stack, TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Guest } from '../../entities/guest/guest.api';
import { actOf, ask } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { PhoneInput, usePhone } from '../../shared/ui/phone-input';
import { ApiProblem } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { TouchKeypad } from '../keypad/touch-keypad';
import { useTouch } from '../keypad/use-touch';
import { useScanner } from './use-scanner';
import { referralCodeOf, useFriendCode } from './friend-code';
import { useTillWords } from '../words/use-till-words';
import { useFields } from '../../shared/ui/use-fields';

/** The help stands below the input, so that fields beside each other align however long their helps are. */
const BELOW: NonNullable<TextInputProps['inputWrapperOrder']> = ['label', 'input', 'description', 'error'];

const MOST_OF_A_CODE = 50;

interface NewGuestProps {
  readonly phone: string;
  readonly restaurantId: string;
  readonly onRegistered: (guest: Guest) => void;
  /** Called with the guest who already has the phone. */
  readonly onKnown: (guestId: string) => void;
  readonly onClose: () => void;
}

/** Registers a guest by phone and name, with the network's consents and the points for joining. */
export function NewGuest({ phone: firstPhone, restaurantId, onRegistered, onKnown, onClose }: NewGuestProps) {
  const { t, language } = useTranslation('cashier');
  const words = useTillWords();
  const phoneField = useRef<HTMLInputElement>(null);
  const touch = useTouch();
  const phone = usePhone(useNetwork().country, firstPhone);
  /** Stays true, because a keypad that disappears would move a button under the finger. */
  const [typesPhone, setTypesPhone] = useState(firstPhone === '');
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const act = useAct({
    storedAt: 'loyalty.act.registration',
    send: actOf('POST', '/api/guests'),
    onDone: onRegistered,
  });
  const { field, values, setFieldValue, onSubmit } = useFields({
    initial: { name: '', birthDate: '', friendCode: '', consents: [] as string[] },
    error: act.error,
    check: ({ consents }) => ({ consents: isConsentMissing(consents) && t('newGuest.consentNeeded') }),
  });
  const friend = useFriendCode(values.friendCode);
  const setFriendCode = (text: string) => setFieldValue('friendCode', referralCodeOf(text));
  useScanner({ onScan: setFriendCode });
  const knownGuest =
    act.error instanceof ApiProblem && act.error.code === 'guest_exists'
      ? (act.error.textBeside('guestId') ?? act.error.textBeside('id'))
      : null;
  const count = terms.data?.bonus ?? 0;
  const birthday = field('birthDate');

  function isConsentMissing(given: readonly string[]): boolean {
    return (terms.data?.consents ?? []).some(({ kind, required }) => required && !given.includes(kind));
  }

  const submit = onSubmit(({ name, birthDate, friendCode, consents: given }) => {
    const number = phone.take();
    if (number === null) return;
    const consents = (terms.data?.consents ?? [])
      .filter(({ kind }) => given.includes(kind))
      .map(({ kind, version }) => ({ kind, version }));
    act.submit({
      phone: number,
      restaurantId,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(birthDate !== '' && { birthDate }),
      ...(friendCode.trim() !== '' && { referralCode: friendCode.trim() }),
      ...(consents.length > 0 && { consents }),
    });
  }, phone.take);

  function submitWords(): string {
    if (phone.isEmpty) return t('newGuest.phoneNeeded');
    return count === 0 ? t('newGuest.submit') : t('newGuest.submitBonus', { count });
  }

  return (
    <Dialog title={t('newGuest.title')} onClose={onClose}>
      <Form onSubmit={submit}>
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
          {...field('name')}
        />
        {typesPhone && <TouchKeypad field={phoneField} kind="phone" />}
        <Box display="grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))', gap: 12 }}>
          <TextInput
            label={t('newGuest.birthDate')}
            description={t('newGuest.birthDateHelp')}
            inputWrapperOrder={BELOW}
            type="date"
            autoComplete="off"
            {...birthday}
            onChange={(event) => {
              birthday.onChange(event);
              act.clearError();
            }}
          />
          <TextInput
            label={t('newGuest.friendCode')}
            description={friend.help ?? t('newGuest.friendCodeHelp')}
            inputWrapperOrder={BELOW}
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={MOST_OF_A_CODE}
            value={values.friendCode}
            error={friend.error}
            onChange={(event) => setFriendCode(event.currentTarget.value)}
          />
        </Box>
        <ConsentBoxes terms={terms.data?.consents ?? []} {...field('consents')} />
        {terms.error !== null && <ProblemNotice words={words(terms.error)} />}
        {act.error !== null && birthday.error === undefined && (
          <ProblemNotice words={words(act.error)}>
            {knownGuest !== null && (
              <Button mt={10} variant="default" onClick={() => onKnown(knownGuest)}>
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

interface ConsentBoxesProps extends Omit<CheckboxGroupProps, 'children'> {
  /** The texts that the network asks guests to agree to. */
  readonly terms: readonly { readonly kind: string; readonly version: string; readonly text: string }[];
}

function ConsentBoxes({ terms, ...field }: ConsentBoxesProps) {
  const { t } = useTranslation('cashier');
  if (terms.length === 0) return null;
  return (
    <Checkbox.Group
      label={t('newGuest.consents')}
      description={t('newGuest.consentsHelp')}
      descriptionProps={{ fz: 14, mb: 8 }}
      {...field}
    >
      <Stack gap={16}>
        {terms.map(({ kind, version, text }) => (
          <Checkbox key={kind} value={kind} size="md" label={text} description={t('newGuest.version', { version })} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
