import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CodeWay, useCodeProblemWords } from '../../entities/one-time-code/code-way';
import { CODE_DIGITS, SentCodeInput } from '../../entities/one-time-code/sent-code-input';
import type { GuestNetwork, SentCode } from '../../entities/guest-account/guest-account.api';
import { enterAsGuest } from '../../entities/session/session';
import { call } from '../../shared/api/calls';
import classes from '../../entities/session/sign-in.module.css';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { type Phone, PhoneInput, usePhone } from '../../shared/ui/phone-input';
import { FailureNotice, ProblemNotice } from '../../shared/ui/problem-notice';
import { maxLaunch } from '../max/launch';
import { launch } from '../telegram/bridge';
import { DemoGuests } from './demo-guests';
import { bound } from '../../shared/ui/bound';

/** The start parameter of a link that a friend has shared. */
const REFERRAL_CODE = /^[\w-]{10,20}$/;

type Consents = { readonly kind: string; readonly version: string }[];

interface NewGuestInput {
  readonly name: string;
  readonly consents: readonly string[];
}

interface CodeSent {
  readonly code: SentCode;
  readonly phone: string;
  /** Sends another code to the same phone. */
  readonly sendAgain: () => Promise<SentCode>;
}

/** The phone of the guest, then the code that was sent to it, and for a new guest name and consents. */
export function SignInForm({ network }: { readonly network: GuestNetwork }) {
  const [sent, setSent] = useState<CodeSent | null>(null);
  const phone = usePhone(network.registration.country);
  const { t } = useTranslation();
  if (network.codeChannel === null)
    return (
      <Stack gap={0} align="center" w="100%" miw={0}>
        <div className={classes.form}>
          <h1 className={classes.title}>{network.name}</h1>
          <Notice tone="bad" title={t('code.none.title')} help={t('code.none.help')} />
        </div>
        <DemoGuests network={network.code} />
      </Stack>
    );
  if (sent !== null) return <CodeStep network={network} sent={sent} onBack={() => setSent(null)} />;
  return <PhoneStep network={network} phone={phone} onSent={setSent} />;
}

interface PhoneStepProps {
  readonly network: GuestNetwork;
  /** Kept above, so that it is there again when the guest comes back from the code. */
  readonly phone: Phone;
  readonly onSent: (sent: CodeSent) => void;
}

/** Asks for the phone alone. Whether it is new is known once its code was right, and not told to a stranger before. */
function PhoneStep({ network, phone, onSent }: PhoneStepProps) {
  const { t } = useTranslation('entry');
  const words = useCodeProblemWords();
  const { networkId, registration } = network;
  const parameter = launch?.startParameter ?? maxLaunch?.startParameter ?? '';
  const referralCode = REFERRAL_CODE.test(parameter) ? parameter : null;
  usePageTitle(network.name);
  const sendTo = (number: string) =>
    call(
      'POST',
      '/api/auth/register',
      {},
      { networkId, phone: number, ...(referralCode !== null && { referralCode }), consents: [] },
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
    <Stack gap={0} align="center" w="100%" miw={0}>
      <Form className={classes.form} onSubmit={submit}>
        <h1 className={classes.title}>{network.name}</h1>
        <Text c="dimmed">
          {registration.bonus > 0 ? t('signIn.bonus', { count: registration.bonus }) : t('signIn.help')}
        </Text>
        <PhoneInput label={t('signIn.phone')} autoComplete="tel" phone={phone} needed={t('signIn.phoneNeeded')} />
        {sending.isError && <ProblemNotice words={words(sending.error)} />}
        <Button type="submit" size="lg" loading={sending.isPending}>
          {t('signIn.send')}
        </Button>
      </Form>
      <DemoGuests network={network.code} />
    </Stack>
  );
}

interface ConsentBoxesProps {
  readonly network: GuestNetwork;
  readonly given: readonly string[];
  readonly onChange: (given: readonly string[]) => void;
}

/** The consents that the network asks of a new guest, each with its text. */
export function ConsentBoxes({ network, given, onChange }: ConsentBoxesProps) {
  const { t } = useTranslation('entry');
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
  readonly sent: CodeSent;
  readonly onBack: () => void;
}

/** The code, and for a phone that turns out to be new what a registration asks for. */
function CodeStep({ network, sent, onBack }: CodeStepProps) {
  const { t } = useTranslation('entry');
  const [newest, setNewest] = useState(sent.code);
  const [code, setCode] = useState('');
  const [isNew, setIsNew] = useState(false);
  const [typed, setTyped] = useState<NewGuestInput>({ name: '', consents: [] });
  const sending = useMutation({
    mutationFn: sent.sendAgain,
    onSuccess: (next) => {
      setNewest(next);
      setCode('');
      setIsNew(false);
      verifying.reset();
    },
  });
  const verifying = useMutation({
    mutationFn: async (digits: string): Promise<void> => {
      const name = typed.name.trim();
      const registered = { ...(name !== '' && { name }), consents: consentsOf(network, typed.consents) };
      const more = isNew ? registered : { onlyKnown: true as const };
      const body = {
        verificationId: newest.verificationId,
        code: digits,
        ...more,
        refreshCookie: 'PERSISTENT' as const,
      };
      await enterAsGuest(await call('POST', '/api/auth/guest/verify', {}, body), 'ON_DEVICE');
    },
    onError: (error) => {
      if (isRegistrationNeeded(error)) setIsNew(true);
    },
  });
  const step = {
    // A phone that is new leads to the next step, and is no failure.
    failure: isRegistrationNeeded(verifying.error) ? null : verifying.error,
    isBusy: verifying.isPending,
    onSubmit: (digits = code) => {
      // The last digit has sent the code already.
      if (!verifying.isPending) verifying.mutate(digits);
    },
  };
  const otherWays = (
    <>
      {sending.isError && <Failure error={sending.error} />}
      {sending.isSuccess && !isNew && <p role="status">{t('signIn.sentAgain')}</p>}
      <Button variant="subtle" loading={sending.isPending} onClick={() => sending.mutate()}>
        {t('signIn.sendAgain')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('signIn.otherPhone')}
      </Button>
    </>
  );
  if (isNew)
    return (
      <NewGuestForm {...step} network={network} typed={typed} onType={setTyped}>
        {otherWays}
      </NewGuestForm>
    );
  return (
    <CodeForm {...step} key={newest.verificationId} phone={sent.phone} sent={newest} code={code} onType={setCode}>
      {otherWays}
    </CodeForm>
  );
}

interface StepProps {
  readonly failure: Error | null;
  readonly isBusy: boolean;
  readonly onSubmit: (code?: string) => void;
  /** Ways out of the step, below its button. */
  readonly children: ReactNode;
}

interface CodeFormProps extends StepProps {
  readonly phone: string;
  readonly sent: SentCode;
  readonly code: string;
  readonly onType: (code: string) => void;
}

function CodeForm({ phone, sent, code, onType, failure, isBusy, onSubmit, children }: CodeFormProps) {
  const { t } = useTranslation('entry');
  const [asked, setAsked] = useState(false);
  usePageTitle(t('signIn.codeTitle'));

  function submit(): void {
    setAsked(true);
    if (code.length === CODE_DIGITS) onSubmit();
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('signIn.codeTitle')}</h1>
      <CodeWay phone={phone} sent={sent} />
      <SentCodeInput
        label={t('signIn.code')}
        code={code}
        onType={onType}
        onWhole={onSubmit}
        error={asked && code.length < CODE_DIGITS ? t('signIn.codeNeeded') : undefined}
      />
      {failure !== null && <Failure error={failure} />}
      <Button type="submit" size="lg" loading={isBusy}>
        {t('signIn.enter')}
      </Button>
      {children}
    </Form>
  );
}

interface NewGuestFormProps extends StepProps {
  readonly network: GuestNetwork;
  readonly typed: NewGuestInput;
  readonly onType: (typed: NewGuestInput) => void;
}

/** Name and consents of a guest whose phone the network has not met yet. */
function NewGuestForm({ network, typed, onType, failure, isBusy, onSubmit, children }: NewGuestFormProps) {
  const { t } = useTranslation('entry');
  usePageTitle(t('signIn.newTitle'));
  return (
    <Form className={classes.form} onSubmit={() => onSubmit()}>
      <h1 className={classes.title}>{t('signIn.newTitle')}</h1>
      <Text c="dimmed">{t('signIn.newHelp')}</Text>
      <TextInput
        label={t('signIn.name')}
        description={t('signIn.nameHelp')}
        autoComplete="given-name"
        autoFocus
        maxLength={200}
        {...bound(typed.name, (value) => onType({ ...typed, name: value }))}
      />
      <ConsentBoxes network={network} given={typed.consents} onChange={(consents) => onType({ ...typed, consents })} />
      {failure !== null && <Failure error={failure} />}
      <Button type="submit" size="lg" loading={isBusy}>
        {t('signIn.register')}
      </Button>
      {children}
    </Form>
  );
}

function Failure({ error }: { readonly error: Error }) {
  return <FailureNotice error={error} />;
}

function isRegistrationNeeded(error: Error | null): boolean {
  return error instanceof ApiProblem && error.code === 'registration_needed';
}

/** The consents that were ticked, with the versions that were shown. */
export function consentsOf({ registration }: GuestNetwork, given: readonly string[]): Consents {
  return registration.consents
    .filter(({ kind }) => given.includes(kind))
    .map(({ kind, version }) => ({ kind, version }));
}
