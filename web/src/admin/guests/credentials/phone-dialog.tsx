import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { confirmPhone, sendPhoneCode } from '../../../entities/guest/credentials.api';
import type { Guest } from '../../../entities/guest/guest.api';
import { CodeWay } from '../../../entities/one-time-code/code-way';
import { mistakeAt } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import classes from './credentials.module.css';

interface PhoneDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Another phone for a guest who is present: the guest reads out the code that came to it. */
export function PhoneDialog({ guest, onDone, onClose }: PhoneDialogProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const send = useChange(sendPhoneCode(guest.id), () => undefined);
  const confirm = useChange(confirmPhone(guest.id), onDone);

  if (send.data === undefined) {
    return (
      <Dialog title={t('credentials.phone')} onClose={onClose}>
        <Form className={classes.fields} onSubmit={() => send.mutate({ phone })}>
          <p className={classes.soft}>{t('credentials.phoneHelp')}</p>
          <TextInput
            label={t('credentials.newPhone')}
            type="tel"
            inputMode="tel"
            autoComplete="off"
            data-autofocus
            required
            maxLength={40}
            value={phone}
            error={mistakeAt(send.error, 'phone')}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          {send.error !== null && <ProblemNotice words={words(send.error, ['phone'])} />}
          <Button type="submit" loading={send.isPending}>
            {t('credentials.sendCode')}
          </Button>
        </Form>
      </Dialog>
    );
  }
  const { verificationId } = send.data;
  return (
    <Dialog title={t('credentials.phone')} onClose={onClose}>
      <Form className={classes.fields} onSubmit={() => confirm.mutate({ verificationId, code })}>
        <CodeWay phone={phone} sent={send.data} />
        <TextInput
          key="code"
          label={t('credentials.code')}
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          required
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error !== null && <ProblemNotice words={words(confirm.error)} />}
        <Button type="submit" loading={confirm.isPending}>
          {t('credentials.setPhone')}
        </Button>
      </Form>
    </Dialog>
  );
}
