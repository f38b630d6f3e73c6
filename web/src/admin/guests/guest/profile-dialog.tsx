import { LANGUAGE_NAMES } from '../../../generated/words/words';
import type { Guest } from '../../../entities/guest/guest.api';
import { changeGuest } from '../../../shared/api/operations';
import { EditDialog } from '../../../shared/described/edit-form';
import { usePhoneField } from '../../../shared/described/use-phone-field';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';

interface ProfileDialogProps {
  readonly guest: Guest;
  readonly onClose: () => void;
}

export function ProfileDialog({ guest, onClose }: ProfileDialogProps) {
  const { t } = useTranslation('admin');
  const { country } = useNetwork();
  const phone = usePhoneField({ label: t('guests.phone'), help: t('profile.phoneHelp'), country });
  return (
    <EditDialog
      of={changeGuest}
      params={{ id: guest.id }}
      from={guest}
      title={t('profile.edit')}
      layout={{ gap: 12 }}
      fields={{
        name: { label: t('guests.name') },
        phone: { ...phone.field, isShown: () => guest.phone === null },
        email: { label: t('profile.email'), as: 'email' },
        birthDate: { label: t('profile.birthDate'), help: t('profile.birthDateHelp') },
        locale: {
          label: t('profile.locale'),
          help: t('profile.localeHelp'),
          none: t('profile.localeOfNetwork'),
          words: (locale) => LANGUAGE_NAMES[locale],
        },
        externalId: { label: t('profile.externalId'), help: t('profile.externalIdHelp') },
        note: { label: t('guest.note'), help: t('profile.noteHelp'), as: 'area' },
      }}
      body={(typed) => (guest.phone === null && typed.phone !== '' ? { phone: phone.takeNumber() } : {})}
      submit={t('profile.save')}
      onClose={onClose}
    />
  );
}
