import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeWay, useCodeProblemWords } from '../../entities/one-time-code/code-way';
import type { GuestNetwork, GuestSession, SentCode } from '../../entities/guest-account/guest-account.api';
import { enterAsGuest } from '../../entities/session/session';
import { call } from '../../shared/api/calls';
import classes from '../../entities/session/sign-in.module.css';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { type Phone, PhoneInput, usePhone } from '../../shared/ui/phone-input';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { launch } from '../telegram/bridge';
import { DemoGuests } from './demo-guests';

const DIGITS = 6;
/** The start parameter of a link that a friend has shared. */
const REFERRAL_CODE = /^[\w-]{10,20}$/;

type Consents = { readonly kind: string; readonly version: string }[];

interface Typed {
  readonly name: string;
  readonly consents: readonly string[];
}

interface Sent {
  readonly code: SentCode;
  readonly phone: string;
  /** Sends another code to the same phone. */
  readonly sendAgain: () => Promise<SentCode>;
}

/** The phone of the guest, then the code that was sent to it. A new guest is registered by the same two steps. */
export function SignInForm({ network }: { readonly network: GuestNetwork }) {
  const [sent, setSent] = useState<Sent | null>(null);
  const [typed, setTyped] = useState<Typed>({ name: '', consents: [] });
  const phone = usePhone(network.registration.country);
  const { t } = useTranslation();
  if (network.codeChannel === null)
    return (
      <div className={classes.form}>
        <h1 className={classes.title}>{network.name}</h1>
        <Notice tone="bad" title={t('code.none.title')} help={t('code.none.help')} />
        <DemoGuests network={network.code} />
      </div>
    );
  if (sent !== null) return <CodeStep network={network} sent={sent} onBack={() => setSent(null)} />;
  return <PhoneStep network={network} phone={phone} typed={typed} onType={setTyped} onSent={setSent} />;
}

interface PhoneStepProps {
  readonly network: GuestNetwork;
  /** Kept above with the rest, so that it is there again when the guest comes back from the code. */
  readonly phone: Phone;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  readonly onSent: (sent: Sent) => void;
}

function PhoneStep({ network, phone, typed, onType, onSent }: PhoneStepProps) {
  const { t } = useTranslation('cabinet');
  const words = useCodeProblemWords();
  const { name, consents } = typed;
  const { networkId, registration } = network;
  const parameter = launch?.startParameter ?? '';
  const referralCode = REFERRAL_CODE.test(parameter) ? parameter : null;
  usePageTitle(network.name);
  const sendTo = (number: string) =>
    call(
      'POST',
      '/api/auth/register',
      {},
      {
        networkId,
        phone: number,
        ...(name.trim() !== '' && { name: name.trim() }),
        ...(referralCode !== null && { referralCode }),
        consents: consentsOf(network, consents),
      },
    );
  const sending = useMutation({
    mutationFn: sendTo,
    onSuccess: (code, number) => onSent({ code, phone: number, sendAgain: () => sendTo(number) }),
  });

  function submit(): void {
    const number = phone.take();
    if (number !== null) sending.mutate(number);
  }

  return (
    <div className={classes.form}>
      <Form className={classes.bare} onSubmit={submit}>
        <h1 className={classes.title}>{network.name}</h1>
        <p className={classes.help}>
          {registration.bonus > 0 ? t('signIn.bonus', { count: registration.bonus }) : t('signIn.help')}
        </p>
        <PhoneInput label={t('signIn.phone')} autoComplete="tel" phone={phone} needed={t('signIn.phoneNeeded')} />
        <TextInput
          label={t('signIn.name')}
          description={t('signIn.nameHelp')}
          autoComplete="given-name"
          maxLength={200}
          value={name}
          onChange={(event) => onType({ ...typed, name: event.currentTarget.value })}
        />
        <ConsentBoxes
          network={network}
          given={consents}
          onChange={(chosen) => onType({ ...typed, consents: chosen })}
        />
        {sending.isError && <ProblemNotice words={words(sending.error)} />}
        <Button type="submit" size="lg" loading={sending.isPending}>
          {t('signIn.send')}
        </Button>
      </Form>
      <DemoGuests network={network.code} />
    </div>
  );
}

interface ConsentBoxesProps {
  readonly network: GuestNetwork;
  readonly given: readonly string[];
  readonly onChange: (given: readonly string[]) => void;
}

/** The consents that the network asks of a new guest, each with its text. */
export function ConsentBoxes({ network, given, onChange }: ConsentBoxesProps) {
  const { t } = useTranslation('cabinet');
  const { consents } = network.registration;
  if (consents.length === 0) return null;
  return (
    <Checkbox.Group label={t('signIn.consents')} value={[...given]} onChange={onChange}>
      {consents.map(({ kind, text, required }) => (
        <Checkbox
          key={kind}
          mt="sm"
          value={kind}
          size="md"
          label={text}
          description={required ? t('signIn.consentRequired') : undefined}
        />
      ))}
    </Checkbox.Group>
  );
}

interface CodeStepProps {
  readonly network: GuestNetwork;
  readonly sent: Sent;
  readonly onBack: () => void;
}

function CodeStep({ network, sent, onBack }: CodeStepProps) {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  usePageTitle(t('signIn.codeTitle'));
  const { phone, sendAgain } = sent;
  const [newest, setNewest] = useState(sent.code);
  const { verificationId } = newest;
  const [code, setCode] = useState('');
  /** A new guest is known as one only with the code: the consents that registration needs are asked for then. */
  const [needsConsent, setNeedsConsent] = useState(false);
  const [given, setGiven] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  const sending = useMutation({
    mutationFn: sendAgain,
    onSuccess: (next) => {
      setNewest(next);
      setCode('');
      setAsked(false);
      verifying.reset();
    },
  });
  const verifying = useMutation({
    mutationFn: async (): Promise<void> => {
      const consents = needsConsent ? { consents: consentsOf(network, given) } : {};
      await enter(
        await call(
          'POST',
          '/api/auth/guest/verify',
          {},
          { ...{ verificationId, code, ...consents }, refreshCookie: 'PERSISTENT' },
        ),
      );
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'consent_required') setNeedsConsent(true);
    },
  });

  function submit(): void {
    setAsked(true);
    if (code.length === DIGITS) verifying.mutate();
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('signIn.codeTitle')}</h1>
      <CodeWay phone={phone} sent={newest} />
      <TextInput
        label={t('signIn.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        error={asked && code.length < DIGITS ? t('signIn.codeNeeded') : undefined}
        onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, '').slice(0, DIGITS))}
      />
      {needsConsent && <ConsentBoxes network={network} given={given} onChange={setGiven} />}
      {verifying.isError && <ProblemNotice words={words(verifying.error)} />}
      <Button type="submit" size="lg" loading={verifying.isPending}>
        {t('signIn.enter')}
      </Button>
      {sending.isError && <ProblemNotice words={words(sending.error)} />}
      {sending.isSuccess && <p role="status">{t('signIn.sentAgain')}</p>}
      <Button variant="subtle" loading={sending.isPending} onClick={() => sending.mutate()}>
        {t('signIn.sendAgain')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('signIn.otherPhone')}
      </Button>
    </Form>
  );
}

/** The consents that were ticked, with the versions that were shown. */
export function consentsOf({ registration }: GuestNetwork, given: readonly string[]): Consents {
  return registration.consents
    .filter(({ kind }) => given.includes(kind))
    .map(({ kind, version }) => ({ kind, version }));
}

function enter(opened: GuestSession): Promise<void> {
  return enterAsGuest(opened, 'ON_DEVICE');
}
