import { Text } from '@mantine/core';
import type { Guest } from '../../../entities/guest/guest.api';
import { CodeWay } from '../../../entities/one-time-code/code-way';
import { confirmPhone, sendPhoneCode } from '../../../shared/api/operations';
import { ActDialog, ActForm } from '../../../shared/described/act-form';
import { usePhoneField } from '../../../shared/described/use-phone-field';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';

interface PhoneDialogProps {
  readonly guest: Guest;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Another phone for a guest who is present: the guest reads out the code that came to it. */
export function PhoneDialog({ guest: { id }, onDone, onClose }: PhoneDialogProps) {
  const { t } = useTranslation('admin');
  const { country } = useNetwork();
  const phone = usePhoneField({ label: t('credentials.newPhone'), needed: t('credentials.phoneNeeded'), country });
  return (
    <ActDialog
      of={sendPhoneCode}
      params={{ id }}
      title={t('credentials.phone')}
      layout={{ gap: 12 }}
      above={
        <Text c="dimmed" lh={1.45}>
          {t('credentials.phoneHelp')}
        </Text>
      }
      fields={{ phone: phone.field }}
      body={() => ({ phone: phone.takeNumber() ?? '' })}
      submit={t('credentials.sendCode')}
      result={(sent) => (
        <ActForm
          of={confirmPhone}
          params={{ id }}
          layout={{ gap: 12 }}
          above={<CodeWay phone={phone.takeNumber() ?? ''} sent={sent} />}
          fields={{ code: { label: t('credentials.code'), as: 'code' } }}
          body={() => ({ verificationId: sent.verificationId })}
          submit={t('credentials.setPhone')}
          onDone={onDone}
        />
      )}
      onClose={onClose}
    />
  );
}
