import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import QRCode from 'qrcode';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../shared/api/schemas';
import { Form } from '../../shared/ui/form';
import { usePageTitle } from '../../shared/ui/page-title';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { CodeInput } from './code-input';
import { confirmSecondFactor, enrolSecondFactor, signOut } from './session';
import classes from './sign-in.module.css';

interface EnrolSecondFactorProps {
  /** Left out where a dialog says it. */
  readonly title?: string;
}

/** Leads a person to the second factor that the network demands: the password again, then the code that the app shows. */
export function EnrolSecondFactor({ title }: EnrolSecondFactorProps) {
  const { t } = useTranslation();
  usePageTitle(title ?? null);
  const [enrolment, setEnrolment] = useState<Schemas['SecondFactorEnrolment']>();
  return (
    <div className={title === undefined ? classes.bare : classes.form}>
      {title !== undefined && <h1 className={classes.title}>{title}</h1>}
      {enrolment === undefined ? <Password onProven={setEnrolment} /> : <FirstCode {...enrolment} />}
      <Button variant="subtle" onClick={() => void signOut()}>
        {t('action.signOut')}
      </Button>
    </div>
  );
}

function Password({ onProven }: { readonly onProven: (enrolment: Schemas['SecondFactorEnrolment']) => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(false);
  const proving = useMutation({ mutationFn: () => enrolSecondFactor(password), onSuccess: onProven });

  function submit() {
    setAsked(true);
    if (password !== '') proving.mutate();
  }

  return (
    <Form className={classes.bare} onSubmit={submit}>
      <p className={classes.help}>{t('secondFactor.demandedHelp')}</p>
      <PasswordInput
        label={t('secondFactor.passwordAgain')}
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={asked && password === '' ? t('signIn.passwordNeeded') : undefined}
      />
      {proving.isError && <ProblemNotice words={words(proving.error)} />}
      <Button type="submit" size="lg" loading={proving.isPending}>
        {t('secondFactor.begin')}
      </Button>
    </Form>
  );
}

function FirstCode({ secret, uri }: Schemas['SecondFactorEnrolment']) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [totp, setTotp] = useState('');
  const [asked, setAsked] = useState(false);
  const confirming = useMutation({ mutationFn: () => confirmSecondFactor(totp) });

  function submit() {
    setAsked(true);
    if (totp.length === 6) confirming.mutate();
  }

  return (
    <Form className={classes.bare} onSubmit={submit}>
      <p className={classes.help}>{t('secondFactor.scanHelp')}</p>
      <QrPicture text={uri} label={t('secondFactor.qr')} />
      <p className={classes.help}>
        {t('secondFactor.byHand')} <code className={classes.secret}>{secret.replace(/.{4}(?=.)/g, '$& ')}</code>
      </p>
      <CodeInput value={totp} onChange={setTotp} isNeeded={asked} />
      {confirming.isError && <ProblemNotice words={words(confirming.error)} />}
      <Button type="submit" size="lg" loading={confirming.isPending}>
        {t('secondFactor.confirm')}
      </Button>
    </Form>
  );
}

/** Dark on light whatever the scheme of the page, with the margin of four modules that scanners look for. */
function QrPicture({ text, label }: { readonly text: string; readonly label: string }) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + 8;
  const squares = Array.from({ length: modules.size ** 2 }, (_, at) => [
    at % modules.size,
    Math.floor(at / modules.size),
  ])
    .filter(([x = 0, y = 0]) => modules.get(y, x) !== 0)
    .map(([x = 0, y = 0]) => `M${String(x + 4)} ${String(y + 4)}h1v1h-1z`);
  return (
    <svg className={classes.qr} viewBox={`0 0 ${String(side)} ${String(side)}`} role="img" aria-label={label}>
      <rect width={side} height={side} fill="#fff" />
      <path d={squares.join('')} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
