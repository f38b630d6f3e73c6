import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Guest } from '../../../entities/guest/guest.api';
import { CodeWay } from '../../../entities/one-time-code/code-way';
import { actOf } from '../../../shared/api/calls';
import { mistakeAt } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { useNetwork } from '../../../shared/network/network';
import { Form } from '../../../shared/ui/form';
import { PhoneInput, usePhone } from '../../../shared/ui/phone-input';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { Submit } from '../../../shared/ui/submit';
import { bound } from '../../../shared/ui/bound';

interface PhoneDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Another phone for a guest who is present: the guest reads out the code that came to it. */
export function PhoneDialog({ guest, onDone, onClose }: PhoneDialogProps) {
  const { t } = useTranslation('admin');
  const phone = usePhone(useNetwork().country);
  const [code, setCode] = useState('');
  const send = useChange(actOf('POST', '/api/guests/{id}/phone', { id: guest.id }), () => undefined);
  const confirm = useChange(actOf('POST', '/api/guests/{id}/phone/confirm', { id: guest.id }), onDone);

  function submit(): void {
    const number = phone.take();
    if (number !== null) send.mutate({ phone: number });
  }

  if (send.data === undefined) {
    return (
      <Dialog title={t('credentials.phone')} onClose={onClose}>
        <Form gap={12} onSubmit={submit}>
          <Text c="dimmed" lh={1.45}>
            {t('credentials.phoneHelp')}
          </Text>
          <PhoneInput
            label={t('credentials.newPhone')}
            data-autofocus
            required
            phone={phone}
            needed={t('credentials.phoneNeeded')}
            error={mistakeAt(send.error, 'phone')}
          />
          <FailureNotice error={send.error} marked={['phone']} />
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
      <Form gap={12} onSubmit={() => confirm.mutate({ verificationId, code })}>
        <CodeWay phone={send.variables.phone} sent={send.data} />
        <TextInput
          key="code"
          label={t('credentials.code')}
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          required
          maxLength={20}
          {...bound(code, setCode)}
        />
        <Submit of={confirm} text={t('credentials.setPhone')} />
      </Form>
    </Dialog>
  );
}
